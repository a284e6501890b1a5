"""Runs as rows: what is a column, what is a document, and back."""

from dataclasses import dataclass, field

from parley_server.domain.errors import Failure
from parley_server.domain.ids import TenantId
from parley_server.domain.models import ModelUsage
from parley_server.domain.runs import Run, RunStatus
from parley_server.sql.queries import Params, Row
from parley_server.sql.tables import RUNS, STAGE_ENDED, STAGE_OPEN
from parley_server.sql.times import from_micros, to_micros
from parley_server.storage.runs import StoredRun
from parley_server.storage.sql.documents import document_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Details:
    """What of a run is stored as one document: the parts that no query asks for."""

    reason: str = ""
    error: Failure | None = None
    usage: ModelUsage = field(default_factory=ModelUsage)


_NO_USAGE = ModelUsage()
_NO_DETAILS = document_of(_Details).dump(_Details())

RUN_COLUMNS = (
    RUNS.c.run_id,
    RUNS.c.agent_id,
    RUNS.c.message_id,
    RUNS.c.room_id,
    RUNS.c.entity_id,
    RUNS.c.source,
    RUNS.c.status,
    RUNS.c.created_at,
    RUNS.c.started_at,
    RUNS.c.ended_at,
    RUNS.c.details,
    RUNS.c.last_sequence,
    RUNS.c.attempt,
)


def new_row(tenant: TenantId, run: Run) -> Params:
    """Return the row of a new run."""
    return {
        "run_id": run.run_id,
        "tenant": tenant,
        "agent_id": run.agent_id,
        "message_id": run.message_id,
        "room_id": run.room_id,
        "entity_id": run.entity_id,
        "source": run.source,
        "status": run.status.value,
        "stage": STAGE_OPEN if run.status.is_open else STAGE_ENDED,
        "created_at": to_micros(run.created_at),
        "started_at": to_micros(run.started_at) if run.started_at else None,
        "ended_at": to_micros(run.ended_at) if run.ended_at else None,
        "details": details_of(run),
        "last_sequence": run.last_sequence,
        "attempt": run.attempt,
        "has_effect": 0,
    }


def stored_from_row(row: Row) -> StoredRun:
    """Return a run with what is kept beside it, from RUN_COLUMNS, has_effect, input and outcome."""
    has_effect, run_input, outcome = row[-3:]
    return StoredRun(run=run_from_row(row[:-3]), input=run_input, outcome=outcome, has_effect=bool(has_effect))


def run_from_row(row: Row) -> Run:
    """Return a run from RUN_COLUMNS."""
    run_id, agent_id, message_id, room_id, entity_id, source, status, created, started, ended, text, last, attempt = row
    details = document_of(_Details).load(text)
    return Run(
        run_id=run_id,
        agent_id=agent_id,
        message_id=message_id,
        room_id=room_id,
        entity_id=entity_id,
        source=source,
        status=RunStatus(status),
        created_at=from_micros(created),
        started_at=None if started is None else from_micros(started),
        ended_at=None if ended is None else from_micros(ended),
        reason=details.reason,
        error=details.error,
        usage=details.usage,
        last_sequence=last,
        attempt=attempt,
    )


def details_of(run: Run) -> str:
    """Return the document of a run; nearly always the same one, so that it is not made anew for each step."""
    if not run.reason and run.error is None and run.usage == _NO_USAGE:
        return _NO_DETAILS
    return document_of(_Details).dump(_Details(reason=run.reason, error=run.error, usage=run.usage))
