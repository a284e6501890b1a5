"""When tasks are done: intervals, cron expressions in time zones, and pauses after failures."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parley_server.domain.errors import InvalidField
from parley_server.domain.json import JsonValue
from parley_server.domain.tasks import IMMEDIATE, QUEUE, REPEAT, TaskSpec

SHORTEST_INTERVAL = timedelta(seconds=1)
"""A repeating task comes no faster, whatever its interval: the reference's scheduler looks once a second."""
_LONGEST_INTERVAL = timedelta(days=3660)
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What of a task says when it is done."""

    queued: bool
    repeats: bool
    immediate: bool
    due_at: datetime | None
    interval: timedelta
    cron: str
    zone: str


def timing_of(spec: TaskSpec) -> Timing:
    """Read fields, tags and metadata of a task. Raises InvalidField; cron expressions are not looked at yet."""
    metadata = spec.metadata
    if spec.due_at is not None and spec.due_at.tzinfo is None:
        raise InvalidField("due_at", "a time without its time zone")
    return Timing(
        queued=QUEUE in spec.tags,
        repeats=REPEAT in spec.tags,
        immediate=IMMEDIATE in spec.tags,
        due_at=spec.due_at,
        interval=_interval(spec.repeat_interval, metadata.get("updateInterval")),
        cron=spec.cron or _text(metadata.get("cron")),
        zone=spec.time_zone or _text(metadata.get("timeZone")) or "UTC",
    )


async def first_time(timing: Timing, now: datetime) -> datetime | None:
    """Return when a new task is done first, None when the scheduler leaves it alone. Raises InvalidField."""
    by_cron = await _next_by_cron(timing, now) if timing.cron else None
    if not timing.queued:
        return None
    if timing.due_at is not None:
        return timing.due_at
    if timing.immediate:
        return now
    if by_cron is not None:
        return by_cron
    return now + timing.interval if timing.repeats else now


async def next_time(timing: Timing, after: datetime) -> datetime | None:
    """Return when a repeating task comes again: times that were missed are not made up for. Raises InvalidField."""
    if not timing.queued:
        return None
    return await _next_by_cron(timing, after) if timing.cron else after + timing.interval


def pause(attempts: int) -> timedelta:
    """Return how long a task rests after so many failures in a row: 5 s, twice as long each time, an hour at most."""
    return min(_FIRST_PAUSE * (1 << min(attempts - 1, _MOST_DOUBLINGS)), _LONGEST_PAUSE)


async def _next_by_cron(timing: Timing, after: datetime) -> datetime:
    # Time zones are files, and a rare time takes long to find.
    return await asyncio.to_thread(next_by_cron, timing.cron, timing.zone, after)


def next_by_cron(expression: str, zone: str, after: datetime) -> datetime:
    """Return the next time of a cron expression in a time zone, in UTC. Blocks. Raises InvalidField.

    As in Debian's cron, a time that the change to summer time leaves out comes right after the gap, and one that comes
    twice in autumn counts once.
    """
    from cronsim import CronSim, CronSimError  # on use: few agents have such tasks

    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidField("time_zone", f"{zone!r} is not known; a name is like 'Europe/Berlin'") from None
    try:
        for moment in CronSim(expression, after.astimezone(place)):
            # Compared in UTC: in the hour that comes twice, local times do not tell which is later.
            if (found := moment.astimezone(UTC)) > after:
                return found
    except (CronSimError, ValueError, OverflowError) as error:
        raise InvalidField("cron", f"{expression!r} cannot be read: {error}") from None
    raise InvalidField("cron", f"{expression!r} never comes")


def _interval(given: timedelta | None, millis: JsonValue) -> timedelta:
    if given is None and isinstance(millis, int | float) and not isinstance(millis, bool):
        try:
            given = timedelta(milliseconds=millis)
        except (OverflowError, ValueError):
            raise InvalidField("metadata.updateInterval", "no length of time") from None
    given = given or timedelta(0)
    if not timedelta(0) <= given <= _LONGEST_INTERVAL:
        raise InvalidField("repeat_interval", f"not between 0 and {_LONGEST_INTERVAL.days} days")
    return max(given, SHORTEST_INTERVAL)


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
