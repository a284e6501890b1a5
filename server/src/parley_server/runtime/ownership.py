"""Which plugin is at work while it registers things by itself, so that these leave with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_plugin: ContextVar[str] = ContextVar("parley_plugin", default="")


def current_plugin() -> str:
    """Return the plugin whose `init` or whose service's start this is part of; empty elsewhere."""
    return _plugin.get()


@contextmanager
def owned_by(plugin: str) -> Iterator[None]:
    """Count what is registered in this block for a plugin."""
    token = _plugin.set(plugin)
    try:
        yield
    finally:
        _plugin.reset(token)
