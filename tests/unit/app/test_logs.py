"""Logs never show what is in the variables of a function that fails."""

from __future__ import annotations

from typing import Literal

import pytest
import structlog

from parley_server.app.logs import configure_logs
from parley_server.app.settings import Settings
from parley_server.domain.characters import Character
from parley_server.plugin_api import LayeredSetting, SettingLayer


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_logged_exception_shows_no_variables(
    form: Literal["text", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(Settings(log_format=form))
    _fail_with("sk-" + "0123")

    written = capsys.readouterr().err
    assert "RuntimeError" in written
    assert "sk-0123" not in written


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_a_type_leaves_out_of_its_repr_is_not_logged(
    form: Literal["text", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    character = Character(name="Ann", secrets={"VAULT_WORD": "planted"})
    found = LayeredSetting(value="planted", layer=SettingLayer.CHARACTER)
    configure_logs(Settings(log_format=form))
    structlog.get_logger("test").error("told", character=character, found=[found], number=2**70)
    structlog.get_logger("test").error("told", character=character, found={"one": found})

    written = capsys.readouterr().err
    assert written.count("Ann") == 2
    assert "planted" not in written


def _fail_with(secret: str) -> None:
    try:
        raise RuntimeError(f"{len(secret)} characters")
    except RuntimeError as error:
        structlog.get_logger("test").error("broken", exc_info=error)
