"""Writes the package of a new plugin: one component of each usual kind, and a test that passes."""

from __future__ import annotations

import keyword
from importlib import resources
from pathlib import Path
from string import Template

from parley_server.app.plugins import BUILT_IN
from parley_server.runtime.plugins import short_name

_MAX_NAME = 40
_FOLDER = "package"
# What is written, and from what.
_FILES = {
    "pyproject.toml": "pyproject.toml.txt",
    "README.md": "README.md.txt",
    "src/{package}/__init__.py": "plugin.py.txt",
    "src/{package}/py.typed": "",
    "tests/test_plugin.py": "test_plugin.py.txt",
}


class BadPluginName(ValueError):
    """No plugin can have this name; the message says why."""


def write_plugin(name: str, parent: Path) -> list[Path]:
    """Write the package of a plugin into a new folder of `parent`; return its files, the folder first.

    Raises BadPluginName, FileExistsError when the folder is there, and other OSErrors.
    """
    short = short_name(name)
    if not short.isascii() or not short.isidentifier() or keyword.iskeyword(short) or len(short) > _MAX_NAME:
        raise BadPluginName(
            f"{name!r} is no name for a plugin: give letters, digits, hyphens and underscores, at most {_MAX_NAME}, "
            "with a letter in front"
        )
    if short in BUILT_IN:
        raise BadPluginName(f"Parley has a plugin {short!r} of its own, which no package replaces: choose another name")
    dashed = short.replace("_", "-").strip("-")
    words = {
        "name": short,
        "dashed": dashed,
        "package": f"parley_plugin_{short}",
        "upper": short.upper(),
        "class_name": "".join(part.capitalize() for part in short.split("_")),
    }
    folder = parent / f"parley-plugin-{dashed}"
    folder.mkdir(parents=True)
    written = [folder]
    for target, source in _FILES.items():
        path = folder / target.format(package=words["package"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(source, words), encoding="utf-8")
        written.append(path)
    return written


def _filled(source: str, words: dict[str, str]) -> str:
    if not source:
        return ""
    text = (resources.files("parley_server.app.scaffold") / _FOLDER / source).read_text(encoding="utf-8")
    return Template(text).substitute(words)
