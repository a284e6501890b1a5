"""Campaigns: faults under load, and nothing that a client saw breaks a promise of the bus.

They are short here, and those that hang most on the store run on both databases; `make faults ROUNDS=200` makes them
long and shows what was done, `DATABASES=postgres` runs all of them there.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults import bus_campaigns as on_all
from tests.faults import bus_campaigns_groups as on_groups
from tests.faults import bus_campaigns_readers as on_readers
from tests.faults.bus_site import rounds
from tests.faults.conftest import ASKED, Tell, on_both_databases

pytestmark = [pytest.mark.timeout(120 + rounds(0, 30)), pytest.mark.usefixtures("database")]

# No bug: progress is told between events, not only after five seconds of silence.
OFTEN = "tests.faults.bus_mutants:often_quiet"


@on_both_databases
async def test_kill_9_under_load_loses_nothing(tmp_path: Path, tell: Tell) -> None:
    report = await on_all.kill_under_load(tmp_path, kills=rounds(3, 1), plugins=OFTEN)
    tell("kill -9 under load", report)
    assert report.wrong() == {}


@pytest.mark.skipif("sqlite" not in (ASKED or ["sqlite"]), reason="it tears the file of SQLite")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_torn_write_ahead_log_loses_nothing(tmp_path: Path, tell: Tell) -> None:
    report = await on_all.kill_under_load(tmp_path, kills=rounds(1, 0.1), tears=True)
    tell("torn write-ahead log", report)
    assert report.wrong() == {}


async def test_resuming_after_cuts_is_exact(tmp_path: Path, tell: Tell) -> None:
    report = await on_all.cut_mid_stream(tmp_path, cuts=rounds(25, 5), plugins=OFTEN)
    tell("cuts mid-stream", report)
    assert report.wrong() == {}
    # There was some progress to be judged.
    assert report.history.counts().get("Told", 0) > 0


@on_both_databases
async def test_a_repeated_publish_is_recognised_after_restarts(tmp_path: Path, tell: Tell) -> None:
    report = await on_all.repeat_after_restart(tmp_path, events=200, restarts=rounds(1, 0.1))
    tell("repeats over restarts", report)
    assert report.wrong() == {}
    assert report.figures["duplicates"] == 200 * report.figures["kills"]


@on_both_databases
async def test_leases_expire_and_letters_are_dead_exactly_in_time(tmp_path: Path, tell: Tell) -> None:
    report = await on_groups.leases_expire(tmp_path, events=rounds(200, 50))
    tell("leases", report)
    assert report.wrong() == {}
    # Of ten events one expires, one is refused and one is rejected whenever it comes.
    assert report.figures["dead"] >= 0.3 * len(report.history.log)


@on_both_databases
async def test_events_of_a_key_keep_their_order(tmp_path: Path, tell: Tell) -> None:
    report = await on_groups.order_with_nacks(
        tmp_path,
        events=rounds(600, 100),
        keys=rounds(40, 5),
        members=4 if rounds(0, 1) < 100 else 8,
        kills=rounds(15, 1),
    )
    tell("order by key", report)
    assert report.wrong() == {}


async def test_a_process_that_stands_still_loses_its_leases_and_nothing_else(tmp_path: Path, tell: Tell) -> None:
    report = await on_groups.stand_still(tmp_path, stops=rounds(2, 0.25))
    tell("SIGSTOP", report)
    assert report.wrong() == {}


async def test_what_a_dead_process_held_goes_to_others(tmp_path: Path, tell: Tell) -> None:
    report = await on_groups.members_die(tmp_path, deaths=rounds(2, 0.2))
    tell("kill -9 of members", report)
    assert report.wrong() == {}


@pytest.mark.skipif(not os.environ.get("PARLEY_FAULT_ROUNDS"), reason="half a minute of silence: make faults")
async def test_what_a_silent_process_held_goes_to_others(tmp_path: Path, tell: Tell) -> None:
    report = await on_groups.members_die(tmp_path, deaths=1, silent=True)
    tell("silence of a member", report)
    assert report.wrong() == {}


async def test_stalled_readers_harm_nobody(tmp_path: Path, tell: Tell) -> None:
    report = await on_readers.stalled_readers(
        tmp_path, stalled=8, fast=rounds(3, 0.05), seconds=rounds(1, 0.05), megabytes=rounds(24, 1)
    )
    tell("stalled readers", report)
    assert report.wrong() == {}


async def test_streams_that_come_and_go_leave_nothing(tmp_path: Path, tell: Tell) -> None:
    report = await on_readers.come_and_go(tmp_path, cycles=rounds(300, 50))
    tell("streams that come and go", report)
    assert report.wrong() == {}


async def test_all_come_back_after_a_storm(tmp_path: Path, tell: Tell) -> None:
    report = await on_readers.reconnect_storm(tmp_path, clients=rounds(150, 5))
    tell("storm of reconnects", report)
    assert report.wrong() == {}
