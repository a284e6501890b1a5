"""Asks a running server whether it answers."""

from __future__ import annotations

from parley_client import ParleyClient, ParleyClientError

_TIMEOUT_SECONDS = 3.0


async def check_server(address: str) -> str:
    """Return the version of the server at an address, empty when it does not answer."""
    try:
        async with ParleyClient(address, timeout=_TIMEOUT_SECONDS) as client:
            return (await client.server_info()).server_version
    except (ParleyClientError, ValueError):
        return ""
