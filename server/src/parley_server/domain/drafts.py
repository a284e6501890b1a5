"""Events on their way to the log, as values that every room may name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

NO_ATTRIBUTES: Mapping[str, str] = {}


class Draft(NamedTuple):
    """An event that has no place in the log yet: checked, complete but for its sequence.

    `data` is the encoded event with all that the server sets (id, time, source), and no sequence. `origin` is the
    CRC-32 of the publisher's own bytes: a repeat of an id with other bytes is a mistake. `ordering_key` has its
    default (channel, else room) filled in; empty = no order wanted.
    """

    event_id: str
    type: str
    source: str
    agent_id: str
    room_id: str
    channel_id: str
    run_id: str
    ordering_key: str
    attributes: Mapping[str, str]
    origin: int
    data: bytes
