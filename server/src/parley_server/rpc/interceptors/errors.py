"""Stage: errors become a status with details. Texts of unknown exceptions never leave the server."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

import grpc
import structlog
from google.rpc import status_pb2

from parley_server.domain.errors import ParleyError
from parley_server.rpc.interceptors.metadata import REQUEST_ID_KEY
from parley_server.rpc.types import Context
from parley_server.wire.errors import error_to_status, internal_status

DETAILS_KEY = "grpc-status-details-bin"
CANCELLED = "CANCELLED"
_STATUS_CODES: Mapping[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an exception means for a call: the status to send, or None to let `error` pass to gRPC as it is."""

    name: str
    status: status_pb2.Status | None
    error: BaseException


def judge(error: BaseException, context: Context, request_id: str) -> Verdict:
    """Decide what an exception means; a fault of the server is logged here, with all that is known of it."""
    leaves = list(_leaves(error))
    faults = [leaf for leaf in leaves if not isinstance(leaf, ParleyError | asyncio.CancelledError)]
    known = [leaf for leaf in leaves if isinstance(leaf, ParleyError)]
    if not faults and known:
        status = error_to_status(known[0])
        return Verdict(_STATUS_CODES[status.code].name, status, known[0])
    if not faults and _is_cancelled():
        return Verdict(CANCELLED, None, leaves[0])
    first = (faults or leaves)[0]
    if isinstance(first, grpc.aio.AbortError):
        # A library's servicer has sent its own status already.
        return Verdict(_name_of(context.code()), None, first)
    if isinstance(first, grpc.aio.InternalError):
        # An operation on the call failed: nobody is there any more to be told. That is no fault.
        return Verdict(CANCELLED, None, asyncio.CancelledError())
    if not isinstance(first, Exception | asyncio.CancelledError):
        return Verdict("UNKNOWN", None, first)
    _log.error("call failed by a fault of the server", exc_info=error)
    return Verdict("INTERNAL", internal_status(request_id), first)


async def send(verdict: Verdict, context: Context, request_id: str) -> NoReturn:
    """End the call as decided. Always raises."""
    status = verdict.status
    if status is None:
        raise verdict.error
    trailers = ((REQUEST_ID_KEY, request_id), (DETAILS_KEY, status.SerializeToString()))
    await context.abort(_STATUS_CODES[status.code], status.message, trailing_metadata=trailers)


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _is_cancelled() -> bool:
    # Somebody else's cancellation that comes up here, as from a task that was awaited, is a fault: gRPC would take it
    # for the caller's own and never answer.
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _name_of(code: object) -> str:
    # gRPC's own context gives a number or an enum, as it likes.
    if isinstance(code, int):
        return _STATUS_CODES[code].name
    return code.name if isinstance(code, grpc.StatusCode) else "UNKNOWN"
