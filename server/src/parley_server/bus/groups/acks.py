"""What acknowledgements do to the book of a group, and which of them come too late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import IntEnum

from parley_server.bus.groups import ack_ids
from parley_server.bus.groups.ack_ids import AckId
from parley_server.bus.groups.book import MOST_AHEAD, Book
from parley_server.bus.groups.items import DOOMED, LEASED, Item, Lease
from parley_server.domain.bus import Ack, AckKind, AckResult

LONGEST_EXTENSION = timedelta(minutes=10)


class _Verdict(IntEnum):
    COUNTS = 0
    STALE = 1
    UNKNOWN = 2


class AckDesk:
    """Takes the acknowledgements of a group in one generation."""

    def __init__(self, book: Book, generation: int, epoch: int) -> None:
        self.prefix = ack_ids.make_prefix(generation, epoch)
        self._book = book
        self._generation = generation & 0xFFFFFF
        self._epoch = epoch & 0xFFFFFF

    def take(self, acks: Sequence[Ack], *, now: float, last: int) -> AckResult:
        """Do what is said. `last`: the last event of the log."""
        stale: list[str] = []
        unknown: list[str] = []
        refused = {_Verdict.STALE: stale, _Verdict.UNKNOWN: unknown}
        for ack in acks:
            leases: dict[int, Lease] = {}
            for ack_id in self._left_over(ack, now):
                verdict = self._take(ack, ack_ids.read(ack_id), leases, now, last)
                if verdict is not _Verdict.COUNTS:
                    refused[verdict].append(ack_id)
            for lease in leases.values():
                self._book.add_lease(lease)
        return AckResult(tuple(stale), tuple(unknown))

    def _left_over(self, ack: Ack, now: float) -> tuple[str, ...] | list[str]:
        """Settle what is easily settled; return the other ids."""
        if ack.kind is not AckKind.ACK or (pairs := ack_ids.read_alike(self.prefix, ack.ack_ids)) is None:
            return ack.ack_ids
        return [ack.ack_ids[place] for place in self._book.acknowledge(pairs, now)]

    def _take(self, ack: Ack, said: AckId | None, leases: dict[int, Lease], now: float, last: int) -> _Verdict:
        if said is None or said.generation > self._generation or said.epoch > self._epoch:
            return _Verdict.UNKNOWN
        if said.generation < self._generation:
            return _Verdict.STALE
        item = self._book.open.get(said.sequence)
        if item is None:
            return self._take_absent(ack, said, last)
        verdict = self._judge(item, said)
        if verdict is not _Verdict.COUNTS:
            return verdict
        # A store that lost its last writes with the power does not know how often it was given out.
        item.attempt = max(item.attempt, said.attempt)
        return self._apply(ack, item, leases, now)

    def _judge(self, item: Item, said: AckId) -> _Verdict:
        """Tell whether an id names the newest delivery of an item."""
        if said.attempt <= item.fence or said.attempt < item.attempt:
            return _Verdict.STALE
        if item.given:
            if said.epoch < self._epoch:
                return _Verdict.STALE
            return _Verdict.COUNTS if said.attempt == item.attempt else _Verdict.UNKNOWN
        return _Verdict.COUNTS if said.epoch < self._epoch else _Verdict.UNKNOWN

    def _apply(self, ack: Ack, item: Item, leases: dict[int, Lease], now: float) -> _Verdict:
        """Do what is said of the newest delivery. Only ACK and REJECT count when its lease is over."""
        book = self._book
        if ack.kind is AckKind.ACK:
            book.settle(item, now)
        elif ack.kind is AckKind.REJECT:
            if item.state is not DOOMED:
                book.reject(item, ack.reason)
        elif item.state is not LEASED or item.lease is None:
            return _Verdict.STALE
        elif ack.kind is AckKind.NACK:
            book.fail(item, now, ack.reason, ack.delay)
        else:
            held = item.lease
            lease = leases.get(id(held))
            if lease is None:
                longer = ack.delay if ack.delay is not None else book.settings.ack_deadline
                deadline = now + min(longer, LONGEST_EXTENSION).total_seconds()
                lease = leases[id(held)] = Lease(held.member, held.given_at, deadline)
            book.extend(item, lease)
        return _Verdict.COUNTS

    def _take_absent(self, ack: Ack, said: AckId, last: int) -> _Verdict:
        """Judge an id of an event that is not in hand."""
        if self._book.is_retired(said.sequence):
            return _Verdict.STALE
        if not self._book.position < said.sequence <= last or said.epoch == self._epoch:
            return _Verdict.UNKNOWN
        # Given out before a restart, and the checkpoint of that was lost with it.
        is_newest = said.attempt >= self._book.start(said.sequence)
        if ack.kind is not AckKind.ACK or not is_newest or len(self._book.ahead) >= MOST_AHEAD:
            return _Verdict.STALE
        self._book.ahead.add(said.sequence)
        return _Verdict.COUNTS
