"""What became of a message."""

from dataclasses import dataclass

from parley.v1.messages_pb2 import RUN_STATUS_CANCELLED, RUN_STATUS_ERROR, RUN_STATUS_TIMEOUT, MessageResult, Run
from parley_client.errors import Cancelled, DeadlineExceeded, ParleyRpcError, Unknown
from parley_client.statuses import error_from_status

# For a server that says how a run ended, but not why.
_BAD_ENDS: dict[int, type[ParleyRpcError]] = {
    RUN_STATUS_ERROR: Unknown,
    RUN_STATUS_TIMEOUT: DeadlineExceeded,
    RUN_STATUS_CANCELLED: Cancelled,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A run and what came of it. `result` is partial when the run ended badly, and empty while the run is open."""

    run: Run
    result: MessageResult

    @property
    def text(self) -> str:
        """The words of the reply; empty when the agent had none."""
        return self.result.response_content.text

    @property
    def error(self) -> ParleyRpcError | None:
        """Why the run ended badly; None when it did not. The same type that a failed call raises."""
        if self.run.HasField("error"):
            return error_from_status(self.run.error)
        bad_end = _BAD_ENDS.get(self.run.status)
        return bad_end(self.run.reason) if bad_end else None

    def raise_for_error(self) -> None:
        """Raise `error` if there is one."""
        error = self.error
        if error is not None:
            raise error
