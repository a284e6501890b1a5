"""Logs never show what is in the variables of a function that fails."""

from __future__ import annotations

from typing import Literal

import pytest
import structlog

from parley_server.app.logs import configure_logs
from parley_server.app.settings import Settings


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_logged_exception_shows_no_variables(
    form: Literal["text", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    known = structlog.get_config()
    try:
        configure_logs(Settings(log_format=form))
        _fail_with("sk-" + "0123")
    finally:
        structlog.configure(**known)

    written = capsys.readouterr().err
    assert "RuntimeError" in written
    assert "sk-0123" not in written


def _fail_with(secret: str) -> None:
    try:
        raise RuntimeError(f"{len(secret)} characters")
    except RuntimeError as error:
        structlog.get_logger("test").error("broken", exc_info=error)
