"""An agent on a real store with the plugins that it is given and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from parley_server.codec.xml import XmlCodec
from parley_server.domain.characters import Character
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, new_id, string_to_uuid
from parley_server.message.service import DefaultMessageService
from parley_server.plugin_api import Plugin
from parley_server.runtime.agent_runtime import AgentRuntime, RuntimeParts
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.journal import JournalWriter
from parley_server.storage.sql.open import open_sqlite
from parley_server.storage.sql.store import SqlStore
from tests.fakes.agents import FakeClock


async def stored_agent(
    store: SqlStore, *plugins: Plugin, name: str = "Ann", agent_id: AgentId | None = None
) -> AgentRuntime:
    """Return a running agent that keeps what it knows in a store; its id is made from its name unless it is given."""
    clock = FakeClock()
    runtime = AgentRuntime(
        agent_id=agent_id or AgentId(string_to_uuid(name)),
        character=Character(name=name),
        plugins=plugins,
        settings={},
        parts=RuntimeParts(
            tenant=DEFAULT_TENANT,
            store=store,
            journal=JournalWriter(store.logs),
            message_service=DefaultMessageService(model=ShapedModel(XmlCodec()), clock=clock, new_id=new_id),
            clock=clock,
            new_id=new_id,
            environment={},
        ),
    )
    await runtime.initialize()
    return runtime


@asynccontextmanager
async def agent_on_disk(folder: Path, *plugins: Plugin) -> AsyncIterator[AgentRuntime]:
    """Open a store in a folder, with one agent on it."""
    async with open_sqlite(folder) as store:
        runtime = await stored_agent(store, *plugins)
        try:
            yield runtime
        finally:
            await runtime.stop()
