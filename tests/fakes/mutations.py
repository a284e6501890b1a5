"""Bad input: deterministic, mutated requests for any method, from fields that lie to bytes that are no message.

`run_campaign` sends them to a server and tells what it answered. `known` names things that are there, by field, for
example {"agent_id": ["Assistant"], "run_id": ["0193…"]}, so that mutations come behind the first check.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2
from grpc import StatusCode, aio

from parley_server.rpc.methods import Method
from tests.fakes.calls import call_method
from tests.fakes.serving import detail_of

Known = Mapping[str, Sequence[str]]

SOME_ID = "01930000-0000-7000-8000-00000000abcd"
STRINGS = (
    "",
    " ",
    "\0",
    "nul\0inside",
    "\x7f\x1b[31m",
    "💥" * 40,
    "e\u0301\u202e\u2066",
    "x" * 300,
    "x" * 300_000,
    "../../etc/passwd",
    "'; DROP TABLE runs; --",
    "{{constructor}}",
    "71d0",
    SOME_ID,
    SOME_ID.upper(),
    SOME_ID + "0",
    "00000000-0000-0000-0000-000000000000",
    "-1",
    "%s%n{0}",
    "\ufeff",
)
INTEGERS = (0, 1, -1, 2, 127, 128, 999, 2**31 - 1, -(2**31), 2**32 - 1, 2**53 + 1, 2**63 - 1, -(2**63), 2**64 - 1)
FLOATS = (0.0, -0.0, 1e308, -1e308, 5e-324, 0.5, math.nan, math.inf, -math.inf)
BYTES = (b"", b"\0", b"{}", b"[1,", b'{"a":1}', b"\xff\xfe\xfd", b"[" * 2000, b"x" * 300_000, b'"\\ud83d"', b"1e999")
# How likely a field is set, by depth: messages nest, and should stay small.
_LIKELIHOODS = (0.8, 0.6, 0.3, 0.2, 0.1, 0.1, 0.0, 0.0, 0.0)
MAX_DEPTH = len(_LIKELIHOODS) - 2

_RANGES = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
    FieldDescriptor.CPPTYPE_ENUM: (-(2**31), 2**31 - 1),
}


def mutated_requests(request: type[Message], count: int, known: Known | None = None) -> Iterator[bytes]:
    """Yield `count` requests, the same ones every time: half of them lie in their fields, half in their bytes."""
    maker = _Maker(random.Random(request.DESCRIPTOR.full_name), known or {})
    for number in range(count):
        message = maker.plausible(request)
        if number % 2:
            yield maker.broken(message.SerializeToString())
        else:
            for _ in range(maker.random.randint(0, 3)):
                maker.spoil(message)
            yield message.SerializeToString()


class _Maker:
    """Makes messages that could be meant, and spoils them."""

    def __init__(self, source: random.Random, known: Known) -> None:
        self.random = source
        self._known = known

    def plausible(self, kind: type[Message], depth: int = 0) -> Message:
        message = kind()
        for item in _fields(kind):
            if self.random.random() < _LIKELIHOODS[depth]:
                self._put(message, item, depth, self._likely)
        return message

    def spoil(self, message: Message, depth: int = 0) -> None:
        """Put something hostile into one field, here or further down."""
        fields = _fields(type(message))
        if not fields:
            return
        item = self.random.choice(fields)
        if _is_message(item) and not item.is_repeated and depth < MAX_DEPTH and self.random.random() < 0.8:
            below = getattr(message, item.name)
            below.SetInParent()
            self.spoil(below, depth + 1)
            return
        self._put(message, item, depth, self._hostile)

    def broken(self, data: bytes) -> bytes:
        """Return bytes near to a message: flipped, cut, doubled, mixed."""
        noise = bytearray(data or b"\x0a\x00")
        for _ in range(self.random.randint(1, 4)):
            place = self.random.randrange(len(noise) + 1)
            choice = self.random.randrange(5)
            if choice == 0 and noise:
                noise[place % len(noise)] ^= 1 << self.random.randrange(8)
            elif choice == 1:
                del noise[place:]
            elif choice == 2:
                noise[place:place] = self.random.randbytes(self.random.randint(1, 12))
            elif choice == 3:
                noise += noise[: place or 1]
            else:
                noise[place : place + 1] = b"\xff\xff\xff\xff\x7f"
        return bytes(noise)

    def _put(
        self, message: Message, item: FieldDescriptor, depth: int, scalar: Callable[[FieldDescriptor], Any]
    ) -> None:
        if depth > MAX_DEPTH:
            return
        if item.message_type is not None and item.message_type.GetOptions().map_entry:
            self._put_entry(getattr(message, item.name), item, depth, scalar)
        elif item.is_repeated:
            for _ in range(self.random.choice((1, 1, 2) if _is_message(item) else (1, 2, 40))):
                value = self._below(item, depth) if _is_message(item) else scalar(item)
                getattr(message, item.name).append(value)
        elif _is_message(item):
            getattr(message, item.name).MergeFrom(self._below(item, depth))
        else:
            setattr(message, item.name, scalar(item))

    def _put_entry(
        self,
        entries: Any,  # noqa: ANN401 - a map of any kind
        item: FieldDescriptor,
        depth: int,
        scalar: Callable[[FieldDescriptor], Any],
    ) -> None:
        key, value = _fields(_class_of(item))
        if _is_message(value):
            entries[scalar(key)].MergeFrom(self._below(value, depth))
        else:
            entries[scalar(key)] = scalar(value)

    def _below(self, item: FieldDescriptor, depth: int) -> Message:
        return self.plausible(_class_of(item), depth + 1)

    def _likely(self, item: FieldDescriptor) -> Any:  # noqa: ANN401 - whatever the field takes
        if item.cpp_type == FieldDescriptor.CPPTYPE_STRING:
            return b"{}" if item.type == FieldDescriptor.TYPE_BYTES else self._likely_text(item.name)
        if item.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
            return self.random.random() < 0.5
        if item.enum_type is not None:
            return self.random.choice([value.number for value in item.enum_type.values])
        return self.random.choice((0, 1, 2, 10))

    def _likely_text(self, name: str) -> str:
        if name in self._known:
            return self.random.choice(list(self._known[name]))
        return SOME_ID if name.endswith(("_id", "_ids", "_to")) else self.random.choice(("", "word", "two words"))

    def _hostile(self, item: FieldDescriptor) -> Any:  # noqa: ANN401 - whatever the field takes
        if item.cpp_type == FieldDescriptor.CPPTYPE_STRING:
            return self.random.choice(BYTES if item.type == FieldDescriptor.TYPE_BYTES else STRINGS)
        if item.cpp_type in (FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT):
            return self.random.choice(FLOATS)
        if item.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
            return True
        least, most = _RANGES[item.cpp_type]
        return self.random.choice([number for number in INTEGERS if least <= number <= most])


def _is_message(item: FieldDescriptor) -> bool:
    return item.message_type is not None


def _class_of(item: FieldDescriptor) -> type[Message]:
    if item.message_type is None:
        raise TypeError(f"{item.full_name} holds no message")
    return GetMessageClass(item.message_type)


def _fields(kind: type[Message]) -> Sequence[FieldDescriptor]:
    # The type stubs name both implementations of descriptors; they are alike.
    return cast("Descriptor", kind.DESCRIPTOR).fields


def decodes(request: type[Message], data: bytes) -> bool:
    """Tell whether mutated bytes are a message after all."""
    try:
        request.FromString(data)
    except DecodeError:
        return False
    return True


@dataclass
class CampaignReport:
    """What a server answered. `offences` are answers that it must never give."""

    codes: Counter[str] = field(default_factory=Counter)
    offences: list[str] = field(default_factory=list)


async def run_campaign(
    channel: aio.Channel,
    method: Method,
    count: int,
    *,
    known: Known | None = None,
    at_once: int = 8,
    most_replies: int = 100,
) -> CampaignReport:
    """Send `count` mutated requests to a method, several at once, and report the answers.

    Streams are left after `most_replies`: those that go on for ever need a small number.
    """
    report = CampaignReport()
    requests = mutated_requests(method.request, count, known)

    async def work() -> None:
        for data in requests:
            await _send(channel, method, data, report, most_replies)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())
    return report


async def _send(channel: aio.Channel, method: Method, data: bytes, report: CampaignReport, most_replies: int) -> None:
    try:
        await call_method(channel, method, [data], most_replies=most_replies)
    except aio.AioRpcError as error:
        report.codes[error.code().name] += 1
        if _is_offence(error):
            report.offences.append(f"{method.path} {error.code().name}: {error.details()} for {data[:200]!r}")
    else:
        report.codes["OK"] += 1


def _is_offence(error: aio.AioRpcError) -> bool:
    if error.code() not in (StatusCode.INTERNAL, StatusCode.UNKNOWN):
        return False
    trailers = dict(error.trailing_metadata() or ())
    if "x-request-id" not in trailers and error.code() is StatusCode.INTERNAL:
        # Not from the server: a grpc.aio client that was still writing when the call ended.
        return False
    if "grpc-status-details-bin" not in trailers:
        return True
    # A component that failed by itself is the one thing that may be UNKNOWN.
    info = detail_of(error, error_details_pb2.ErrorInfo)
    return info is None or info.reason != "COMPONENT_FAILED"
