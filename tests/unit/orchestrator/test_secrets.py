"""Secrets at rest."""

from __future__ import annotations

import pytest

from parley_server.domain.errors import ConfigurationMissing
from parley_server.orchestrator.secrets import SecretBox

SECRETS = {"OPENAI_API_KEY": "sk-planted"}


def test_sealed_secrets_open_with_the_same_key() -> None:
    assert SecretBox("k").open(SecretBox("k").seal(SECRETS)) == SECRETS


def test_sealed_secrets_hold_neither_names_nor_values_in_clear() -> None:
    sealed = SecretBox("k").seal(SECRETS)
    assert sealed.startswith(b"parley1:")
    assert b"planted" not in sealed
    assert b"OPENAI" not in sealed


def test_another_key_is_a_clear_error_that_names_the_setting() -> None:
    with pytest.raises(ConfigurationMissing, match="PARLEY_SECRET_KEY"):
        SecretBox("other").open(SecretBox("k").seal(SECRETS))


def test_no_secrets_take_no_room() -> None:
    assert SecretBox("k").seal({}) == b""
    assert SecretBox("k").open(b"") == {}
