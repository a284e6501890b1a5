"""What must hold for every history of a bus. Each validator returns what is wrong, in words; nothing = all is well."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from tests.faults.bus_history import (
    AckAnswered,
    AckSent,
    Answered,
    Closed,
    Delivered,
    Ended,
    History,
    Missed,
    Opened,
    Record,
    Sent,
    ServerStarted,
    ServerStopped,
    Told,
)

Validator = Callable[[History], list[str]]
# How long after a stop of the server streams may still learn of it.
STOP_SECONDS = 5.0
CUT = "CUT"


def ordered(history: History) -> list[str]:
    """Sequences grow on each ephemeral stream, and in the log the events of a publisher stand as they were sent."""
    wrong = []
    last = {opened.stream: opened.after for opened in history.of(Opened) if not opened.group}
    for record in history.of(Delivered):
        if record.stream in last:
            if record.sequence < last[record.stream]:
                wrong.append(f"stream {record.stream}: {record.sequence} after {last[record.stream]}")
            last[record.stream] = max(record.sequence, last[record.stream])
    places = {logged.event_id: logged.sequence for logged in history.log}
    highest: dict[str, tuple[int, int]] = {}
    for publisher, order, event_id in sorted({(one.publisher, one.order, one.event_id) for one in history.of(Sent)}):
        place = places.get(event_id)
        if place is None:
            continue
        before, high = highest.get(publisher, (-1, 0))
        if place < high:
            wrong.append(f"{publisher}: its event {order} is at {place}, its event {before} at {high}")
        highest[publisher] = max((order, place), (before, high), key=lambda pair: pair[1])
    return wrong


def truthful(history: History) -> list[str]:
    """A sequence names one event, in the log, in answers and in every delivery."""
    wrong = []
    names: dict[int, str] = {}

    def note(where: str, sequence: int, event_id: str) -> None:
        name = names.setdefault(sequence, event_id)
        if name != event_id:
            wrong.append(f"{where}: {sequence} is {event_id}, elsewhere {name}")

    for logged in history.log:
        note("log", logged.sequence, logged.event_id)
    known = set(names) | history.unreadable
    for record in history.records:
        if isinstance(record, Delivered):
            note(f"stream {record.stream}", record.sequence, record.event_id)
            if record.sequence not in known:
                wrong.append(f"stream {record.stream}: {record.sequence} was delivered, and the log does not have it")
        elif isinstance(record, Answered) and record.sequence:
            note(record.publisher, record.sequence, record.event_id)
    return wrong


def unique(history: History) -> list[str]:
    """An id is in the log once, and a chain of ephemeral streams delivers each event once."""
    places: dict[str, int] = {}
    wrong = [
        f"log: {logged.event_id} is at {places[logged.event_id]} and at {logged.sequence}"
        for logged in history.log
        if places.setdefault(logged.event_id, logged.sequence) != logged.sequence
    ]
    streams = history.streams()
    seen: dict[str, set[int]] = defaultdict(set)
    for record in history.of(Delivered):
        opened = streams.get(record.stream)
        if opened is None or opened.group:
            continue
        if record.sequence in seen[opened.reader]:
            wrong.append(f"{opened.reader}: {record.sequence} came twice")
        seen[opened.reader].add(record.sequence)
    return wrong


def kept(history: History) -> list[str]:
    """What was published and acknowledged is in the log, and reaches every reader and group that had the time."""
    in_log = {(logged.sequence, logged.event_id) for logged in history.log}
    wrong = [
        f"{one.publisher}: {one.event_id} was stored at {one.sequence}, and is not there"
        for one in history.of(Answered)
        if one.sequence and (one.sequence, one.event_id) not in in_log and one.sequence not in history.unreadable
    ]
    sequences = {logged.sequence for logged in history.log}
    streams = history.streams()
    seen: dict[str, set[int]] = defaultdict(set)
    start: dict[str, int] = {}
    for opened in streams.values():
        name = opened.group or opened.reader
        start[name] = min(start.get(name, opened.after), opened.after)
    for record in history.records:
        if isinstance(record, Delivered) and (opened_ := streams.get(record.stream)) is not None:
            seen[opened_.group or opened_.reader].add(record.sequence)
        elif isinstance(record, Missed) and (opened_ := streams.get(record.stream)) is not None:
            seen[opened_.group or opened_.reader].update(range(record.first, record.last + 1))
    for name in sorted(history.finished):
        missing = sorted(one for one in sequences - seen[name] if one > start.get(name, 0))
        if missing:
            wrong.append(f"{name}: {len(missing)} events never came, such as {missing[:5]}")
    return wrong


def settled(history: History) -> list[str]:
    """An event that a group acknowledged, and was told so, never comes to that group again."""
    wrong = []
    sent = {record.ack_id: record for record in history.of(AckSent)}
    done: dict[tuple[str, int], int] = {}
    streams = history.streams()
    for record in history.records:
        if isinstance(record, AckAnswered) and record.verdict == "stored":
            said = sent.get(record.ack_id)
            if said is not None and said.kind in {"ack", "reject"}:
                done.setdefault((record.group, said.sequence), said.attempt)
        elif isinstance(record, Delivered) and (opened := streams.get(record.stream)) is not None:
            settled_by = done.get((opened.group, record.sequence))
            # An older delivery may be read late: it was sent before.
            if settled_by is not None and record.attempt >= settled_by:
                wrong.append(f"{opened.group}: {record.sequence} came again after it was done")
    return wrong


def resumable(history: History) -> list[str]:
    """A stream begins where it was asked to, and leaves nothing out up to the last event that it brought."""
    wrong = []
    sequences = sorted(logged.sequence for logged in history.log)
    for stream, records in history.by_stream().items():
        opened = records[0]
        if isinstance(opened, Ended):
            continue  # it was cut before it was open
        if not isinstance(opened, Opened):
            wrong.append(f"stream {stream}: its first news is {type(opened).__name__}")
            continue
        if opened.group:
            continue
        if opened.resumed is not None:
            wrong += _check_place(opened, sequences)
        wrong += _check_whole(opened, records, sequences)
    return wrong


def _check_place(opened: Opened, sequences: Sequence[int]) -> list[str]:
    assert opened.resumed is not None
    if opened.after < opened.resumed or (not opened.by_token and opened.after != opened.resumed):
        return [f"{opened.reader}: resumed behind {opened.resumed}, opened behind {opened.after}"]
    # A token may stand behind events that the filter left out, and behind none that it lets pass.
    skipped = sequences[bisect_right(sequences, opened.resumed) : bisect_right(sequences, opened.after)]
    return [f"{opened.reader}: the token skips {list(skipped[:5])}"] if skipped else []


def _check_whole(opened: Opened, records: Iterable[Record], sequences: Sequence[int]) -> list[str]:
    got: set[int] = set()
    last = opened.after
    for record in records:
        if isinstance(record, Delivered):
            got.add(record.sequence)
            last = max(last, record.sequence)
        elif isinstance(record, Missed):
            got.update(range(record.first, record.last + 1))
    expected = sequences[bisect_right(sequences, opened.after) : bisect_right(sequences, last)]
    missing = [one for one in expected if one not in got]
    return [f"stream {opened.stream} of {opened.reader}: left out {missing[:5]} of {len(expected)}"] if missing else []


def progress_honest(history: History) -> list[str]:
    """What lies at or below a place that was told has come before, and does not come for the first time later."""
    wrong = []
    sequences = sorted(logged.sequence for logged in history.log)
    for stream, records in history.by_stream().items():
        opened = records[0]
        if not isinstance(opened, Opened):
            continue
        place, got = opened.after, set[int]()
        for record in records:
            if isinstance(record, Told):
                expected = sequences[bisect_right(sequences, place) : bisect_right(sequences, record.sequence)]
                missing = [one for one in expected if one not in got]
                if missing and not opened.group:
                    wrong.append(f"stream {stream}: progress to {record.sequence} before {missing[:5]}")
                if record.sequence < place:
                    wrong.append(f"stream {stream}: progress from {place} back to {record.sequence}")
                place = max(place, record.sequence)
            elif isinstance(record, Missed):
                got.update(range(record.first, record.last + 1))
            elif isinstance(record, Delivered):
                got.add(record.sequence)
                if record.sequence <= place and record.attempt <= 1:
                    wrong.append(f"stream {stream}: {record.sequence} after progress to {place}")
    return wrong


def leased_once(history: History) -> list[str]:
    """No event has two live leases in a group, its attempts grow, and no ack id is given out twice."""
    leases = _Leases(history)
    streams = history.streams()
    for record in history.records:
        if isinstance(record, AckSent):
            leases.say(record)
        elif isinstance(record, Ended | Closed):
            leases.end(record.stream)
        elif isinstance(record, ServerStopped):
            leases.live.clear()
        elif isinstance(record, Delivered) and (opened := streams.get(record.stream)) is not None and opened.group:
            leases.give(opened.group, record, is_late=opened.reader in history.paused)
    return leases.wrong


class _Leases:
    """Who holds what, as the members saw it.

    A client may be slow to read, so a lease is taken to begin when it can have begun at the earliest: when the event
    was sent, when the last delivery was refused, or when its lease was over.
    """

    def __init__(self, history: History) -> None:
        self.wrong: list[str] = []
        self.live: dict[tuple[str, int], Delivered] = {}
        self._settings = history.groups
        self._latest: dict[tuple[str, int], Delivered] = {}
        self._held: dict[int, set[tuple[str, int]]] = defaultdict(set)
        self._ids: set[str] = set()
        self._began: dict[tuple[str, int], float] = {}
        self._sent: dict[str, float] = {}
        for sent in history.of(Sent):
            self._sent.setdefault(sent.event_id, sent.time)

    def say(self, ack: AckSent) -> None:
        """Let go what is said something about; what is extended is not looked at any more."""
        key = (ack.group, ack.sequence)
        holder = self.live.get(key)
        if holder is not None and holder.attempt == ack.attempt:
            del self.live[key]
            self._began[key] = ack.time

    def end(self, stream: int) -> None:
        """Let go what a stream holds."""
        for key in self._held.pop(stream, ()):
            if key in self.live and self.live[key].stream == stream:
                del self.live[key]

    def give(self, group: str, new: Delivered, *, is_late: bool) -> None:
        """Let a stream hold an event. `is_late`: it may read only now what was sent long ago."""
        key = (group, new.sequence)
        holder, latest = self.live.get(key), self._latest.get(key)
        if is_late and latest is not None and new.attempt < latest.attempt:
            return
        began = self._began.setdefault(key, self._sent.get(new.event_id, 0.0))
        if holder is not None:
            over = began + self._settings[group].ack_deadline
            if new.time < over:
                early = f"{over - new.time:.2f} s too early"
                self.wrong.append(f"{group}: {new.sequence} went to {holder.stream} and, {early}, to {new.stream}")
            self._began[key] = over
        if latest is not None and new.attempt <= latest.attempt:
            self.wrong.append(f"{group}: attempt {new.attempt} of {new.sequence} after {latest.attempt}")
        if new.ack_id in self._ids:
            self.wrong.append(f"{group}: the ack id of {new.sequence} was given out before")
        self._ids.add(new.ack_id)
        self._held[new.stream].add(key)
        self.live[key] = self._latest[key] = new


def fenced(history: History) -> list[str]:
    """What is said about an older delivery, after a newer one of the same event was seen, has no effect."""
    wrong = []
    streams = history.streams()
    newest: dict[tuple[str, int], int] = {}
    late: dict[str, AckSent] = {}
    for record in history.records:
        if isinstance(record, Delivered) and (opened := streams.get(record.stream)) is not None and opened.group:
            newest[opened.group, record.sequence] = max(record.attempt, newest.get((opened.group, record.sequence), 0))
        elif isinstance(record, AckSent) and record.attempt < newest.get((record.group, record.sequence), 0):
            late[record.ack_id] = record
        elif isinstance(record, AckAnswered) and record.verdict == "stored" and record.ack_id in late:
            said = late[record.ack_id]
            wrong.append(
                f"{said.group}: {said.kind} of attempt {said.attempt} of {said.sequence} counted, a newer was out"
            )
    return wrong


def dead_exactly(history: History) -> list[str]:
    """A dead letter was delivered exactly as often as allowed, or rejected; nothing is delivered more often."""
    wrong = []
    streams = history.streams()
    times: dict[tuple[str, int], int] = defaultdict(int)
    for record in history.of(Delivered):
        opened = streams.get(record.stream)
        if opened is not None and opened.group:
            times[opened.group, record.sequence] += 1
    rejected = {(one.group, one.sequence) for one in history.of(AckSent) if one.kind == "reject"}
    for (group, sequence), number in times.items():
        if number > history.groups[group].max_deliveries:
            wrong.append(f"{group}: {sequence} was delivered {number} times")
    for group, letters in history.letters.items():
        for letter in letters:
            number, limit = times[group, letter.sequence], history.groups[group].max_deliveries
            if (group, letter.sequence) in rejected:
                # It may be dead sooner, and deliveries that were lost with a connection count.
                is_exact = number <= letter.deliveries <= limit
            else:
                is_exact = number == letter.deliveries == limit
            if not is_exact:
                wrong.append(
                    f"{group}: {letter.sequence} is dead after {number} deliveries of {limit}, "
                    f"the letter says {letter.deliveries}"
                )
    return wrong + _check_spent(history, times)


def _check_spent(history: History, times: dict[tuple[str, int], int]) -> list[str]:
    """What was delivered as often as allowed and never acknowledged is a dead letter."""
    # What was said and never answered may have been stored before a kill.
    void = {record.ack_id for record in history.of(AckAnswered) if record.verdict != "stored"}
    done = {(one.group, one.sequence) for one in history.of(AckSent) if one.kind == "ack" and one.ack_id not in void}
    done |= {(group, letter.sequence) for group, letters in history.letters.items() for letter in letters}
    return [
        f"{group}: {sequence} is neither done nor dead after {number} deliveries"
        for (group, sequence), number in sorted(times.items())
        if group in history.letters and (group, sequence) not in done and group in history.finished
    ]


def order_per_key(history: History) -> list[str]:
    """In an ordered group an event comes only when all earlier ones of its key are done or dead, and then for good."""
    wrong = []
    highest: dict[tuple[str, str], int] = {}
    attempts: dict[tuple[str, int], int] = {}
    streams = history.streams()
    by_key: dict[str, list[int]] = defaultdict(list)
    for logged in history.log:
        by_key[logged.key].append(logged.sequence)
    done = {(group, letter.sequence) for group, letters in history.letters.items() for letter in letters}
    first: dict[str, int] = {}
    for opened in streams.values():
        if opened.group and history.groups[opened.group].ordered:
            first[opened.group] = min(first.get(opened.group, opened.after), opened.after)
    for record in history.records:
        if isinstance(record, AckSent) and record.kind in {"ack", "reject"}:
            done.add((record.group, record.sequence))
        elif isinstance(record, Delivered) and record.key and record.stream in streams:
            group, places = streams[record.stream].group, by_key[record.key]
            newest = attempts.get((group, record.sequence), 0)
            if group not in first or record.attempt < newest:
                continue  # not ordered, or an older delivery that was read late
            attempts[group, record.sequence] = record.attempt
            before = places[bisect_right(places, first[group]) : bisect_left(places, record.sequence)]
            wrong += [
                f"{group}: {record.sequence} before {one} of its key" for one in before if (group, one) not in done
            ]
            high = highest.get((group, record.key), 0)
            if record.sequence < high:
                wrong.append(f"{group}: {record.sequence} after {high} of its key")
            highest[group, record.key] = max(high, record.sequence)
    return wrong


def undisturbed(history: History) -> list[str]:
    """A stream ends when somebody cuts it or the server was stopped, and for no other reason."""
    wrong = []
    stopped_at: float | None = None
    for record in history.records:
        if isinstance(record, ServerStopped):
            stopped_at = float("inf")
        elif isinstance(record, ServerStarted):
            stopped_at = record.time if stopped_at is not None else None
        elif isinstance(record, Ended) and record.why != CUT:
            if stopped_at is None or record.time > stopped_at + STOP_SECONDS:
                wrong.append(f"stream {record.stream} ended with {record.why}")
        elif isinstance(record, Closed):
            wrong.append(f"stream {record.stream} was closed, reason {record.reason}")
    return wrong


VALIDATORS: tuple[Validator, ...] = (
    ordered,
    truthful,
    unique,
    kept,
    settled,
    resumable,
    progress_honest,
    leased_once,
    fenced,
    dead_exactly,
    order_per_key,
    undisturbed,
)


def validate(history: History, validators: Iterable[Validator] = VALIDATORS) -> dict[str, list[str]]:
    """Return what is wrong, by the name of the validator that found it."""
    found = {validator.__name__: validator(history) for validator in validators}
    return {name: wrong for name, wrong in found.items() if wrong}
