"""The doctor: looks at settings, folder, store, ports, plugins and models, and says how to mend what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from parley_server.app.doctor.findings import Finding, Level
from parley_server.app.doctor.folder import check_folder, check_lock, check_secret_key
from parley_server.app.doctor.models import check_models
from parley_server.app.doctor.program import check_plugins, check_port, check_python, check_sqlite
from parley_server.app.doctor.servers import look_for_servers
from parley_server.app.doctor.settings import check_settings
from parley_server.app.doctor.store import check_store
from parley_server.app.settings import environment

__all__ = ["Finding", "Level", "examine"]


async def examine(
    *, data: Path | None, ask_server: Callable[[str], Awaitable[str]], deep: bool = False
) -> list[Finding]:
    """Return all findings, in the order in which they are best mended. Changes nothing.

    `deep` looks at all of a large store. `ask_server` returns the version of the server at an address, empty when it
    does not answer.
    """
    settings, findings = check_settings(data)
    findings = [check_python(), check_sqlite(), *findings]
    findings += await asyncio.to_thread(check_folder, settings)
    lock, holder = await asyncio.to_thread(check_lock, settings)
    version = await ask_server(holder.address) if holder is not None and holder.address else ""
    findings += lock(version)
    findings += await check_store(settings, deep=deep)
    findings += await asyncio.to_thread(check_secret_key, settings)
    findings += await asyncio.to_thread(check_port, settings, holder)
    findings += await asyncio.to_thread(check_plugins, settings)
    known = environment()
    found = await look_for_servers(known, settings.model_ports)
    findings += await asyncio.to_thread(check_models, known, found)
    return findings
