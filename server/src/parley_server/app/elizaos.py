"""ElizaOS: agents in a program of yours, without a server (document 3, "Quick Start with ElizaOS")."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from parley_server.app.build import House, build
from parley_server.app.logs import configure_logs
from parley_server.app.settings import Settings, default_data_folder
from parley_server.domain.ids import DEFAULT_TENANT
from parley_server.orchestrator.apart import background
from parley_server.orchestrator.elizaos import EmbeddedAgents, EmbeddedMessages, EmbeddedParts
from parley_server.plugin_api import Orchestrator, Plugin

# After the grace, for callbacks that are told of its end.
_LAST_WORDS_SECONDS = 2.0
_LEVEL_VARIABLES = ("PARLEY_LOG_LEVEL", "LOG_LEVEL")


class ElizaOS(EmbeddedAgents, EmbeddedMessages):
    """Agents of this program, open as long as the context is.

        async with ElizaOS() as elizaos:
            ids = await elizaos.add_agents([{"character": {"name": "Assistant"}}])
            await elizaos.start_agents()
            result = await elizaos.handle_message(ids[0], {"content": {"text": "Hello!"}})

    It is the house of the server without its door: the same store, queues, log of runs and bus. Several may be open in
    one process, each with a place of its own.
    """

    def __init__(
        self,
        *,
        data: str | Path | None = None,
        database_url: str = "",
        plugins: Sequence[Plugin] = (),
        grace: float | None = None,
    ) -> None:
        """Say where everything is kept; nothing is opened yet.

        `data` is a folder for SQLite and the key that seals secrets; with `database_url` it is PostgreSQL, and the key
        lies in the user's data folder unless `data` is given. Without both it is a temporary folder, and all is gone at
        the end. `plugins` are loaded by every agent. At the end messages in the background have `grace` seconds to be
        answered (PARLEY_DRAIN_GRACE, else 10); one that raises ends at once.
        """
        super().__init__()
        self._data = data
        self._database_url = database_url
        self._everywhere = tuple(plugins)
        self._grace = grace
        self._stack: AsyncExitStack | None = None
        self._failed = False

    async def __aenter__(self) -> Self:
        """Open the store and take up agents of earlier. Raises StartError and what opening the store raises."""
        if self._stack is not None:
            raise RuntimeError("it is open already")
        async with AsyncExitStack() as stack:
            settings = await self._settings(stack)
            _configure_logs(settings, stack)
            group = await stack.enter_async_context(background())
            stack.callback(self._let_go)

            def embed(house: House) -> Orchestrator:
                self._take(_parts_of(house), group)
                return self

            house = await stack.enter_async_context(build(settings, plugins=self._everywhere, embed=embed))
            stack.push_async_callback(self._end, house, settings)
            self._failed = False
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        """Let what is in the background end within the grace, stop the agents, close the store."""
        assert self._stack is not None
        stack, self._stack = self._stack, None
        self._failed = error is not None
        return await stack.__aexit__(kind, error, trace)

    async def _settings(self, stack: AsyncExitStack) -> Settings:
        data = self._data
        if data is None and self._database_url:
            data = default_data_folder()
        if data is None:
            folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="parley-")
            stack.push_async_callback(asyncio.to_thread, folder.cleanup)
            data = folder.name
        further = {} if self._grace is None else {"drain_grace": self._grace}
        # Where it is kept is said by the program alone: not by the environment of whoever runs it.
        return Settings(data=Path(data), database_url=self._database_url, **further)  # type: ignore[arg-type] # pydantic makes a secret of it

    async def _end(self, house: House, settings: Settings) -> None:
        grace = 0.0 if self._failed else settings.drain_grace
        await self._finish_tasks(grace)
        await house.host.drain(timedelta(0))
        await self._finish_tasks(_LAST_WORDS_SECONDS)
        for task in self._tasks:
            task.cancel()


def _parts_of(house: House) -> EmbeddedParts:
    return EmbeddedParts(
        tenant=DEFAULT_TENANT,
        fleet=house.fleet,
        registry=house.registry,
        deliveries=house.deliveries(DEFAULT_TENANT),
        announcer=house.announcer,
        host=house.host,
    )


class _Logs(structlog.WriteLoggerFactory):
    """Where the logs of a program go that has not said where: set up by the first that opens, left by the last."""

    users = 0

    def leave(self) -> None:
        """Make logs as they were before, unless somebody is left, or the program has set them up meanwhile."""
        self.users -= 1
        if not self.users and structlog.get_config()["logger_factory"] is self:
            structlog.reset_defaults()


def _configure_logs(settings: Settings, stack: AsyncExitStack) -> None:
    """Send warnings to standard error, or what the environment asks for, unless the program has said otherwise."""
    logs = structlog.get_config()["logger_factory"]
    if not isinstance(logs, _Logs):
        if structlog.is_configured():
            return
        asked_for = any(variable in os.environ for variable in _LEVEL_VARIABLES)
        configure_logs(settings if asked_for else settings.model_copy(update={"log_level": "warning"}))
        logs = _Logs(file=sys.stderr)
        structlog.configure(logger_factory=logs)
    logs.users += 1
    stack.callback(logs.leave)
