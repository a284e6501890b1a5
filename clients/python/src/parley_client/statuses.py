"""From google.rpc.Status, and from gRPC's own errors, to the typed errors of this library."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import grpc
import grpc.aio
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2

from parley_client import errors
from parley_client.errors import FieldViolation, ParleyRpcError

_DETAILS_KEY = "grpc-status-details-bin"

_CLASSES: Final[Mapping[grpc.StatusCode, type[ParleyRpcError]]] = {
    cls.status: cls
    for cls in (
        errors.Cancelled,
        errors.Unknown,
        errors.InvalidArgument,
        errors.DeadlineExceeded,
        errors.NotFound,
        errors.AlreadyExists,
        errors.PermissionDenied,
        errors.Unauthenticated,
        errors.ResourceExhausted,
        errors.FailedPrecondition,
        errors.Aborted,
        errors.OutOfRange,
        errors.Unimplemented,
        errors.Internal,
        errors.Unavailable,
        errors.DataLoss,
    )
}
# grpc's enum holds pairs of number and lower-case name.
_CODES: Final[Mapping[int, grpc.StatusCode]] = {code.value[0]: code for code in grpc.StatusCode}

_M = TypeVar("_M", bound=Message)


def error_from_status(status: status_pb2.Status) -> ParleyRpcError:
    """Return `status`, for example `Run.error`, as a typed error; details that nobody here knows are skipped."""
    return _error(_CODES.get(status.code, grpc.StatusCode.UNKNOWN), status.message, status)


def error_from_rpc(error: grpc.aio.AioRpcError) -> ParleyRpcError:
    """Return what gRPC raised as a typed error; the details come from the trailing metadata where there are any."""
    return _error(error.code(), error.details() or "", _attached_status(error))


def _attached_status(error: grpc.aio.AioRpcError) -> status_pb2.Status:
    status = status_pb2.Status()
    trailers: Any = error.trailing_metadata() or ()
    for key, value in trailers:
        if key == _DETAILS_KEY and isinstance(value, bytes):
            try:
                status.ParseFromString(value)
            except DecodeError:
                # Somebody on the way spoiled it; code and text still stand.
                return status_pb2.Status()
    return status


def _error(code: grpc.StatusCode, message: str, status: status_pb2.Status) -> ParleyRpcError:
    info = _detail(status, error_details_pb2.ErrorInfo())
    bad_request = _detail(status, error_details_pb2.BadRequest())
    retry = _detail(status, error_details_pb2.RetryInfo())
    return _CLASSES.get(code, errors.Unknown)(
        message,
        code=code,
        reason=info.reason,
        metadata=dict(info.metadata),
        field_violations=[
            FieldViolation(field=violation.field, description=violation.description)
            for violation in bad_request.field_violations
        ],
        retry_after=retry.retry_delay.ToTimedelta().total_seconds() if retry.HasField("retry_delay") else None,
        request_id=_detail(status, error_details_pb2.RequestInfo()).request_id,
    )


def _detail(status: status_pb2.Status, into: _M) -> _M:
    """Fill `into` from the first detail of its type; it stays empty when there is none, or a spoiled one."""
    for detail in status.details:
        try:
            if detail.Unpack(into):
                break
        except DecodeError:
            into.Clear()
    return into
