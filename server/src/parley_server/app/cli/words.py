"""What went wrong, in words for people: no status codes where a sentence is known."""

from __future__ import annotations

from parley_client import ParleyClientError, ParleyRpcError, Unavailable


def in_words(error: ParleyClientError, address: str) -> str:
    """Say in a sentence, or a short list, why a call to the server at `address` failed."""
    if isinstance(error, Unavailable) and error.reason != "DRAINING":
        return f"no server answers at {address} ({error.message}); is it running?"
    if isinstance(error, Unavailable):
        return f"the server at {address} is stopping; try again in a moment"
    if not isinstance(error, ParleyRpcError):
        return str(error)
    if len(error.field_violations) > 1:
        lines = (f"  {fault.field}: {fault.description}" for fault in error.field_violations)
        return "\n".join([f"{_name(error)}:", *lines])
    words = f"{_name(error)}: {error.message}" if error.message else _name(error)
    return f"{words} (request {error.request_id})" if error.request_id else words


def _name(error: ParleyRpcError) -> str:
    return error.reason or error.code.name
