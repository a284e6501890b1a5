"""Old bugs, each put into a server by a plugin of the tests: the campaign on its field finds it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from tests.faults.bus_campaigns import cut_mid_stream, kill_under_load, repeat_after_restart
from tests.faults.bus_campaigns_groups import leases_expire, order_with_nacks
from tests.faults.bus_campaigns_readers import come_and_go, stalled_readers
from tests.faults.bus_site import Report

Campaign = Callable[..., Awaitable[Report]]

pytestmark = pytest.mark.timeout(120)

KILLED = partial(kill_under_load, kills=1)
KILLED_OFTEN = partial(kill_under_load, kills=4)
UNHARMED = partial(kill_under_load, kills=0)
CUT = partial(cut_mid_stream, cuts=40)
REPEATED = partial(repeat_after_restart, events=50, restarts=1)
STALLED = partial(stalled_readers, stalled=8, fast=1, seconds=0.5, megabytes=24)
GONE = partial(come_and_go, cycles=20)
LEASED = partial(leases_expire, events=100)
KEYED = partial(order_with_nacks, events=200, keys=10, members=3, kills=0)


@pytest.mark.parametrize(
    ("mutant", "campaign", "finders"),
    [
        ("early_progress", UNHARMED, {"progress_honest"}),
        ("unbounded_queue", STALLED, {"memory"}),
        ("published_before_write", KILLED, {"kept"}),
        ("acknowledged_before_write", KILLED_OFTEN, {"settled"}),
        ("numbered_before_commit", UNHARMED, {"kept"}),
        ("unpromised", KILLED_OFTEN, {"leased_once"}),
        ("no_fence", LEASED, {"fenced"}),
        ("cancel_is_stop", GONE, {"undisturbed"}),
        ("no_memory_of_ids", REPEATED, {"unique"}),
        ("no_lanes", KEYED, {"order_per_key"}),
        ("one_more_delivery", LEASED, {"dead_exactly"}),
        ("short_leases", LEASED, {"leased_once"}),
        ("token_ahead", CUT, {"resumable"}),
    ],
)
async def test_an_old_bug_is_found(tmp_path: Path, mutant: str, campaign: Campaign, finders: set[str]) -> None:
    report = await campaign(tmp_path, plugins=f"tests.faults.bus_mutants:{mutant}")
    assert finders <= set(report.wrong())
