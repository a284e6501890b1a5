"""Plugins that the operator names."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from parley_server.app.errors import BadPlugin
from parley_server.app.plugins import load_plugins
from parley_server.app.settings import Settings
from parley_server.domain.clock import SystemClock

SOURCE = """
from parley_server.plugin_api import Plugin

plugin = Plugin(name="beside")
"""


def test_a_module_in_the_current_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The recipe of the README: a file, and its name."""
    (tmp_path / "plugin_beside_us.py").write_text(SOURCE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place not in ("", ".")])

    catalogue = load_plugins(Settings(data=tmp_path, plugins=("plugin_beside_us:plugin",)), SystemClock())

    assert catalogue.has("beside")
    assert sys.path[-1] == str(tmp_path)


def test_a_module_that_fails_is_named_with_its_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plugin_that_fails.py").write_text("plugin = 1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(BadPlugin, match=r"plugin_that_fails:plugin.*ZeroDivisionError"):
        load_plugins(Settings(data=tmp_path, plugins=("plugin_that_fails:plugin",)), SystemClock())


def test_of_two_plugins_with_one_name_none_is_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plugin_twice.py").write_text(SOURCE + 'other = Plugin(name="plugin-beside")\n')
    monkeypatch.syspath_prepend(tmp_path)
    entries = ("plugin_twice:plugin", "plugin_twice:plugin", "plugin_twice:other")

    assert load_plugins(Settings(data=tmp_path, plugins=entries[:2]), SystemClock()).everywhere == ("beside",)
    with pytest.raises(BadPlugin, match=r"'plugin_twice:other'.*'plugin-beside', and so is 'plugin_twice:plugin'"):
        load_plugins(Settings(data=tmp_path, plugins=entries), SystemClock())


@pytest.mark.parametrize(
    ("name", "why"),
    [("nowhere_to_be_found:plugin", "cannot be imported"), ("sys", "module:attribute"), ("sys:path", "is no")],
)
def test_what_is_no_plugin_is_named(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(BadPlugin, match=why):
        load_plugins(Settings(data=tmp_path, plugins=(name,)), SystemClock())
