"""Durable subscriptions over the backends: whatever happens, each keeps the rules."""

import pytest

from parley_server.bus.store import BusStore
from tests.fakes.bus_groups_rules import Rules


@pytest.mark.parametrize("ordered", [False, True])
async def test_the_rules_hold_on_every_store(bus: BusStore, ordered: bool) -> None:
    for seed in (1, 2):
        await Rules(seed, ordered=ordered, store=bus.subscriptions).play(80)
        assert await bus.subscriptions.delete(Rules.TENANT, "s")
