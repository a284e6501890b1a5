"""Model servers on this machine: found by asking for their models, shown, and never guessed.

Nothing is sent but the question itself, and to 127.0.0.1 alone. Only OPENAI_BASE_URL=auto makes use of what is found.
"""

from __future__ import annotations

import asyncio
import http.client
import io
import json
import shlex
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from parley_server.domain.errors import ConfigurationMissing
from parley_server.domain.models import TEXT_LARGE
from parley_server.plugins.openai.sections import OPENAI, Section, setting_name

_HOST = "127.0.0.1"
_SECONDS = 0.5
_MAX_BYTES = 1024 * 1024
_MAX_MODELS = 1000
_MAX_NAME = 200
_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundServer:
    """A model server that answers without a key. `models` may be empty, such as Ollama's before the first one."""

    url: str
    models: Sequence[str]

    def __str__(self) -> str:
        """Return the address and the models."""
        return f"{self.url} ({shortened(self.models) or 'no model yet'})"

    @property
    def recipe(self) -> str:
        """Return the settings that make use of the server, for people to copy; which of several models, they decide."""
        address = f"{setting_name(OPENAI, 'BASE_URL')}={self.url}"
        model = setting_name(OPENAI, "LARGE_MODEL")
        if len(self.models) == 1:
            return f"{address} {model}={shlex.quote(self.models[0])}"
        return f"{address} and {model} to one of {shortened(self.models)}" if self.models else address


def shortened(names: Sequence[str]) -> str:
    """Return names in a row, the first ones."""
    return ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")


async def find_servers(ports: Iterable[int], *, seconds: float = _SECONDS) -> list[FoundServer]:
    """Ask all these ports of 127.0.0.1 at once for their models; return the servers in the order of the ports."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_ask(port, seconds)) for port in dict.fromkeys(ports)]
    return [found for task in tasks if (found := task.result()) is not None]


async def locate(section: Section, ports: Iterable[int]) -> Section:
    """Return a provider whose address is "auto" with the address that was found, and its model.

    Raises ConfigurationMissing, with what was found, unless there is exactly one server, and one model or one named.
    """
    servers = await find_servers(ports)
    address, model = section.setting("BASE_URL"), section.model_setting(TEXT_LARGE)
    if len(servers) != 1:
        there = f"these model servers: {'; '.join(map(str, servers))}" if servers else "no model server"
        mend = f"set {address} to the address of {'one of them' if servers else 'one, or start it'}"
        raise ConfigurationMissing(f"{address}=auto finds {there} on this machine; {mend}", [address])
    (server,) = servers
    if section.model(TEXT_LARGE):
        return replace(section, url=server.url)
    if len(server.models) != 1:
        message = f"{address}=auto finds {server}, and never guesses which model is meant; set {model}"
        raise ConfigurationMissing(message, [model])
    return replace(section, url=server.url, models={**section.models, "LARGE_MODEL": server.models[0]})


async def _ask(port: int, seconds: float) -> FoundServer | None:
    models = _models(await _answer(port, seconds))
    return None if models is None else FoundServer(url=f"http://{_HOST}:{port}/v1", models=models)


async def _answer(port: int, seconds: float) -> bytes:
    """Return what a port answers within the time; empty when nobody is there."""
    answer = bytearray()
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(_HOST, port)
            try:
                writer.write(_question(port))
                while len(answer) <= _MAX_BYTES and (piece := await reader.read(65_536)):
                    answer += piece
            finally:
                writer.transport.abort()
    except OSError:
        pass  # nobody is there, or one who does not close: then all may have been said
    return bytes(answer)


def _question(port: int) -> bytes:
    lines = ("GET /v1/models HTTP/1.1", f"Host: {_HOST}:{port}", "Accept: application/json", "User-Agent: parley")
    return "\r\n".join((*lines, "Accept-Encoding: identity", "Connection: close", "", "")).encode()


class _Said:
    """What was answered, as a socket that http.client reads from."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._answer)


def _models(answer: bytes) -> list[str] | None:
    """Return the models that an HTTP answer lists; None for anything but a list in the form of OpenAI."""
    if not answer or len(answer) > _MAX_BYTES:
        return None
    response = http.client.HTTPResponse(cast(socket.socket, _Said(answer)), method="GET")
    try:
        response.begin()
        listed = json.loads(response.read()) if response.status == http.HTTPStatus.OK else None
    except (OSError, ValueError, OverflowError, RecursionError, http.client.HTTPException):
        return None
    if not isinstance(listed, dict) or listed.get("object") != "list" or "data" not in listed:
        return None
    # Ollama without any model says null.
    entries = listed["data"] if listed["data"] is not None else []
    if not isinstance(entries, list) or len(entries) > _MAX_MODELS:
        return None
    names = [name for entry in entries if (name := _name(entry))]
    return names if len(names) == len(entries) else None


def _name(entry: object) -> str:
    """Return the name of a model; empty for what is none."""
    value = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(value, str) or len(value) > _MAX_NAME or not value.isprintable() or value != value.strip():
        return ""
    return value
