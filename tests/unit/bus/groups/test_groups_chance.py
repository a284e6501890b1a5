"""Members come, fail and die, subscriptions are moved, redriven and restarted, in random order; the rules hold."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.bus_groups_rules import Rules


@given(seed=st.integers(0, 2**32), ordered=st.booleans(), steps=st.integers(10, 150))
@settings(max_examples=60, deadline=None)
def test_the_rules_hold_whatever_happens(seed: int, ordered: bool, steps: int) -> None:
    asyncio.run(Rules(seed, ordered=ordered).play(steps))
