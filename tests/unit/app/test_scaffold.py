"""`parley plugin new`: what it writes works as it is."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parley_server.app.cli.main import app
from parley_server.app.plugins import BUILT_IN, load_plugins
from parley_server.app.scaffold import BadPluginName, write_plugin
from parley_server.app.settings import Settings
from parley_server.domain.clock import SystemClock
from tests.fakes.packages import install

ROOT = Path(__file__).parents[3]


def run_python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with this server on its path and nothing installed."""
    paths = [str(ROOT / "server/src"), str(ROOT / "clients/python/src"), str(ROOT / "clients/python/gen")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=50,
    )


@pytest.mark.parametrize("name", ["weather", "@elizaos/plugin-sea-level"])
def test_the_test_of_a_new_plugin_passes(tmp_path: Path, name: str) -> None:
    folder, *_ = write_plugin(name, tmp_path)

    ended = run_python(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "1 passed" in ended.stdout


def test_a_new_plugin_is_clean(tmp_path: Path) -> None:
    folder, *_ = write_plugin("weather", tmp_path)

    lint = run_python(folder, "-m", "ruff", "check", "--isolated", "--line-length=120", ".")
    layout = run_python(folder, "-m", "ruff", "format", "--isolated", "--line-length=120", "--check", ".")
    types = run_python(folder, "-m", "mypy", "--strict", "src")

    assert (lint.returncode, layout.returncode, types.returncode) == (0, 0, 0), (
        lint.stdout + layout.stdout + types.stdout
    )


def test_a_new_plugin_is_found_once_it_is_installed(tmp_path: Path) -> None:
    folder, *_ = write_plugin("weather", tmp_path)
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    entries: dict[str, str] = project["entry-points"]["parley.plugins"]
    site = tmp_path / "site"
    site.mkdir()
    install(site, "described", "", entries)
    script = (
        "import sys; from pathlib import Path; sys.path += ['src', sys.argv[1]]\n"
        "from parley_server.app.discovery import InstalledPlugins\n"
        "print(InstalledPlugins.scan()['weather'].description)"
    )

    ended = run_python(folder, "-c", script, str(site))

    assert "Says what weather does" in ended.stdout, ended.stderr


@pytest.mark.parametrize("name", ["", "7up", "a b", "x/..", "class", "x" * 41, "wetter-ü", "plugin-"])
def test_a_bad_name_is_refused_and_nothing_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadPluginName, match="no name for a plugin"):
        write_plugin(name, tmp_path)

    assert not list(tmp_path.iterdir())


def test_the_name_of_a_plugin_of_ours_is_refused(tmp_path: Path) -> None:
    assert set(load_plugins(Settings(data=tmp_path, plugins=()), SystemClock()).available) == BUILT_IN
    for name in sorted(BUILT_IN):
        with pytest.raises(BadPluginName, match="of its own"):
            write_plugin(f"@elizaos/plugin-{name}", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_tells_what_it_wrote_and_overwrites_nothing(tmp_path: Path) -> None:
    first = CliRunner().invoke(app, ["plugin", "new", "weather", "--in", str(tmp_path)])
    plugin = tmp_path / "parley-plugin-weather/src/parley_plugin_weather/__init__.py"
    plugin.write_text("mine")
    second = CliRunner().invoke(app, ["plugin", "new", "weather", "--in", str(tmp_path)])
    third = CliRunner().invoke(app, ["plugin", "new", "7up", "--in", str(tmp_path)])

    assert (first.exit_code, second.exit_code, third.exit_code) == (0, 1, 2)
    assert str(plugin) in first.stdout
    assert plugin.read_text() == "mine"
    assert "is there already" in second.stderr
