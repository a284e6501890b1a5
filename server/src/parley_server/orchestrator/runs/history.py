"""Runs as the store has them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime, timedelta

from parley_server.domain.errors import FutureSequence, InvalidPageToken, StoreUnavailable
from parley_server.domain.ids import AgentId, RunId, TenantId, parse_uuid
from parley_server.domain.pages import Page, PageRequest
from parley_server.domain.runs import Run, RunOutcome, RunQuery
from parley_server.orchestrator.runs.codec import RunCodec
from parley_server.storage.runs import RunFilter, RunStore

_READ_BYTES = 256 * 1024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class RunHistory:
    """Reads runs that are not open in this process."""

    def __init__(self, *, store: RunStore, codec: RunCodec) -> None:
        """Read from this store."""
        self._store = store
        self._codec = codec

    async def get(self, tenant: TenantId, run_id: RunId) -> RunOutcome:
        """Return a run and, once it has ended, what came of it. Raises NotFound."""
        stored = await self._store.get(tenant, run_id)
        if not stored.outcome:
            return RunOutcome(run=stored.run)
        _, result = self._codec.decode_outcome(stored.outcome)
        return RunOutcome(run=stored.run, result=result)

    async def watch(self, tenant: TenantId, run_id: RunId, after: int) -> AsyncGenerator[Sequence[bytes]]:
        """Yield the stored events behind `after`. Raises NotFound and FutureSequence."""
        run = (await self._store.get(tenant, run_id)).run
        if after > run.last_sequence:
            raise FutureSequence(after, run.last_sequence)
        while after < run.last_sequence:
            records = await self._store.read_log(tenant, run_id, after=after, max_bytes=_READ_BYTES)
            if not records:
                raise StoreUnavailable(f"events of run {run_id} are missing")
            after = records[-1].sequence
            yield [record.data for record in records]

    async def list_page(
        self, tenant: TenantId, query: RunQuery, agent_id: AgentId | None, page: PageRequest
    ) -> Page[Run]:
        """Return runs, newest first. Raises InvalidPageToken for a place that this query never gave."""
        wanted = RunFilter(
            agent_id=agent_id,
            room_id=query.room_id,
            statuses=query.statuses,
            started_after=query.started_after,
            started_before=query.started_before,
            before=_read_key(page.after_key) if page.after_key else None,
        )
        runs = await self._store.list_page(tenant, wanted, limit=page.size + 1)
        more = len(runs) > page.size
        runs = runs[: page.size]
        return Page(items=runs, next_key=_write_key(runs[-1]) if more else None)


def _write_key(run: Run) -> str:
    return f"{(run.created_at - _EPOCH) // _MICROSECOND}:{run.run_id}"


def _read_key(key: str) -> tuple[datetime, RunId]:
    micros, _, run_id = key.partition(":")
    if not micros.isdecimal() or len(micros) > 18 or parse_uuid(run_id) is None:
        raise InvalidPageToken
    return _EPOCH + timedelta(microseconds=int(micros)), RunId(run_id)
