"""Secrets in the form of elizaOS: opened on import, harmless when they are not."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from hypothesis import given
from hypothesis import strategies as st

from parley_server.domain.agents import AgentSpec
from parley_server.domain.characters import Character
from parley_server.orchestrator.catalogue import PluginCatalogue
from parley_server.orchestrator.definitions import Definitions
from parley_server.orchestrator.old_secrets import open_old_secret
from parley_server.orchestrator.secrets import SecretBox

IV = bytes(range(16))
# Made with `openssl enc -aes-256-cbc`, the key the SHA-256 of "secretsalt", the text "sk-test".
KNOWN = "000102030405060708090a0b0c0d0e0f:7c71cc9af8357f50577cdda412142d0f"


def sealed(text: str, salt: str = "secretsalt") -> str:
    """Return a text as the reference writes it."""
    padder = PKCS7(128).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    cipher = Cipher(algorithms.AES256(hashlib.sha256(salt.encode()).digest()), modes.CBC(IV)).encryptor()
    return f"{IV.hex()}:{(cipher.update(padded) + cipher.finalize()).hex()}"


def test_a_secret_of_the_reference_is_opened() -> None:
    assert open_old_secret(KNOWN) == "sk-test"


@given(st.text(), st.sampled_from(["", "pepper"]))
def test_whatever_was_sealed_comes_back(text: str, salt: str) -> None:
    assert open_old_secret(sealed(text, salt or "secretsalt"), salt) == text


@pytest.mark.parametrize(
    "value",
    [
        "",
        "sk-plain",
        "postgres://user:word@host:5432/db",
        "a:b",
        f"{IV.hex()}:",
        f"{IV.hex()}:abcd",
        f"{IV.hex()}:{'0' * 32}",
        sealed("sk", salt="another"),
        f"{sealed('sk')}:{IV.hex()}",
    ],
)
def test_what_is_in_another_form_or_does_not_open_stays_as_it_is(value: str) -> None:
    assert open_old_secret(value) == value


@pytest.mark.parametrize("salt", ["", "pepper"])
def test_an_agent_that_comes_with_sealed_secrets_has_them_in_clear(salt: str) -> None:
    box = SecretBox("key")
    definitions = Definitions(secrets=box, catalogue=PluginCatalogue(available={}), salt=salt)
    spec = AgentSpec(
        character=Character(name="Ann", secrets={"A": sealed("one", salt or "secretsalt"), "B": "two"}),
        settings={"C_API_KEY": sealed("three", salt or "secretsalt")},
    )

    made = definitions.read(spec, 0, datetime(2026, 1, 1, tzinfo=UTC), should_run=False)

    assert made.character.secrets == {"A": "one", "B": "two", "C_API_KEY": "three"}
    assert box.open(made.stored.sealed_secrets) == made.character.secrets
