"""Who waits for whom: over messages that are awaited, and over rooms."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from parley_server.domain.ids import AgentId, RoomId, RunId, TenantId
from parley_server.domain.worlds import OverlapPolicy
from parley_server.orchestrator.runs.rooms import RoomQueues
from parley_server.orchestrator.runs.waits import Waits

KEY = (TenantId("t"), AgentId("a"), RoomId("r"))
Edges = Mapping[RunId, Sequence[RunId]]


def run(number: int) -> RunId:
    return RunId(f"run-{number}")


def nobody_ahead(_run_id: RunId) -> Sequence[RunId]:
    return ()


def test_a_way_leads_over_awaited_messages_and_over_rooms() -> None:
    waits = Waits()
    waits.add(run(1), run(2))
    waits.add(run(2), run(3))
    rooms: Edges = {run(3): (run(0), run(1))}

    assert waits.path(run(3), run(2), lambda one: rooms.get(one, ())) == [run(3), run(1), run(2)]
    assert waits.path(run(3), run(9), lambda one: rooms.get(one, ())) == []
    assert waits.path(run(2), run(1), nobody_ahead) == []


def test_one_may_wait_for_several_and_for_each_no_longer() -> None:
    waits = Waits()
    waits.add(run(1), run(2))
    waits.add(run(1), run(3))
    waits.remove(run(1), run(2))

    assert waits.path(run(1), run(2), nobody_ahead) == []
    assert waits.path(run(1), run(3), nobody_ahead) == [run(1), run(3)]
    waits.remove(run(1), run(3))
    assert len(waits) == 0


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20), st.integers(0, 6), st.integers(0, 6))
def test_a_way_is_found_when_there_is_one_and_goes_step_by_step(
    edges: list[tuple[int, int]], first: int, last: int
) -> None:
    waits = Waits()
    for one, other in edges:
        waits.add(run(one), run(other))

    path = waits.path(run(first), run(last), nobody_ahead)

    reached = {first}
    for _ in range(7):
        reached |= {other for one, other in edges if one in reached}
    assert bool(path) == (last in reached)
    if path:
        assert (path[0], path[-1]) == (run(first), run(last))
        known = {(run(one), run(other)) for one, other in edges}
        assert all(step in known for step in pairwise(path))


def test_who_waits_in_a_room_waits_for_all_before_it_until_it_begins() -> None:
    rooms = RoomQueues()
    for number in (1, 2, 3):
        rooms.admit(KEY, run(number), OverlapPolicy.QUEUE, lambda _run_id: False)
    rooms.admit(KEY, run(4), OverlapPolicy.PARALLEL, lambda _run_id: False)

    assert [rooms.ahead(KEY, run(number)) for number in (1, 2, 3, 4, 5)] == [
        (),
        (run(1),),
        (run(1), run(2)),
        (),
        (),
    ]
    rooms.start(KEY, run(3))
    assert rooms.ahead(KEY, run(3)) == ()
    # Those before it still have their turns, one after the other.
    assert rooms.leave(KEY, run(3)) is None
    assert rooms.leave(KEY, run(1)) == run(2)
