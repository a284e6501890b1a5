"""Whose turn it is: the runs of one agent in one room (reference-values A, "overlapping messages")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parley_server.domain.errors import Overloaded, RoomBusy
from parley_server.domain.ids import AgentId, RoomId, RunId, TenantId
from parley_server.domain.worlds import OverlapPolicy

RoomKey = tuple[TenantId, AgentId, RoomId]
MAX_PER_ROOM = 1000


@dataclass(slots=True)
class _Member:
    run_id: RunId
    working: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What became of a new run: does it start at once, and which earlier runs give way to it."""

    starts: bool
    replaced: tuple[RunId, ...] = ()


class RoomQueues:
    """Keeps the order of runs in each room. Plain state without waiting, so that it can be tested as a function.

    A run starts when no earlier run of its room is left; PARALLEL ones start at once.
    """

    def __init__(self) -> None:
        """Start with empty rooms."""
        self._rooms: dict[RoomKey, list[_Member]] = {}

    def __len__(self) -> int:
        """Return the number of rooms with runs."""
        return len(self._rooms)

    def require_free(self, key: RoomKey) -> None:
        """Raise RoomBusy when the room has a run."""
        members = self._rooms.get(key)
        if members:
            raise RoomBusy(key[2], members[0].run_id)

    def admit(
        self, key: RoomKey, run_id: RunId, policy: OverlapPolicy, may_replace: Callable[[RunId], bool]
    ) -> Admission:
        """Give a run its place. Raises RoomBusy for REJECT in a busy room, Overloaded when the room is full."""
        members = self._rooms.get(key, [])
        if policy is OverlapPolicy.REJECT:
            self.require_free(key)
        if len(members) >= MAX_PER_ROOM:
            raise Overloaded("runs in this room", MAX_PER_ROOM)
        replaced: tuple[RunId, ...] = ()
        if policy is OverlapPolicy.SUPERSEDE:
            replaced = tuple(member.run_id for member in members if may_replace(member.run_id))
        starts = not members or policy is OverlapPolicy.PARALLEL
        self._rooms.setdefault(key, []).append(_Member(run_id, starts))
        return Admission(starts=starts, replaced=replaced)

    def ahead(self, key: RoomKey, run_id: RunId) -> Sequence[RunId]:
        """Return the runs that one waits for in its room: those before it; none once it is at work or gone."""
        members = self._rooms.get(key, [])
        place = next((place for place, member in enumerate(members) if member.run_id == run_id), 0)
        if not members or members[place].working:
            return ()
        return tuple(member.run_id for member in members[:place])

    def start(self, key: RoomKey, run_id: RunId) -> None:
        """Let a run begin although it is not its turn."""
        for member in self._rooms.get(key, []):
            member.working = member.working or member.run_id == run_id

    def leave(self, key: RoomKey, run_id: RunId) -> RunId | None:
        """Let a run go; return the run whose turn it is now, if it was waiting."""
        members = [member for member in self._rooms.get(key, []) if member.run_id != run_id]
        if not members:
            self._rooms.pop(key, None)
            return None
        self._rooms[key] = members
        first = members[0]
        if first.working:
            return None
        first.working = True
        return first.run_id
