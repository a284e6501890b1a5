"""The settings of a durable subscription as JSON.

Spans are microseconds. Unknown keys are ignored and missing ones take their default, so that a setting can come or go
without a migration.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson

from parley_server.domain.bus import EventFilter, Subscription

_MICROSECOND = timedelta(microseconds=1)
_SETS = ("agent_ids", "room_ids", "channel_ids", "run_ids")
_PLAIN = ("max_events", "max_bytes", "ordered", "max_deliveries", "drop_dead_letters")


def dump(subscription: Subscription) -> str:
    """Return the settings as text, without the id."""
    expiry = subscription.idle_expiry
    return orjson.dumps(
        {
            "filter": _dump_filter(subscription.filter),
            "ack_deadline": subscription.ack_deadline // _MICROSECOND,
            "backoff": [wait // _MICROSECOND for wait in subscription.backoff],
            "idle_expiry": None if expiry is None else expiry // _MICROSECOND,
            **{name: getattr(subscription, name) for name in _PLAIN},
        }
    ).decode()


def load(subscription_id: str, text: str) -> Subscription:
    """Return the subscription whose settings `dump` wrote."""
    document = orjson.loads(text)
    given: dict[str, Any] = {name: document[name] for name in _PLAIN if name in document}
    if "ack_deadline" in document:
        given["ack_deadline"] = timedelta(microseconds=document["ack_deadline"])
    if "backoff" in document:
        given["backoff"] = tuple(timedelta(microseconds=wait) for wait in document["backoff"])
    if document.get("idle_expiry") is not None:
        given["idle_expiry"] = timedelta(microseconds=document["idle_expiry"])
    return Subscription(subscription_id=subscription_id, filter=_load_filter(document.get("filter", {})), **given)


def _dump_filter(events: EventFilter) -> dict[str, Any]:
    return {
        "types": events.types,
        "exclude_types": events.exclude_types,
        "attributes": sorted(events.attributes),
        **{name: sorted(getattr(events, name)) for name in _SETS},
    }


def _load_filter(document: dict[str, Any]) -> EventFilter:
    return EventFilter(
        types=tuple(document.get("types", ())),
        exclude_types=tuple(document.get("exclude_types", ())),
        attributes=frozenset((key, value) for key, value in document.get("attributes", ())),
        **{name: frozenset(document.get(name, ())) for name in _SETS},
    )
