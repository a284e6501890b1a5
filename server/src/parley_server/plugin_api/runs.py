"""Runs as plugins see them: what they do is counted for the run around it, or for one that they open themselves."""

from __future__ import annotations

from typing import Protocol

from parley_server.domain.ids import RoomId, RunId


class RunTracking(Protocol):
    """The part of the runtime that tells runs apart (document 2, "Run ID Tracking System"; document 3).

    All of it rides in the caller's context: tasks that were started meanwhile inherit it, other rooms never see it.
    """

    def create_run_id(self) -> RunId:
        """Return a new id of a run, and start nothing."""
        ...

    def start_run(self, room_id: RoomId | None = None) -> RunId:
        """Count what follows in this context for a new run, until `end_run`; log entries name the room, too.

        Inside of an action, provider or evaluator it ends with that at the latest. The events of the run around it
        go on to that one's log.
        """
        ...

    def end_run(self) -> None:
        """End the run that was started last in this context; harmless when there is none."""
        ...

    def get_current_run_id(self) -> RunId:
        """Return the id of the run that is at work in this context; where there is none, one is started."""
        ...
