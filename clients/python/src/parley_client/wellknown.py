"""Python's own types as protobuf's: JSON objects, times and spans."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from google.protobuf.duration_pb2 import Duration
from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp


def struct_of(what: str, value: Mapping[str, object]) -> Struct:
    """Return a JSON object as a Struct; `what` names it in errors. Numbers become doubles.

    Raises ValueError when something in it is not JSON, not valid text, or too large for a double.
    """
    struct = Struct()
    try:
        struct.update(dict(value))  # type: ignore[arg-type]  # protobuf itself checks every value
    except (ValueError, OverflowError, TypeError) as error:
        raise ValueError(f"{what} is not a JSON object: {error}") from error
    return struct


def timestamp_of(time: datetime | None) -> Timestamp | None:
    """Return an aware time as a Timestamp. Raises ValueError for a naive one, which could mean any place on Earth."""
    if time is None:
        return None
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone")
    timestamp = Timestamp()
    timestamp.FromDatetime(time)
    return timestamp


def duration_of(seconds: float | None) -> Duration | None:
    """Return a span in seconds as a Duration."""
    if seconds is None:
        return None
    duration = Duration()
    duration.FromTimedelta(timedelta(seconds=seconds))
    return duration
