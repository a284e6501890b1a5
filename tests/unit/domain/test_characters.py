"""Which settings hold secrets."""

import pytest

from parley_server.domain.agents import AgentSpec
from parley_server.domain.characters import Character, is_secret, is_secret_name, is_secret_text


@pytest.mark.parametrize(
    "name",
    [
        *("OPENAI_API_KEY", "apiKey", "DISCORD_API_TOKEN", "token", "botToken", "CLIENT_SECRET", "WALLET_SECRET_SALT"),
        *("AWS_SECRET_ACCESS_KEY", "EVM_PRIVATE_KEY", "privateKey", "TWITTER_PASSWORD", "GOOGLE_CREDENTIALS"),
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["MODEL_MAX_TOKEN", "DEFAULT_MAX_TOKENS", "maxTokens", "model", "TOKENIZER", "KEY"])
def test_names_of_other_settings(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("value", "secret"),
    [
        ("postgres://user:word@host:5432/db", True),
        ("redis://:word@host", True),
        ("mongodb+srv://a:s@h1:27017,h2:27017/db", True),
        ("https://host:8080/path@x", False),
        ("https://user@host", False),
        ("postgres://host/db", False),
        ("see postgres://user:word@host", False),
        ("a:b@c", False),
        (5, False),
    ],
)
def test_an_address_with_a_password_is_a_secret(value: str | int, secret: bool) -> None:
    assert is_secret("STORE", value) is secret
    assert is_secret_text("STORE", value) is secret


def test_a_number_called_like_a_secret_is_none_to_be_sealed() -> None:
    assert is_secret("TOKEN", 3)
    assert not is_secret_text("TOKEN", 3)


def test_what_may_hold_secrets_is_in_no_repr() -> None:
    deep = {"discord": {"botToken": "planted"}}
    character = Character(name="Ann", secrets={"A": "planted"}, settings=deep, extra=deep)
    spec = AgentSpec(character=character, character_file={"secrets": {"A": "planted"}}, settings={"TOKEN": "planted"})

    assert "Ann" in repr(spec)
    assert "planted" not in repr((character, spec))
