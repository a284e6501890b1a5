"""Times and spans, to the microsecond."""

from datetime import UTC, datetime, timedelta

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400


def time_to_proto(time: datetime) -> Timestamp:
    """Return an aware time as a Timestamp."""
    since = time - EPOCH
    return Timestamp(seconds=since.days * _DAY + since.seconds, nanos=since.microseconds * 1000)


def time_from_proto(message: Timestamp) -> datetime:
    """Return an aware time in UTC. The range has been checked: years 1 to 9999."""
    return EPOCH + timedelta(seconds=message.seconds, microseconds=message.nanos // 1000)


def span_to_proto(span: timedelta) -> Duration:
    """Return a span as a Duration; seconds and nanos have the same sign, as protobuf wants it."""
    micros = (span.days * _DAY + span.seconds) * 1_000_000 + span.microseconds
    seconds, rest = divmod(abs(micros), 1_000_000)
    sign = -1 if micros < 0 else 1
    return Duration(seconds=sign * seconds, nanos=sign * rest * 1000)


def span_from_proto(message: Duration) -> timedelta:
    """Return a Duration as a span."""
    return timedelta(seconds=message.seconds, microseconds=int(message.nanos / 1000))


def seconds_to_proto(seconds: float) -> Duration:
    """Return seconds as a Duration."""
    return span_to_proto(timedelta(seconds=seconds))
