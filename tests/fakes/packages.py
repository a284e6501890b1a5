"""Installed packages of plugins, as pip leaves them: a module, and a folder that describes it."""

from __future__ import annotations

from pathlib import Path


def install(folder: Path, package: str, source: str, entries: dict[str, str]) -> None:
    """Put a package into a folder that is on the path: its module, and entry points of the group parley.plugins."""
    (folder / f"{package}.py").write_text(source)
    described = folder / f"{package}-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    lines = "".join(f"{name} = {value}\n" for name, value in entries.items())
    (described / "entry_points.txt").write_text(f"[parley.plugins]\n{lines}")
