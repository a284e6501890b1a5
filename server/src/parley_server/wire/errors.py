"""Errors: a reason becomes a canonical status code and the details that clients read.

`CODES` is the one table of reasons; its twin are the comments of `proto/parley/v1/errors.proto`.
"""

from collections.abc import Iterable, Mapping

from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2

from parley_server.domain.errors import INTERNAL, Failure, FieldProblem, ParleyError
from parley_server.wire.text import cut_text
from parley_server.wire.times import span_to_proto

DOMAIN = "parley"
REQUEST_ID = "request_id"
MAX_MESSAGE_BYTES = 1024
MAX_DETAILS_BYTES = 4096
_MAX_FACT_BYTES = 512
_MAX_KEY_BYTES = 64

_REASONS_BY_CODE: Mapping[int, str] = {
    code_pb2.INVALID_ARGUMENT: "INVALID_FIELD INVALID_PAGE_TOKEN TOO_LARGE HANDLE_UNKNOWN",
    code_pb2.UNAUTHENTICATED: "BAD_CREDENTIAL TOKEN_EXPIRED",
    code_pb2.PERMISSION_DENIED: "SCOPE_MISSING EVENT_TYPE_RESERVED",
    code_pb2.NOT_FOUND: "NOT_FOUND AGENT_NOT_FOUND",
    code_pb2.ALREADY_EXISTS: "ALREADY_EXISTS REQUEST_ID_REUSED EVENT_ID_REUSED HANDLE_IN_USE",
    code_pb2.FAILED_PRECONDITION: (
        "AGENT_NOT_RUNNING NOT_EDITABLE NO_MODEL_HANDLER NO_SEND_HANDLER NO_SERVICE CONFIGURATION_MISSING"
        " MODEL_CREDENTIAL PROTOCOL_VERSION RUN_ENDED HOP_LIMIT DESTRUCTIVE_MIGRATION"
    ),
    code_pb2.ABORTED: "ROOM_BUSY REVISION_MISMATCH TAKEN_OVER RUN_INTERRUPTED",
    code_pb2.OUT_OF_RANGE: "COMPACTED FUTURE_SEQUENCE",
    code_pb2.RESOURCE_EXHAUSTED: "QUOTA OVERLOADED SLOW_CONSUMER",
    code_pb2.UNAVAILABLE: "DRAINING PLUGIN_UNAVAILABLE MODEL_UNAVAILABLE STORE_UNAVAILABLE",
    code_pb2.DEADLINE_EXCEEDED: "RUN_TIMEOUT COMPONENT_TIMEOUT",
    code_pb2.CANCELLED: "RUN_CANCELLED",
    code_pb2.UNKNOWN: "COMPONENT_FAILED",
    code_pb2.UNIMPLEMENTED: "FRAME_UNKNOWN NOT_IMPLEMENTED",
}

CODES: Mapping[str, int] = {reason: code for code, names in _REASONS_BY_CODE.items() for reason in names.split()}
"""Canonical status code by reason. A reason that is not here is a fault of the server: INTERNAL."""


def failure_to_status(failure: Failure) -> status_pb2.Status:
    """Return an error that stands in a run or a step, in the shape that a failed call has."""
    return _status(failure)


def error_to_status(error: ParleyError) -> status_pb2.Status:
    """Return the status of a failed call: ErrorInfo, BadRequest for fields at fault, RetryInfo where to come back."""
    details: list[Message] = []
    if error.retry_after is not None:
        details.append(error_details_pb2.RetryInfo(retry_delay=span_to_proto(error.retry_after)))
    return _status(error.failure(), details, error.problems)


def internal_status(request_id: str) -> status_pb2.Status:
    """Return the status of a fault of the server: no details but the id that leads to its log."""
    message = f"internal error; the server's log tells more under request id {request_id}"
    return _status(Failure(reason=INTERNAL, message=message, metadata={REQUEST_ID: request_id}))


def status_to_failure(status: status_pb2.Status) -> Failure:
    """Return the error that a Status holds. A Status from elsewhere, without ErrorInfo, has its code as reason."""
    metadata: dict[str, str] = {}
    info = error_details_pb2.ErrorInfo()
    request = error_details_pb2.RequestInfo()
    for detail in status.details:
        if detail.Unpack(info):
            return Failure(reason=info.reason, message=status.message, metadata=dict(info.metadata))
        if detail.Unpack(request):
            metadata = {REQUEST_ID: request.request_id}
    reason = (
        code_pb2.Code.Name(code_pb2.Code.ValueType(status.code)) if status.code in code_pb2.Code.values() else INTERNAL
    )
    return Failure(reason=reason, message=status.message, metadata=metadata)


def _status(
    failure: Failure, details: Iterable[Message] = (), problems: Iterable[FieldProblem] = ()
) -> status_pb2.Status:
    code = CODES.get(failure.reason, code_pb2.INTERNAL)
    status = status_pb2.Status(code=code, message=cut_text(failure.message, MAX_MESSAGE_BYTES))
    if code == code_pb2.INTERNAL:
        request_id = failure.metadata.get(REQUEST_ID, "")
        _pack(status, error_details_pb2.RequestInfo(request_id=cut_text(request_id, _MAX_FACT_BYTES)))
        return status
    # The small ones first: what is cut are facts and problems, never the reason or the time to come back.
    _pack(status, _error_info(failure))
    for detail in details:
        _pack(status, detail)
    _pack_problems(status, problems)
    return status


def _error_info(failure: Failure) -> error_details_pb2.ErrorInfo:
    info = error_details_pb2.ErrorInfo(domain=DOMAIN, reason=failure.reason)
    for key, value in failure.metadata.items():
        info.metadata[cut_text(key, _MAX_KEY_BYTES)] = cut_text(value, _MAX_FACT_BYTES)
        if info.ByteSize() > MAX_DETAILS_BYTES // 2:
            del info.metadata[cut_text(key, _MAX_KEY_BYTES)]
            break
    return info


def _pack_problems(status: status_pb2.Status, problems: Iterable[FieldProblem]) -> None:
    room = MAX_DETAILS_BYTES - status.ByteSize() + len(status.message.encode()) - 128
    bad = error_details_pb2.BadRequest()
    for problem in problems:
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=cut_text(problem.field, _MAX_FACT_BYTES),
            description=cut_text(problem.note, _MAX_FACT_BYTES),
        )
        room -= violation.ByteSize() + 4
        if room < 0:
            break
        bad.field_violations.append(violation)
    if bad.field_violations:
        _pack(status, bad)


def _pack(status: status_pb2.Status, detail: Message) -> None:
    status.details.add().Pack(detail)
