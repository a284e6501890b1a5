"""The event loop is never blocked by SQLite, but for the inline writer, which is meant to."""

from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from parley_server.domain.ids import DEFAULT_TENANT
from parley_server.storage.sql.open import open_sqlite

ALLOWED = ("parley_server/sql/sqlite/batch.py", {"run"})


def watch(blockbuster: BlockBuster, *, inline: bool) -> None:
    """Let the inline writer pass, and nothing else."""
    for name, function in blockbuster.functions.items():
        if inline and name.startswith("sqlite3."):
            function.can_block_in(*ALLOWED)


@pytest.mark.parametrize("flush", ["process", "disk"])
async def test_only_the_inline_writer_runs_in_the_loop(tmp_path: Path, flush: str) -> None:
    with blockbuster_ctx() as blockbuster:
        watch(blockbuster, inline=flush == "process")
        async with open_sqlite(tmp_path / "data", flush="disk" if flush == "disk" else "process") as store:
            await store.write_address("127.0.0.1:1")
            await store.agents.set_should_run(DEFAULT_TENANT, [], True)
            assert await store.agents.list_all(DEFAULT_TENANT) == []
            await store.ping()
