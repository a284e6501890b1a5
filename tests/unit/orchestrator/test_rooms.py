"""Whose turn it is in a room."""

from __future__ import annotations

import pytest

from parley_server.domain.errors import Overloaded, RoomBusy
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, RoomId, RunId
from parley_server.domain.worlds import OverlapPolicy
from parley_server.orchestrator.runs.rooms import MAX_PER_ROOM, Admission, RoomQueues

ROOM = (DEFAULT_TENANT, AgentId("a"), RoomId("r"))
OTHER = (DEFAULT_TENANT, AgentId("a"), RoomId("s"))


def admit(rooms: RoomQueues, run: str, policy: OverlapPolicy = OverlapPolicy.QUEUE) -> Admission:
    return rooms.admit(ROOM, RunId(run), policy, lambda _run: True)


def test_queued_runs_take_turns_in_order() -> None:
    rooms = RoomQueues()
    assert admit(rooms, "1").starts
    assert not admit(rooms, "2").starts
    assert not admit(rooms, "3").starts

    assert rooms.leave(ROOM, RunId("1")) == "2"
    assert rooms.leave(ROOM, RunId("2")) == "3"
    assert rooms.leave(ROOM, RunId("3")) is None
    assert len(rooms) == 0


def test_a_run_that_leaves_before_its_turn_changes_nobodys_turn() -> None:
    rooms = RoomQueues()
    for run in ("1", "2", "3"):
        admit(rooms, run)

    assert rooms.leave(ROOM, RunId("2")) is None
    assert rooms.leave(ROOM, RunId("1")) == "3"


def test_rooms_do_not_wait_for_one_another() -> None:
    rooms = RoomQueues()
    admit(rooms, "1")
    assert rooms.admit(OTHER, RunId("2"), OverlapPolicy.QUEUE, lambda _run: True).starts


def test_parallel_runs_start_at_once_and_queued_ones_wait_for_them() -> None:
    rooms = RoomQueues()
    assert admit(rooms, "1").starts
    assert admit(rooms, "2", OverlapPolicy.PARALLEL).starts
    assert not admit(rooms, "3").starts

    assert rooms.leave(ROOM, RunId("1")) is None
    assert rooms.leave(ROOM, RunId("2")) == "3"


def test_supersede_names_every_earlier_run_and_starts_after_them() -> None:
    rooms = RoomQueues()
    admit(rooms, "1")
    admit(rooms, "2")
    admission = admit(rooms, "3", OverlapPolicy.SUPERSEDE)

    assert admission == Admission(starts=False, replaced=(RunId("1"), RunId("2")))
    assert rooms.leave(ROOM, RunId("2")) is None
    assert rooms.leave(ROOM, RunId("1")) == "3"


def test_supersede_leaves_runs_alone_that_may_stay() -> None:
    rooms = RoomQueues()
    admit(rooms, "1")
    admission = rooms.admit(ROOM, RunId("2"), OverlapPolicy.SUPERSEDE, lambda run: run != "1")
    assert admission == Admission(starts=False, replaced=())


def test_reject_names_the_run_that_is_there_and_takes_no_place() -> None:
    rooms = RoomQueues()
    admit(rooms, "1")
    with pytest.raises(RoomBusy) as busy:
        admit(rooms, "2", OverlapPolicy.REJECT)

    assert busy.value.metadata == {"run_id": "1"}
    assert rooms.leave(ROOM, RunId("1")) is None
    assert admit(rooms, "3", OverlapPolicy.REJECT).starts


def test_a_room_holds_only_so_many() -> None:
    rooms = RoomQueues()
    for index in range(MAX_PER_ROOM):
        admit(rooms, str(index))
    with pytest.raises(Overloaded):
        admit(rooms, "one more")
