"""Stage: who calls."""

from contextvars import ContextVar

from parley_server.domain.callers import LOCAL_CALLER, Caller
from parley_server.rpc.types import Context

_caller: ContextVar[Caller] = ContextVar("parley_caller")


def bind_caller() -> None:
    """Find out who calls and remember it for this call: every call has a context of its own."""
    # Authentication is off: the listener is on the loopback, and everybody there is the same.
    _caller.set(LOCAL_CALLER)


def caller_of(context: Context) -> Caller:
    """Return who makes this call. Raises LookupError outside of a call."""
    return _caller.get()
