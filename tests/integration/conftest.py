"""What several of these tests stand on."""

from __future__ import annotations

import pytest


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment of whoever runs the tests name no model, database or plugin."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DATABASE_URL", "PARLEY_PLUGINS"):
        monkeypatch.delenv(name, raising=False)
