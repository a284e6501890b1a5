"""The key that seals secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from parley_server.app.errors import BadKey
from parley_server.app.keys import secret_key
from parley_server.app.settings import Settings


def test_a_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "new")

    first, second = secret_key(settings), secret_key(settings)

    (file,) = settings.data.iterdir()
    assert first == second
    assert len(first) >= 32
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_operators_key_wins_and_no_file_is_made(tmp_path: Path) -> None:
    assert secret_key(Settings(data=tmp_path, secret_key=SecretStr("mine"))) == "mine"
    assert not list(tmp_path.iterdir())


def test_an_empty_file_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()

    with pytest.raises(BadKey, match="is empty"):
        secret_key(Settings(data=tmp_path))
