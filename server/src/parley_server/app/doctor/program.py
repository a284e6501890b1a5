"""The program itself: Python, SQLite, its port, its plugins."""

from __future__ import annotations

import socket
import sys
from contextlib import closing

from parley_server.app.discovery import InstalledPlugins
from parley_server.app.doctor.findings import Finding, fine, problem, remark
from parley_server.app.errors import BadPlugin
from parley_server.app.plugins import load_plugin
from parley_server.app.settings import Settings
from parley_server.sql.errors import Holder
from parley_server.sql.inspection import OLDEST_SQLITE, sqlite_version

_OLDEST_PYTHON = (3, 11)


def check_python() -> Finding:
    """Is this Python new enough?"""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < _OLDEST_PYTHON:
        return problem("Python", f"{version} is too old", "Install Python 3.11 or newer, and Parley with it.")
    return fine("Python", version)


def check_sqlite() -> Finding:
    """Is the SQLite library of this Python new enough?"""
    found = sqlite_version()
    version = ".".join(map(str, found))
    if found < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        return problem("SQLite", f"{version} is too old", f"Use a Python with SQLite {oldest} or newer.")
    return fine("SQLite", version)


def check_port(settings: Settings, holder: Holder | None) -> list[Finding]:
    """Is the port free, or taken by the server of this folder?"""
    host, port = settings.host, settings.port
    if port == 0:
        return [fine("port", "a free one is taken at the start")]
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if holder is not None and holder.address == address:
        return [fine("port", f"{address} is the running server's")]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as one:
        # As a server does: what a connection has just left behind is no obstacle.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
            one.listen(1)
        except OSError as error:
            remedy = "Stop the program that listens there, or choose another port with --port or PARLEY_PORT."
            return [problem("port", f"{address} cannot be used: {error.strerror}", remedy)]
    return [fine("port", f"{address} is free")]


def check_plugins(settings: Settings) -> list[Finding]:
    """Can the plugins of PARLEY_PLUGINS be loaded? Those of installed packages are named; none of their code runs."""
    findings = [_plugin(name) for name in settings.plugins]
    if installed := sorted(InstalledPlugins.scan()):
        findings.append(remark("plugins", f"installed, for agents that list them: {', '.join(installed)}"))
    return findings or [remark("plugins", "only the built-in ones")]


def _plugin(name: str) -> Finding:
    try:
        plugin = load_plugin(name)
    except BadPlugin as error:
        remedy = (
            "Install the package that holds it into this Python, or put its folder on PYTHONPATH; then name it in "
            "PARLEY_PLUGINS as module:attribute."
        )
        return problem("plugins", str(error), remedy)
    return fine("plugins", f"{name} is {plugin.name}")
