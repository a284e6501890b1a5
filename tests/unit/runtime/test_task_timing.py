"""When tasks are done: intervals, cron expressions with time zones, pauses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from parley_server.domain.errors import InvalidField
from parley_server.domain.json import JsonObject
from parley_server.domain.tasks import TaskSpec
from parley_server.plugin_api import TaskWorker
from parley_server.runtime.tasks.timing import first_time, next_by_cron, next_time, pause, timing_of
from tests.fakes.values import NOW

HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("tags", "fields", "first"),
    [
        ((), {}, None),
        (("repeat", "immediate"), {"repeat_interval": HOUR}, None),
        (("queue",), {}, NOW),
        (("queue",), {"due_at": NOW + HOUR}, NOW + HOUR),
        (("queue", "repeat"), {"repeat_interval": HOUR}, NOW + HOUR),
        (("queue", "repeat", "immediate"), {"repeat_interval": HOUR}, NOW),
        (("queue", "repeat", "immediate"), {"repeat_interval": HOUR, "due_at": NOW + HOUR}, NOW + HOUR),
        (("queue", "repeat"), {"metadata": {"updateInterval": 60_000}}, NOW + timedelta(minutes=1)),
        (("queue", "repeat"), {"metadata": {"updateInterval": 60_000}, "repeat_interval": HOUR}, NOW + HOUR),
        (("queue", "repeat"), {}, NOW + timedelta(seconds=1)),
        (("queue", "repeat"), {"cron": "0 * * * *"}, at("2026-11-01 13:00")),
        (("queue",), {"cron": "0 9 * * *", "time_zone": "Asia/Tokyo"}, at("2026-11-02 00:00")),
        (("queue",), {"metadata": {"cron": "0 9 * * *", "timeZone": "Asia/Tokyo"}}, at("2026-11-02 00:00")),
        (("queue", "immediate"), {"cron": "0 9 * * *"}, NOW),
    ],
)
async def test_the_first_time_follows_from_tags_due_time_interval_and_cron(
    tags: tuple[str, ...], fields: dict[str, object], first: datetime | None
) -> None:
    made = TaskSpec(name="tidy", tags=tags, **fields)  # type: ignore[arg-type] # by name, as in the table
    assert await first_time(timing_of(made), NOW) == first


async def test_a_repeating_task_comes_again_and_missed_times_are_not_made_up_for() -> None:
    by_interval = timing_of(TaskSpec(name="tidy", tags=("queue", "repeat"), repeat_interval=HOUR))
    by_cron = timing_of(TaskSpec(name="tidy", tags=("queue", "repeat"), cron="30 12 * * *"))
    assert await next_time(by_interval, NOW) == NOW + HOUR
    assert await next_time(by_cron, NOW) == at("2026-11-02 12:30")
    assert await next_time(by_cron, NOW + 50 * HOUR) == at("2026-11-04 12:30")


@pytest.mark.parametrize(
    ("expression", "after", "found"),
    [
        # Summer time begins on 28 March 2027 in Berlin: 02:30 is not there that day.
        ("30 2 * * *", "2027-03-27 12:00", "2027-03-28 01:00"),
        ("30 2 * * *", "2027-03-28 01:00", "2027-03-29 00:30"),
        # It ends on 31 October 2027: 02:30 comes twice, the task once, however long it took.
        ("30 2 * * *", "2027-10-30 12:00", "2027-10-31 00:30"),
        ("30 2 * * *", "2027-10-31 00:30", "2027-11-01 01:30"),
        ("30 2 * * *", "2027-10-31 01:10", "2027-11-01 01:30"),
        # What comes each hour goes on through it.
        ("30 * * * *", "2027-10-31 00:30", "2027-10-31 01:30"),
        ("*/10 * * * * *", "2027-01-01 00:00", "2027-01-01 00:00:10"),
        ("0 0 L * *", "2027-01-01 00:00", "2027-01-30 23:00"),
    ],
)
def test_cron_times_are_those_of_the_zone(expression: str, after: str, found: str) -> None:
    assert next_by_cron(expression, "Europe/Berlin", at(after)) == at(found)


@pytest.mark.parametrize(
    "fields",
    [
        {"cron": "61 * * * *"},
        {"cron": "every day"},
        {"cron": "0 0 30 2 *"},
        {"cron": "0 9 * * *", "time_zone": "Mars/Olympus"},
        {"cron": "0 9 * * *", "time_zone": "../../etc/passwd"},
        {"cron": "0 9 * * *", "time_zone": "Europe"},
        {"repeat_interval": timedelta(seconds=-1)},
        {"repeat_interval": timedelta(days=100_000)},
        {"metadata": {"updateInterval": 1e300}},
        {"metadata": {"updateInterval": float("nan")}},
        {"due_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - what is refused
    ],
)
async def test_times_that_make_no_sense_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(InvalidField):
        await first_time(timing_of(TaskSpec(name="tidy", tags=("queue", "repeat"), **fields)), NOW)  # type: ignore[arg-type] # by name


@pytest.mark.parametrize("metadata", [{"updateInterval": "soon"}, {"updateInterval": True}, {"cron": 5}])
def test_metadata_of_another_kind_says_nothing_of_time(metadata: JsonObject) -> None:
    assert timing_of(TaskSpec(name="tidy", metadata=metadata)) == timing_of(TaskSpec(name="tidy"))


def test_a_task_rests_twice_as_long_after_each_failure_up_to_an_hour() -> None:
    assert [pause(attempts).total_seconds() for attempts in (1, 2, 3, 4, 10, 11, 1_000_000)] == [
        *(5, 10, 20, 40),
        *(2560, 3600, 3600),
    ]


async def _handler(*_: object) -> None:
    return


@pytest.mark.parametrize("forms", [{}, {"execute": _handler, "handler": _handler}])
def test_a_worker_has_one_form(forms: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either execute or handler"):
        TaskWorker(name="tidy", **forms)  # type: ignore[arg-type] # what is refused
