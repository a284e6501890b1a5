"""Events of the contract, as publishers fill frames with them and subscribers count them."""

from __future__ import annotations

import time
from collections.abc import Iterable

from benchmarks.bus.sides import EVENT_TYPE, Heard, Plan, make_payload
from parley.v1 import bus_pb2, events_pb2


def fill(request: bus_pb2.PublishRequest, count: int, made: int, *, prefix: str = "", first: int = 0) -> None:
    """Put events into a request; with a prefix they get ids of their own, counted from `first`."""
    payload = make_payload(made)
    add = request.events.add
    for number in range(first, first + count):
        event = add(type=EVENT_TYPE)
        if prefix:
            event.event_id = f"{prefix}{number}"
        event.payload.raw = payload


def count_in(events: Iterable[events_pb2.Event], size: int, heard: Heard, plan: Plan) -> None:
    """Note the events of a frame; how old they are where the plan has a pace."""
    now = time.monotonic_ns()
    heard.note(size, now)
    if plan.rate:
        for event in events:
            heard.note_age(event.payload.raw, now)
