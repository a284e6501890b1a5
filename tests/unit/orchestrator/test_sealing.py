"""Secrets that an agent is told while it runs: one text, for one place."""

from __future__ import annotations

import pytest

from parley_server.domain.errors import ConfigurationMissing
from parley_server.orchestrator.sealing import BoxSealer
from parley_server.orchestrator.secrets import SecretBox

SEALER = BoxSealer(SecretBox("k"))
# "sk-test" as elizaOS seals it with its default salt.
OLD = "000102030405060708090a0b0c0d0e0f:7c71cc9af8357f50577cdda412142d0f"


@pytest.mark.parametrize(
    "text",
    ["sk-1", "postgres://user:password@localhost:5432/db", "mongodb://a:s@h1:27017,h2:27017/db", "ü", "parley1:x"],
)
def test_what_is_sealed_opens_in_its_place(text: str) -> None:
    sealed = SEALER.seal("here", text)

    assert sealed.startswith("parley1:")
    assert len(text) < 4 or text not in sealed
    assert SEALER.open("here", sealed) == text
    assert SEALER.is_sealed("here", sealed)


def test_what_is_sealed_for_one_place_does_not_open_in_another() -> None:
    sealed = SEALER.seal("here", "sk-1")

    assert SEALER.open("there", sealed) == sealed
    assert not SEALER.is_sealed("there", sealed)


@pytest.mark.parametrize(
    "text", ["", "plain", "parley1:", "parley1:gAAAAA", f"{'0' * 32}:invalidhex", ":x", "short:iv"]
)
def test_looks_alone_do_not_count_as_sealed(text: str) -> None:
    assert not SEALER.is_sealed("here", text)
    assert SEALER.is_marked(text) is text.startswith("parley1:")


@pytest.mark.parametrize(
    "text", ["plain", "https://host:8080/a:b", "shortiv:encrypted", ":encrypted", f"{'0' * 32}:invalidhex"]
)
def test_a_text_in_no_form_comes_back_as_it_is(text: str) -> None:
    assert SEALER.open("here", text) == text


def test_the_form_of_the_reference_is_opened_with_its_salt_alone() -> None:
    assert SEALER.open("here", OLD) == "sk-test"
    assert BoxSealer(SecretBox("k"), "pepper").open("here", OLD) == OLD


def test_another_key_is_told_by_its_variable() -> None:
    with pytest.raises(ConfigurationMissing, match="PARLEY_SECRET_KEY"):
        BoxSealer(SecretBox("other")).open("here", SEALER.seal("here", "sk-1"))
