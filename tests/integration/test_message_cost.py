"""What a plain message costs an agent with the bootstrap plugin: reads of the store, and calls of models."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from parley_server.domain.models import TEXT_EMBEDDING, TEXT_LARGE, ModelResult
from parley_server.plugin_api import ModelHandler, ModelRequest, Runtime
from parley_server.sql.queries import Params, Query, Row
from parley_server.sql.sqlite.database import SqliteDatabase
from tests.fakes.models import envelope, model_plugin
from tests.integration.test_overlap import CALLER, ended, house_with, request

MOST_READS = 2
"""Reads of a message in a known room, all without a thread; those of bus, run log and embeddings come beside it."""
_BESIDE = ("bus_", "run_events", "runs", "embedding", "memory_vectors")


async def test_a_plain_message_asks_the_store_little_and_models_no_more_than_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    threads: list[str] = []
    asked: Counter[str] = Counter()
    read = SqliteDatabase.read

    async def counting(self: SqliteDatabase, query: Query, params: Params, *, few: bool = False) -> list[Row]:
        reads.append(query.compiled(self.backend).text)
        if not few:
            threads.append(reads[-1])
        return await read(self, query, params, few=few)

    async def embed(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
        asked[TEXT_EMBEDDING] += 1
        return ModelResult(embedding=(1.0, 2.0), model_id="e-1")

    def speak(wanted: ModelRequest) -> str:
        asked[wanted.model_type] += 1
        return envelope(f"Hello, {wanted.user_text}")

    monkeypatch.setattr(SqliteDatabase, "read", counting)
    speaker = model_plugin("speaker", speak)
    models = (*speaker.models, ModelHandler(model_type=TEXT_EMBEDDING, generate=embed))
    async with house_with(tmp_path, replace(speaker, models=models)) as house:
        await ended(house, await house.runs.submit(CALLER, request("one")))
        for noted in (reads, threads, asked):
            noted.clear()
        for number in ("two", "three"):
            await ended(house, await house.runs.submit(CALLER, request(number)))
        of_messages = [text for text in reads if not any(f" {table}" in text for table in _BESIDE)]

    assert len(of_messages) <= 2 * MOST_READS, of_messages
    assert [text for text in threads if text in of_messages] == []
    # One plan each; REFLECTION looks back now and then, and nobody looks for facts.
    assert asked[TEXT_LARGE] == 2
    assert set(asked) <= {TEXT_LARGE, TEXT_EMBEDDING}
    # The messages and the replies get their vectors in the background.
    assert asked[TEXT_EMBEDDING] <= 2 * 2 + 2
