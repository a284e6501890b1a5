"""Campaigns: faults under load, and nothing that a client saw breaks a promise of the bus.

They are short here; `make faults ROUNDS=200` makes them long and shows what was done.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import bus_campaigns
from tests.faults.bus_site import rounds
from tests.faults.conftest import Tell

pytestmark = pytest.mark.timeout(120 + rounds(0, 30))


async def test_kill_9_under_load_loses_nothing(tmp_path: Path, tell: Tell) -> None:
    report = await bus_campaigns.kill_under_load(tmp_path, kills=rounds(3, 1))
    tell("kill -9 under load", report)
    assert report.wrong() == {}


async def test_resuming_after_cuts_is_exact(tmp_path: Path, tell: Tell) -> None:
    report = await bus_campaigns.cut_mid_stream(tmp_path, cuts=rounds(25, 5))
    tell("cuts mid-stream", report)
    assert report.wrong() == {}
