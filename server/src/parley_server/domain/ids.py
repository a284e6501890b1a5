"""Identifiers: lower-case UUID text, typed by what they name."""

import hashlib
import re
import secrets
import time
import uuid
from typing import NewType, Protocol
from urllib.parse import quote

TenantId = NewType("TenantId", str)
AgentId = NewType("AgentId", str)
RunId = NewType("RunId", str)
RoomId = NewType("RoomId", str)
WorldId = NewType("WorldId", str)
EntityId = NewType("EntityId", str)
MemoryId = NewType("MemoryId", str)
TaskId = NewType("TaskId", str)
ComponentId = NewType("ComponentId", str)
RelationshipId = NewType("RelationshipId", str)

DEFAULT_TENANT = TenantId("default")

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What JavaScript's encodeURIComponent leaves alone beside letters and digits.
_URI_COMPONENT_SAFE = "-_.!~*'()"

_DIGITS = 20
_AT_ONCE = 256
_random: list[str] = []


class IdSource(Protocol):
    """Makes new ids; injected, so that tests can foresee them."""

    def __call__(self) -> str:
        """Return a new id as lower-case UUID text."""
        ...


def new_id() -> str:
    """Return a new UUIDv7: sortable by the millisecond in which it was made."""
    millis = time.time_ns() // 1_000_000 & 0xFFFF_FFFF_FFFF
    try:
        rand = _random.pop()
    except IndexError:
        rand = _draw()
    # A UUID object would cost more than all of the rest.
    variant = "89ab"[int(rand[3], 16) & 3]
    return f"{millis >> 16:08x}-{millis & 0xFFFF:04x}-7{rand[:3]}-{variant}{rand[4:7]}-{rand[7:19]}"


def _draw() -> str:
    """Ask the system for the random digits of many ids at once: a call of the system each would cost the most."""
    digits = secrets.token_hex(_DIGITS // 2 * _AT_ONCE)
    first, *others = (digits[start : start + _DIGITS] for start in range(0, len(digits), _DIGITS))
    # Threads may do this at the same time: `pop` and `extend` are one step each.
    _random.extend(others)
    return first


def parse_uuid(text: str) -> str | None:
    """Return `text` as lower-case UUID text, or None when it is not one."""
    lowered = text.lower()
    return lowered if _UUID.fullmatch(lowered) else None


def string_to_uuid(text: str | int) -> str:
    """Derive an id from any text, the same one every time (reference-values 1.7).

    An UUID is returned as it is. Otherwise SHA-1 over the URI-encoded text, with the reference's own version and
    variant bits. Raises TypeError for anything but text and whole numbers: what has no name must not get an id.
    """
    if isinstance(text, bool) or not isinstance(text, (str, int)):
        raise TypeError(f"an id is made from text or a whole number, not from {type(text).__name__}")
    text = str(text)
    known = parse_uuid(text)
    if known is not None:
        return known
    encoded = quote(text, safe=_URI_COMPONENT_SAFE)
    digest = bytearray(hashlib.sha1(encoded.encode(), usedforsecurity=False).digest()[:16])
    digest[8] = (digest[8] & 0x3F) | 0x80
    digest[6] &= 0x0F
    return str(uuid.UUID(bytes=bytes(digest)))


def create_unique_uuid(agent_id: AgentId, base: str) -> str:
    """Derive the id under which one agent knows something that has the id `base` elsewhere (reference-values 1.7)."""
    if base == agent_id:
        return agent_id
    return string_to_uuid(f"{base}:{agent_id}")
