"""Changes of some settings of a durable subscription."""

from __future__ import annotations

from collections.abc import Iterable

from google.protobuf.field_mask_pb2 import FieldMask

from parley.v1 import bus_pb2
from parley_server.domain.bus import Subscription
from parley_server.domain.errors import InvalidField
from parley_server.wire.bus import subscription_from_proto, subscription_to_proto

SETTINGS = (
    "ack_deadline",
    "backoff",
    "drop_dead_letters",
    "filter",
    "idle_expiry",
    "max_deliveries",
    "max_outstanding",
    "ordered",
)
_ALL = "*"


def apply_mask(present: Subscription, request: bus_pb2.UpdateSubscriptionRequest) -> Subscription:
    """Return the settings with those changed that the mask names; one that is not set gets its default.

    Raises InvalidField for a mask that names nothing, or what is no setting.
    """
    paths = _paths(request.update_mask.paths)
    wanted = bus_pb2.Subscription()
    wanted.CopyFrom(request.subscription)
    merged = subscription_to_proto(present)
    for path in paths:
        if "." not in path:
            # Merging a message that is not set would leave the old one.
            merged.ClearField(path)  # type: ignore[arg-type]  # one of the settings
    FieldMask(paths=paths).MergeMessage(wanted, merged, replace_message_field=True, replace_repeated_field=True)
    return subscription_from_proto(merged)


def _paths(named: Iterable[str]) -> list[str]:
    paths = list(named)
    if not paths:
        raise InvalidField("update_mask", f"name what to change: {', '.join(SETTINGS)}, or {_ALL}")
    if paths == [_ALL]:
        return list(SETTINGS)
    for path in paths:
        if path.partition(".")[0] not in SETTINGS:
            raise InvalidField("update_mask", f"{path!r} is no setting: {', '.join(SETTINGS)}")
        if not _is_known(path):
            raise InvalidField("update_mask", f"there is no {path!r}")
    return paths


def _is_known(path: str) -> bool:
    return FieldMask(paths=[path]).IsValidForDescriptor(bus_pb2.Subscription.DESCRIPTOR)
