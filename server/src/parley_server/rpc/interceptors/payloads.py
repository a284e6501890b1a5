"""Stage: replies in the form of payloads that the caller asks for."""

from collections.abc import Callable
from typing import Any

from google.protobuf.message import Message

from parley_server.domain.errors import InvalidField
from parley_server.rpc.interceptors.metadata import PAYLOAD_KEY
from parley_server.wire.forms import put_payloads
from parley_server.wire.payloads import FORMS, Form


def read_form(asked: str) -> Form | None:
    """Return the form that is asked for, None when there is no wish. Raises InvalidField for an unknown one."""
    if not asked:
        return None
    for form in FORMS:
        if asked == form:
            return form
    raise InvalidField(PAYLOAD_KEY, f"one of {', '.join(FORMS)} in the call's metadata")


def encode(
    reply: object, form: Form | None, response: type[Message] | None, serialize: Callable[[Any], bytes]
) -> bytes:
    """Return the bytes of a reply. Bytes are sent as they are, unless a form is asked for."""
    if form is not None and response is not None:
        message = response.FromString(reply) if isinstance(reply, bytes) else reply
        if isinstance(message, Message):
            put_payloads(message, form)
            return message.SerializeToString()
    return reply if isinstance(reply, bytes) else serialize(reply)
