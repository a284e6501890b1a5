"""What becomes of a task after an execution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from parley_server.domain.errors import InvalidField
from parley_server.domain.tasks import MAX_ATTEMPTS, QUEUE, REPEAT, Task, TaskStatus
from parley_server.runtime.tasks.timing import Timing, next_time, pause, timing_of

NOT_YET = timedelta(seconds=5)
"""How long a task waits that its worker does not want yet."""


class Verdict(Enum):
    """How an execution ended."""

    DONE = "done"
    FAILED = "failed"
    NOT_YET = "not yet"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an execution ended, and what was wrong. One that was STOPPED is due `again_at`, None = at once."""

    verdict: Verdict
    error: str = ""
    again_at: datetime | None = None


async def after(task: Task, outcome: Outcome, now: datetime) -> Task | None:
    """Return the task as it goes on, None when it is done for good."""
    task = replace(task, updated_at=now, status=TaskStatus.PENDING)
    if QUEUE not in task.spec.tags and outcome.verdict is not Verdict.DONE:
        return _waits_again(task, outcome.error)
    if outcome.verdict is Verdict.STOPPED:
        return replace(task, ready_at=outcome.again_at or now)
    if outcome.verdict is Verdict.NOT_YET:
        return replace(task, ready_at=now + NOT_YET)
    try:
        timing = timing_of(task.spec)
        if outcome.verdict is Verdict.FAILED:
            return await _after_failure(task, timing, outcome.error, now)
        if not timing.repeats:
            return None
        ready_at = await next_time(timing, now)
    except InvalidField as error:
        # It was fine when it was stored: the machine knows fewer time zones than it did.
        return given_up(task, error.message, now)
    return replace(task, ready_at=ready_at, occurrence=task.occurrence + 1, attempts=0, last_error="")


def vanished(task: Task, now: datetime) -> Task | None:
    """Return how a task goes on whose executions never came to an end, too often; None for one to be taken again.

    Perhaps it is what ends the server: it must not do so each time that the server starts. One outside of the queue
    waits for somebody again: the scheduler does not know what they had chosen.
    """
    if task.status is TaskStatus.RUNNING and QUEUE not in task.spec.tags:
        task = replace(task, status=TaskStatus.PENDING, updated_at=now)
        return _waits_again(task, "its server ended before it did")
    if task.status is not TaskStatus.RUNNING or task.attempts + 1 < MAX_ATTEMPTS:
        return None
    attempts, error = task.attempts + 1, "its server ended before it did, each time"
    if REPEAT not in task.spec.tags:
        return given_up(replace(task, attempts=attempts), error, now)
    ready_at = now + pause(attempts)
    return replace(
        task, status=TaskStatus.PENDING, attempts=attempts, last_error=error, ready_at=ready_at, updated_at=now
    )


def given_up(task: Task, error: str, now: datetime) -> Task:
    """Return a task that is not tried again."""
    return replace(task, status=TaskStatus.FAILED, ready_at=None, last_error=error, updated_at=now)


def _waits_again(task: Task, error: str) -> Task:
    """Return a task outside of the queue as it waits for somebody again; it is never given up."""
    failed = 1 if error else 0
    return replace(task, ready_at=None, attempts=task.attempts + failed, last_error=error or task.last_error)


async def _after_failure(task: Task, timing: Timing, error: str, now: datetime) -> Task:
    task = replace(task, attempts=task.attempts + 1, last_error=error)
    rested = now + pause(task.attempts)
    if not timing.repeats:
        return given_up(task, error, now) if task.attempts >= MAX_ATTEMPTS else replace(task, ready_at=rested)
    # Its regular time, but not before it has rested.
    regular = await next_time(timing, rested if timing.cron else now)
    return replace(task, ready_at=None if regular is None else max(regular, rested))
