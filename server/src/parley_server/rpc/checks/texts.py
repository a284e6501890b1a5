"""Rules for strings: ids, names, texts."""

import re
from collections.abc import Callable

from parley_server.rpc.checks.faults import Fault, SizeFault

TextRule = Callable[[str], None]

MAX_NAME = 256
MAX_REQUEST_ID = 128
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
MAX_ACK_ID = 512
_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,126}")
_TYPE_FILTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,126}\*?|\*")
_SUBSCRIPTION = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# What a character takes at the most in UTF-8.
_WIDEST = 4


def check_uuid(value: str) -> None:
    """Refuse what is no UUID text."""
    if _UUID.fullmatch(value) is None:
        raise Fault("not an id: a UUID such as 0193f2a0-5c4e-7abc-8def-0123456789ab")


def check_name(value: str) -> None:
    """Refuse names and free ids that are too long, or that hold control characters."""
    if len(value) > MAX_NAME:
        raise Fault(f"longer than {MAX_NAME} characters")
    if _CONTROL.search(value):
        raise Fault("holds a control character")


def check_request_id(value: str) -> None:
    """Refuse request ids that are too long or cannot be printed."""
    if len(value) > MAX_REQUEST_ID:
        raise Fault(f"longer than {MAX_REQUEST_ID} characters")
    if not value.isprintable():
        raise Fault("holds a character that cannot be printed")


def check_event_type(value: str) -> None:
    """Refuse what is no name of an event type."""
    if _TYPE.fullmatch(value) is None:
        raise Fault("not a type: [A-Za-z0-9][A-Za-z0-9_.:-]{0,126}")


def check_type_filter(value: str) -> None:
    """Refuse what is neither the name of an event type nor the beginning of some and a star."""
    if _TYPE_FILTER.fullmatch(value) is None:
        raise Fault('not a type, exact or with a prefix such as "custom:*"')


def check_subscription_id(value: str) -> None:
    """Refuse what is no name of a durable subscription."""
    if _SUBSCRIPTION.fullmatch(value) is None:
        raise Fault("not a name of a subscription: [a-z0-9][a-z0-9._-]{0,62}")


def check_ack_id(value: str) -> None:
    """Refuse what is too long to have come from here; whether it did, the subscription knows."""
    if len(value) > MAX_ACK_ID:
        raise Fault(f"longer than {MAX_ACK_ID} characters")


def text_rule(limit: int) -> TextRule:
    """Return the rule of a text of at most `limit` UTF-8 bytes."""

    def check_text(value: str) -> None:
        if len(value) * _WIDEST > limit and len(value.encode()) > limit:
            raise SizeFault(limit, "bytes")
        check_no_nul(value)

    return check_text


def check_no_nul(value: str) -> None:
    """Refuse the one character that not every store can keep."""
    if "\0" in value:
        raise Fault("holds the character NUL")
