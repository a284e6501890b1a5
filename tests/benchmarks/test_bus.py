"""The bus rows: publishers and subscribers as processes, on a bus that is hardly one; and the arithmetic of rows."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from benchmarks.bus import measure, programs
from benchmarks.bus.programs import Bus, Round
from benchmarks.bus.sides import BUCKET_NS, PAYLOAD_BYTES, Heard, Plan, Sent, Window, batches, make_payload
from benchmarks.programs import Program, running

SECONDS = 0.4


def plan_of(**given: object) -> Plan:
    return Plan(address="", seconds=SECONDS, **given)  # type: ignore[arg-type] # fields of a Plan


async def played(server: Program, plan: Plan) -> Round:
    one = await Bus(name="tiny", module="benchmarks.bus.parley", server=server).play(plan)
    assert one is not None
    return one


@pytest.mark.parametrize("subscribers", [1, 3])
async def test_every_stored_event_is_heard_and_acknowledged(subscribers: int) -> None:
    async with running(("-m", "tests.fakes.bus_server"), {}) as server:
        one = await played(server, plan_of(stored=True, subscribers=subscribers))
    assert one.sent.events > 0
    assert one.heard.events == one.heard.acknowledged == one.sent.events * subscribers
    assert one.rate > 0


async def test_a_paced_plan_keeps_its_pace_and_tells_ages() -> None:
    async with running(("-m", "tests.fakes.bus_server"), {}) as server:
        one = await played(server, plan_of(stored=True, rate=1000.0))
    assert 0.5 * 1000 * SECONDS <= one.sent.events <= 1000 * SECONDS
    assert len(one.heard.ages) == one.heard.events
    assert 0 < one.age(0.5) <= one.age(0.99) < 5000


async def test_transient_events_are_heard_too() -> None:
    async with running(("-m", "tests.fakes.bus_server"), {}) as server:
        one = await played(server, plan_of(rate=500.0))
    assert 0 < one.heard.events == one.sent.events


async def test_the_bare_bus_relays_everything_to_all() -> None:
    async with programs.bare() as bus:
        one = await bus.play(plan_of(subscribers=5))
    assert one is not None
    assert one.heard.events == 5 * one.sent.events > 0


async def test_a_side_that_fails_is_no_figure_and_no_fault(capfd: pytest.CaptureFixture[str]) -> None:
    nobody = Program(pid=0, address="127.0.0.1:1", ready_seconds=0.0)
    assert await Bus(name="nobody", module="benchmarks.bus.parley", server=nobody).play(plan_of()) is None
    assert "nobody failed" in capfd.readouterr().err


async def test_idle_streams_are_open_until_they_are_let_go() -> None:
    async with running(("-m", "tests.fakes.bus_server"), {}) as server, programs.idle_streams(server.address, 60):
        assert server.memory() != 0


@pytest.mark.parametrize("installed", [False, True])
def test_who_is_not_installed_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: bool
) -> None:
    monkeypatch.setattr(programs, "PEERS", tmp_path)
    for name in ("nats", "autogen") if installed else ():
        (tmp_path / name / "bin").mkdir(parents=True)
        (tmp_path / name / "bin/python").touch()
    lines = measure.how_to_install()
    assert len(lines) == (0 if installed else 2)
    assert all("pip install" in line for line in lines)


def round_of(buckets: dict[int, int], last: int, ages: tuple[float, ...] = ()) -> Round:
    heard = Heard(events=sum(buckets.values()), last=last, buckets=buckets, ages=list(ages))
    return Round(sent=Sent(events=100, begin=0, end=40 * BUCKET_NS), heard=heard, cpu=1.0)


def test_a_rate_leaves_the_warm_up_out_and_counts_what_comes_late() -> None:
    # 2 s of 20 buckets a second; the first quarter does not count, and the last events come half a second late.
    one = round_of({0: 1000, 10: 1000, 11: 300, 49: 95}, last=50 * BUCKET_NS)
    assert one.rate == pytest.approx(395 / (39 * BUCKET_NS / 1e9))


def test_ages_leave_the_warm_up_out() -> None:
    one = round_of({}, last=0, ages=(900.0, *range(1, 4)))
    assert (one.age(0.0), one.age(0.5), one.age(1.0)) == (1, 2, 3)


def test_missing_peers_have_a_target_and_no_verdict() -> None:
    ours = [round_of({20: 100}, last=0)]
    row = measure._compared("x", ours, [], against="NATS core", bound=">= 0.6")
    assert (row.met, row.ratio, row.target) == (None, None, ">= 0.6 x NATS core")
    assert row.figure
    same = measure._compared("x", ours, ours, against="NATS core", bound=">= 0.6")
    assert (same.met, same.ratio) == (True, 1.0)


async def test_who_is_late_publishes_events_that_are_old() -> None:
    plan = plan_of(rate=1000.0)
    made = []
    async for count, when in batches(plan):
        made.append((count, when))
        if len(made) == 1:
            # Held up, as by a full window.
            await asyncio.sleep(0.1)
    first, late = made[0], made[1]
    assert late[0] >= 50
    assert late[1] - first[1] >= 50_000_000
    assert len(make_payload(1)) == PAYLOAD_BYTES


async def test_a_window_holds_back_what_has_no_room() -> None:
    window = Window(1)
    await window.enter()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(window.enter(), 0.01)
    window.leave()
    await window.drained()
