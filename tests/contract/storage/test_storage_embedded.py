"""A program that keeps its agents in PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from parley_server import ElizaOS


async def test_a_program_keeps_its_agents_in_postgres(postgres_database: str, tmp_path: Path) -> None:
    character = {"name": "Ann", "secrets": {"KEY": "sk-1"}}
    async with ElizaOS(database_url=postgres_database, data=tmp_path) as elizaos:
        (ann,) = await elizaos.add_agents([{"character": character}], auto_start=True)
        result = await elizaos.handle_message(ann, {"content": "hello", "room_id": uuid4()})
        assert result.processing is not None
        await elizaos.enable_editable_mode()
        await elizaos.update_agent(ann, {"system": "Be brief."})

    async with ElizaOS(database_url=postgres_database, data=tmp_path) as elizaos:
        runtime = elizaos.get_agent(ann)
        assert runtime is not None
        assert (runtime.character.system, runtime.get_setting("KEY")) == ("Be brief.", "sk-1")
        assert [memory.content.text for memory in await runtime.get_memories_by_ids([result.message_id])] == ["hello"]
