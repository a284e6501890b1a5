"""The runs of a runtime, as plugins ask for them."""

from __future__ import annotations

from parley_server.domain.ids import IdSource, RoomId, RunId
from parley_server.runtime.context import begin_tracking, current_run_id, end_tracking


class RuntimeRuns:
    """Implements the protocol RunTracking for AgentRuntime."""

    _new_id: IdSource

    def create_run_id(self) -> RunId:
        """Return a new id of a run."""
        return RunId(self._new_id())

    def start_run(self, room_id: RoomId | None = None) -> RunId:
        """Count what follows in this context for a new run."""
        run_id = self.create_run_id()
        begin_tracking(run_id, room_id or RoomId(""))
        return run_id

    def end_run(self) -> None:
        """End the run that was started last in this context."""
        end_tracking()

    def get_current_run_id(self) -> RunId:
        """Return the id of the run that is at work in this context, or start one."""
        return current_run_id() or self.start_run()
