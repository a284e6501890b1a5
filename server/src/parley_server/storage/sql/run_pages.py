"""Pages of runs: the query for each combination of filters."""

from functools import cache

from sqlalchemy import bindparam, select, tuple_

from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.queries import Query, Value
from parley_server.sql.tables import RUNS
from parley_server.sql.times import to_micros
from parley_server.storage.runs import RunFilter
from parley_server.storage.sql.run_rows import RUN_COLUMNS


def filter_params(runs: RunFilter) -> dict[str, Value]:
    """Return a parameter for each field that is set."""
    params: dict[str, Value] = {}
    if runs.agent_id is not None:
        params["agent_id"] = runs.agent_id
    if runs.room_id is not None:
        params["room_id"] = runs.room_id
    if runs.statuses:
        params["statuses"] = texts(status.value for status in runs.statuses)
    if runs.started_after is not None:
        params["started_after"] = to_micros(runs.started_after)
    if runs.started_before is not None:
        params["started_before"] = to_micros(runs.started_before)
    if runs.before is not None:
        params["before_time"], params["before_id"] = to_micros(runs.before[0]), runs.before[1]
    return params


@cache
def page_query(filters: frozenset[str]) -> Query:
    """Return the query for the filters that are set: sixty-four in all, each compiled once."""
    place = tuple_(RUNS.c.created_at, RUNS.c.run_id)
    conditions = {
        "agent_id": RUNS.c.agent_id == bindparam("agent_id"),
        "room_id": RUNS.c.room_id == bindparam("room_id"),
        "statuses": OneOf(RUNS.c.status, "statuses"),
        "started_after": RUNS.c.started_at >= bindparam("started_after"),
        "started_before": RUNS.c.started_at < bindparam("started_before"),
        "before_id": place < tuple_(bindparam("before_time"), bindparam("before_id")),
    }
    chosen = [condition for name, condition in conditions.items() if name in filters]
    return Query(
        select(*RUN_COLUMNS)
        .where(RUNS.c.tenant == bindparam("tenant"), *chosen)
        .order_by(RUNS.c.created_at.desc(), RUNS.c.run_id.desc())
        .limit(bindparam("wanted"))
    )
