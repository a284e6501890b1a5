"""Which settings hold secrets."""

import pytest

from parley_server.domain.characters import is_secret_name


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
