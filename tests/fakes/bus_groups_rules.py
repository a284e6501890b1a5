"""Members come, fail and die, subscriptions are moved, redriven and restarted, by chance; and what must hold then."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from parley_server.bus.reader import CloseReason
from parley_server.bus.store import SubscriptionStore
from parley_server.domain.bus import EARLIEST, AckKind, StartKind, StartPosition, Subscription
from tests.fakes.bus_groups import Bench, Consumer, Given
from tests.fakes.bus_groups_words import T, ack, letters, say, status

LEASE = 10.0
LIMIT = 3


class Rules:
    """Plays consumers by chance, and remembers what the server may not do any more."""

    TENANT = T

    def __init__(self, seed: int, *, ordered: bool, store: SubscriptionStore | None = None) -> None:
        self.chance = random.Random(seed)
        self.ordered = ordered
        self.bench = Bench(store=store)
        # A store that takes its time has not yet stored what a kill would cut.
        self.may_kill = store is None
        self.consumers: list[Consumer] = []
        self.leased: dict[int, tuple[Given, float, Consumer]] = {}
        self.attempts: Counter[int] = Counter()
        self.replaced: list[Given] = []
        self.failures: Counter[int] = Counter()
        self.done: set[int] = set()
        self.dead: set[int] = set()
        self.redriven: set[int] = set()
        self.ever_redriven: set[int] = set()
        self.key_of: dict[int, str] = {}

    # ---- What may not happen ----

    def check_given(self, consumer: Consumer, fresh: list[Given]) -> None:
        now = self.bench.time.seconds
        for delivery in fresh:
            sequence = delivery.sequence
            assert sequence not in self.done, f"{sequence} was acknowledged"
            assert sequence not in self.dead, f"{sequence} is a dead letter"
            assert delivery.attempt > self.attempts[sequence], f"{delivery} restarts"
            assert not self.is_live(sequence), f"{sequence} has two leases"
            assert self.failures[sequence] < LIMIT, f"{sequence} was delivered too often"
            if self.ordered and self.key_of[sequence]:
                self.check_order(sequence)
            self.attempts[sequence] = delivery.attempt
            if sequence in self.leased:
                self.replaced.append(self.leased[sequence][0])
            self.leased[sequence] = (delivery, now + LEASE, consumer)

    def check_order(self, sequence: int) -> None:
        """Every earlier event of this key is done, and none of a later one is out."""
        key = self.key_of[sequence]
        for other, other_key in self.key_of.items():
            if other_key == key and other != sequence:
                assert not self.is_live(other), f"{other} and {sequence} of {key!r} are out at once"
                if other < sequence and sequence not in self.ever_redriven:
                    assert other in self.done | self.dead | self.ever_redriven, (
                        f"{sequence} of {key!r} overtakes {other}"
                    )

    def is_live(self, sequence: int) -> bool:
        return sequence in self.leased and self.leased[sequence][1] > self.bench.time.seconds

    # ---- What happens ----

    async def start(self) -> None:
        await self.bench.open()
        await self.bench.groups.create(
            T,
            Subscription(
                subscription_id="s",
                ordered=self.ordered,
                max_deliveries=LIMIT,
                ack_deadline=timedelta(seconds=LEASE),
                backoff=(timedelta(seconds=1), timedelta(seconds=4)),
                max_events=8,
            ),
            EARLIEST,
        )

    async def step(self) -> None:
        steps = [self.publish, self.join, self.pull, self.pull, self.pull, self.acknowledge, self.acknowledge]
        steps += [self.acknowledge, self.refuse, self.leave, self.wait, self.extend, self.reject, self.repeat]
        rare = [self.redrive, self.reopen, self.seek, self.toggle_filter]
        await self.chance.choice(rare if self.chance.random() < 0.06 else steps)()

    async def publish(self) -> None:
        keys = [self.chance.choice(["", "a", "b", "c"]) for _ in range(self.chance.randint(1, 5))]
        for key in keys:
            self.bench.log.add(key)
            self.key_of[len(self.bench.log.entries)] = key

    async def join(self) -> None:
        if len(self.consumers) < 4:
            credit = self.chance.choice([None, (self.chance.randint(1, 9), 0)])
            self.consumers.append(await self.bench.join(credit=credit, max_batch=self.chance.randint(1, 5)))

    async def pull(self) -> None:
        if self.consumers:
            consumer = self.chance.choice(self.consumers)
            assert consumer.reader is not None
            consumer.reader.add_credit(self.chance.randint(0, 2), 0)
            self.check_given(consumer, await consumer.pull())

    def some(self) -> list[Given]:
        held = [entry[0] for entry in self.leased.values() if entry[1] > self.bench.time.seconds]
        return self.chance.sample(held, min(len(held), self.chance.randint(1, 4)))

    async def acknowledge(self) -> None:
        known = [entry[0] for entry in self.leased.values()]
        chosen = self.chance.sample(known, min(len(known), self.chance.randint(1, 4)))
        refused = await ack(self.bench, *chosen)
        for delivery in chosen:
            if delivery.ack_id not in refused.stale and delivery.ack_id not in refused.unknown:
                self.settle(delivery.sequence)
            else:
                assert not self.is_live(delivery.sequence), f"{delivery} is live, but its ack is refused"

    def end(self, sequence: int) -> None:
        del self.leased[sequence]

    def settle(self, sequence: int) -> None:
        self.end(sequence)
        self.done.add(sequence)
        self.redriven.discard(sequence)

    def bury(self, sequence: int) -> None:
        self.dead.add(sequence)
        self.redriven.discard(sequence)

    async def repeat(self) -> None:
        """What was given out again since can be settled no more by its old ids."""
        chosen = self.chance.sample(self.replaced, min(len(self.replaced), 3))
        kind = self.chance.choice([AckKind.ACK, AckKind.NACK, AckKind.EXTEND, AckKind.REJECT])
        refused = await say(self.bench, kind, chosen)
        assert {*refused.stale, *refused.unknown} == {delivery.ack_id for delivery in chosen}

    async def refuse(self) -> None:
        chosen = self.some()
        refused = await say(self.bench, AckKind.NACK, chosen, self.chance.choice([None, 0.0, 2.0]))
        assert not refused.stale
        assert not refused.unknown
        for delivery in chosen:
            self.fail(delivery.sequence)

    def fail(self, sequence: int) -> None:
        self.end(sequence)
        self.failures[sequence] += 1
        if self.failures[sequence] >= LIMIT:
            self.bury(sequence)

    async def reject(self) -> None:
        chosen = self.some()[:1]
        await say(self.bench, AckKind.REJECT, chosen)
        for delivery in chosen:
            self.end(delivery.sequence)
            self.bury(delivery.sequence)

    async def extend(self) -> None:
        chosen = self.some()
        await say(self.bench, AckKind.EXTEND, chosen, 20.0)
        for delivery in chosen:
            _, _, consumer = self.leased[delivery.sequence]
            self.leased[delivery.sequence] = (delivery, self.bench.time.seconds + 20.0, consumer)

    async def leave(self) -> None:
        if not self.consumers:
            return
        consumer = self.consumers.pop(self.chance.randrange(len(self.consumers)))
        assert consumer.reader is not None
        consumer.reader.close(CloseReason.CLIENT) if self.chance.random() < 0.5 else consumer.reader.release()
        for sequence, (_, _, holder) in list(self.leased.items()):
            if holder is consumer and self.is_live(sequence) and self.failures[sequence] + 1 < LIMIT:
                self.failures[sequence] += 1
                delivery, _, _ = self.leased[sequence]
                self.leased[sequence] = (delivery, 0.0, holder)

    async def wait(self) -> None:
        await self.bench.time.advance(self.chance.choice([0.1, 1.0, 3.0, 11.0]))
        self.settle_ends()

    def settle_ends(self) -> None:
        for sequence, (delivery, end, holder) in list(self.leased.items()):
            if 0.0 < end <= self.bench.time.seconds:
                self.failures[sequence] += 1
                self.leased[sequence] = (delivery, 0.0, holder)
                if self.failures[sequence] >= LIMIT:
                    self.bury(sequence)

    async def redrive(self) -> None:
        dead = {letter.sequence for letter in await letters(self.bench)}
        assert await self.bench.groups.redrive(T, "s", []) == len(dead)
        for sequence in dead:
            self.dead.discard(sequence)
            self.done.discard(sequence)
            self.redriven.add(sequence)
            self.ever_redriven.add(sequence)
            self.failures[sequence] = 0
            self.leased.pop(sequence, None)

    async def reopen(self) -> None:
        await self.bench.time.advance(0.06)
        self.settle_ends()
        await self.bench.restart(kill=self.may_kill and self.chance.random() < 0.5)
        self.consumers.clear()
        # What had its last delivery keeps its time anew, whatever its lease was.
        for sequence, (delivery, _, holder) in list(self.leased.items()):
            if self.is_live(sequence):
                last = self.failures[sequence] + 1 >= LIMIT
                self.failures[sequence] += not last
                self.leased[sequence] = (delivery, self.bench.time.seconds + LEASE if last else 0.0, holder)
        await status(self.bench)

    async def seek(self) -> None:
        place = self.chance.randint(0, len(self.bench.log.entries))
        to = StartPosition(kind=StartKind.AFTER_SEQUENCE, sequence=place)
        await self.bench.groups.seek(T, "s", to)
        self.consumers.clear()
        self.leased.clear()
        self.failures.clear()
        self.done = {sequence for sequence in self.key_of if sequence <= place} - self.redriven
        self.dead.clear()

    async def toggle_filter(self) -> None:
        now = await status(self.bench)
        await self.bench.groups.update(T, replace(now.subscription, max_events=self.chance.randint(1, 12)))

    # ---- In the end ----

    async def finish(self) -> None:
        """Everything is done or a dead letter at last."""
        consumer = await self.bench.join()
        for _ in range(60):
            await self.bench.time.advance(11)
            self.settle_ends()
            for reader in [*self.consumers, consumer]:
                assert reader.reader is not None
                reader.reader.add_credit(1000, 0)
                fresh = await reader.pull()
                self.check_given(reader, fresh)
                await ack(self.bench, *fresh)
                for delivery in fresh:
                    self.settle(delivery.sequence)
        now = await status(self.bench)
        assert (now.backlog, now.outstanding, now.acked_sequence) == (0, 0, len(self.key_of))
        assert {letter.sequence for letter in await letters(self.bench)} >= self.dead
        missing = set(self.key_of) - self.done - {letter.sequence for letter in await letters(self.bench)}
        assert not missing
        group = (await self.bench.groups._tenancy(T)).get("s")
        book = group.book
        assert (book.held, book.held_bytes, book._kept_bytes) == (0, 0, 0)
        assert not book.ready
        assert not book.odd
        assert not book.untouched
        assert not book._lanes._lanes
        await self.bench.close()

    async def play(self, steps: int) -> None:
        """Do so many things, and then finish."""
        await self.start()
        for _ in range(steps):
            await self.step()
        await self.finish()
