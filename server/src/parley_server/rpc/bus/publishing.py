"""Publishes, from the bytes of a request to its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from parley.v1 import bus_pb2, events_pb2
from parley_server.bus.events import Outcome, Published
from parley_server.domain.callers import Caller
from parley_server.domain.clock import Clock
from parley_server.domain.errors import InvalidField, Overloaded, ParleyError, TooLarge
from parley_server.domain.ids import IdSource
from parley_server.rpc.bus.doors import BusDoor
from parley_server.rpc.bus.drafts import DraftReader, ReadEvents
from parley_server.wire.bus_bytes import SentPublish
from parley_server.wire.errors import error_to_status

MAX_EVENTS = 1000

Answer = Callable[[bus_pb2.PublishResponse | ParleyError], None]
"""Called in the event loop with what became of a publish, or why all of it failed."""


class Publisher:
    """Publishes for one caller. Answers to stored publishes come in the order of the publishes."""

    def __init__(self, bus: BusDoor, caller: Caller, *, clock: Clock, new_id: IdSource) -> None:
        """Take the bus and who publishes."""
        self._bus = bus
        self._tenant = caller.tenant
        self._reader = DraftReader(caller, clock=clock, new_id=new_id)

    def publish(self, request: SentPublish, answer: Answer) -> None:
        """Publish what a request holds.

        Raises ParleyError when the request as a whole is wrong; then `answer` is not called.
        """
        number = len(request.events)
        if not number:
            raise InvalidField("events", "at least 1 wanted")
        if number > MAX_EVENTS:
            raise TooLarge("events", limit=MAX_EVENTS, unit="items")
        if request.transient and request.atomic:
            raise InvalidField("atomic", "not with transient events")
        read = self._reader.read(request.events, transient=request.transient)
        if read.errors and request.atomic:
            answer(_refused(request, next(iter(read.errors.values()))))
        elif not read.drafts:
            answer(_response(read, Published(0, 0)))
        elif request.transient:
            self._bus.publish_transient(self._tenant, read.drafts)
            answer(_response(read, Published(0, len(read.drafts))))
        else:
            self._store(request, read, answer)

    def _store(self, request: SentPublish, read: ReadEvents, answer: Answer) -> None:
        def done(result: Published | ParleyError) -> None:
            answer(result if isinstance(result, ParleyError) else _response(read, result))

        try:
            self._bus.publish(self._tenant, read.drafts, done, atomic=request.atomic)
        except Overloaded as error:
            # It passes: each event says when to try again.
            answer(_response(read, Published(0, 0, [Outcome(draft.event_id, 0, error=error) for draft in read.drafts])))


def _refused(request: SentPublish, error: ParleyError) -> bus_pb2.PublishResponse:
    # All or none: the first bad event is why the others were not accepted either.
    status = error_to_status(error)
    ids = [events_pb2.Event.FromString(event).event_id for event in request.events]
    outcomes = [bus_pb2.PublishOutcome(event_id=event_id, error=status) for event_id in ids]
    return bus_pb2.PublishResponse(outcomes=outcomes)


def _response(read: ReadEvents, published: Published) -> bus_pb2.PublishResponse:
    if not (read.errors or read.makes_ids or published.outcomes):
        return bus_pb2.PublishResponse(first_sequence=published.first, accepted_count=published.accepted)
    stored = iter(
        map(_outcome_to_proto, published.outcomes) if published.outcomes else _in_a_row(read, published.first)
    )
    number = len(read.drafts) + len(read.errors)
    return bus_pb2.PublishResponse(
        accepted_count=published.accepted,
        outcomes=[
            bus_pb2.PublishOutcome(error=error_to_status(error))
            if (error := read.errors.get(index)) is not None
            else next(stored)
            for index in range(number)
        ],
    )


def _in_a_row(read: ReadEvents, first: int) -> Iterator[bus_pb2.PublishOutcome]:
    step = 1 if first else 0
    for place, draft in enumerate(read.drafts):
        yield bus_pb2.PublishOutcome(event_id=draft.event_id, sequence=first + place * step)


def _outcome_to_proto(outcome: Outcome) -> bus_pb2.PublishOutcome:
    return bus_pb2.PublishOutcome(
        event_id=outcome.event_id,
        sequence=outcome.sequence,
        duplicate=outcome.duplicate,
        error=None if outcome.error is None else error_to_status(outcome.error),
    )
