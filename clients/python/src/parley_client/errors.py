"""What can go wrong: one class for each status code, with the machine-readable reason of the contract.

Branch on the class and on `reason`, never on the text of `message`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from grpc import StatusCode


class ParleyClientError(Exception):
    """Base of everything that this library raises by itself."""


class ContractViolation(ParleyClientError):
    """The server did what the contract rules out. Repeating the call will not help."""


class SequenceGap(ContractViolation):
    """An event of a run is missing. Nothing is skipped in silence: the stream ends here."""

    def __init__(self, run_id: str, *, expected: int, received: int) -> None:
        """Name the run, the sequence that should have come and the one that came instead."""
        super().__init__(f"run {run_id}: event {expected} is missing, {received} came instead")
        self.run_id = run_id
        self.expected = expected
        self.received = received


class EndMissing(ContractViolation):
    """The server ended a stream with OK, but the run's terminal event never came."""

    def __init__(self, run_id: str, last_sequence: int) -> None:
        """Name the run and the last event that did come."""
        super().__init__(
            f"the stream of run {run_id or '(not begun)'} ended after event {last_sequence} without its end"
        )
        self.run_id = run_id
        self.last_sequence = last_sequence


class RunNotEnded(ParleyClientError):
    """The result of a stream was asked for before its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldViolation:
    """What is wrong with one field of the request. `field` is a path such as "message.room_id"."""

    field: str
    description: str


class ParleyRpcError(ParleyClientError):
    """A failed call, or the error of a run.

    `code` is the status code, `reason` a name of the contract's ErrorReason without its prefix (empty when the
    server gave none), `metadata` the facts that go with it. `retry_after` is in seconds; None when the server did not
    say that a repeat may help. `request_id` leads to the server's log and comes with faults of the server only.
    """

    status: ClassVar[StatusCode] = StatusCode.UNKNOWN

    def __init__(
        self,
        message: str = "",
        *,
        code: StatusCode | None = None,
        reason: str = "",
        field_violations: Sequence[FieldViolation] = (),
        metadata: Mapping[str, str] | None = None,
        retry_after: float | None = None,
        request_id: str = "",
    ) -> None:
        """Keep what the server told; `code` is the class's own unless given."""
        super().__init__(message)
        self.code = code or self.status
        self.reason = reason
        self.message = message
        self.field_violations = tuple(field_violations)
        self.metadata = dict(metadata or {})
        self.retry_after = retry_after
        self.request_id = request_id

    def __str__(self) -> str:
        """Return code, reason and message in one line."""
        name = f"{self.code.name} / {self.reason}" if self.reason else self.code.name
        text = f"{name}: {self.message}" if self.message else name
        return f"{text} (request {self.request_id})" if self.request_id else text


class Cancelled(ParleyRpcError):
    """Somebody cancelled the run, or this client was closed while the call was open."""

    status = StatusCode.CANCELLED


class Unknown(ParleyRpcError):
    """A component of a plugin failed by itself (COMPONENT_FAILED), or the status is none that this client knows."""

    status = StatusCode.UNKNOWN


class InvalidArgument(ParleyRpcError):
    """The request is wrong and stays wrong; `field_violations` names the fields."""

    status = StatusCode.INVALID_ARGUMENT


class DeadlineExceeded(ParleyRpcError):
    """Time is up: of this call, of the run (RUN_TIMEOUT) or of a component (COMPONENT_TIMEOUT)."""

    status = StatusCode.DEADLINE_EXCEEDED


class NotFound(ParleyRpcError):
    """No such thing, or another tenant's."""

    status = StatusCode.NOT_FOUND


class AlreadyExists(ParleyRpcError):
    """The id or name is taken by something else."""

    status = StatusCode.ALREADY_EXISTS


class PermissionDenied(ParleyRpcError):
    """The credential may not do this."""

    status = StatusCode.PERMISSION_DENIED


class Unauthenticated(ParleyRpcError):
    """There is no valid credential; get another token."""

    status = StatusCode.UNAUTHENTICATED


class ResourceExhausted(ParleyRpcError):
    """Too much at once; wait for `retry_after` seconds."""

    status = StatusCode.RESOURCE_EXHAUSTED


class FailedPrecondition(ParleyRpcError):
    """Something has to be changed first, for example the agent started."""

    status = StatusCode.FAILED_PRECONDITION


class Aborted(ParleyRpcError):
    """Somebody else was first (ROOM_BUSY, REVISION_MISMATCH), or a crash cut the run (RUN_INTERRUPTED)."""

    status = StatusCode.ABORTED


class OutOfRange(ParleyRpcError):
    """The position is not in this log."""

    status = StatusCode.OUT_OF_RANGE


class Unimplemented(ParleyRpcError):
    """This server does not do that."""

    status = StatusCode.UNIMPLEMENTED


class Internal(ParleyRpcError):
    """A fault of the server; its log has the `request_id`."""

    status = StatusCode.INTERNAL


class Unavailable(ParleyRpcError):
    """Nobody answers just now: the server is away or leaving (DRAINING), or a plugin, model or store is."""

    status = StatusCode.UNAVAILABLE


class DataLoss(ParleyRpcError):
    """Something that was stored is damaged."""

    status = StatusCode.DATA_LOSS
