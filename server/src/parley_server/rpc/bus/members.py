"""Clients with a name of their own: a newer connection takes over from the older one."""

from __future__ import annotations

from typing import Protocol

from parley_server.domain.callers import Caller


class Member(Protocol):
    """A stream that said who it is."""

    def take_over(self) -> None:
        """Give everything back at once, say so, and end: a newer connection of the same client is there."""
        ...


class Members:
    """The open streams of named clients, by tenant, source and name."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._members: dict[tuple[str, str, str], Member] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._members)

    def enter(self, caller: Caller, client_id: str, member: Member) -> None:
        """Let a stream in; the older one of this name, if any, has given all back when this returns."""
        key = (caller.tenant, caller.source, client_id)
        older = self._members.get(key)
        self._members[key] = member
        if older is not None and older is not member:
            older.take_over()

    def leave(self, caller: Caller, client_id: str, member: Member) -> None:
        """Let a stream go, unless another one has taken its place."""
        key = (caller.tenant, caller.source, client_id)
        if self._members.get(key) is member:
            del self._members[key]
