"""Each validator finds its own fault in a history that was made by hand, and none in a good one."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from tests.faults.bus_history import (
    AckAnswered,
    AckSent,
    Answered,
    Delivered,
    Ended,
    History,
    Letter,
    Logged,
    Missed,
    Opened,
    Record,
    Sent,
    ServerStarted,
    ServerStopped,
    Settings,
    Told,
)
from tests.faults.bus_validators import CUT, validate

GROUP = "workers"


def event(sequence: int) -> str:
    return f"p-{sequence}"


def sent(sequence: int) -> Record:
    return Sent(0.0, "p", 1, event(sequence), "k", sequence)


def answered(sequence: int) -> Record:
    return Answered(0.1, "p", event(sequence), sequence)


def came(stream: int, sequence: int, attempt: int = 0, at: float = 1.0) -> Record:
    ack_id = f"{sequence}/{attempt}" if attempt else ""
    return Delivered(at, stream, sequence, event(sequence), "k", attempt, ack_id)


def said(sequence: int, attempt: int, kind: str = "ack", at: float = 1.1) -> Record:
    return AckSent(at, 5, GROUP, sequence, attempt, f"{sequence}/{attempt}", kind)


def heard(sequence: int, attempt: int, verdict: str = "stored") -> Record:
    return AckAnswered(1.2, GROUP, f"{sequence}/{attempt}", verdict)


def done(sequence: int, attempt: int = 1) -> list[Record]:
    return [came(5, sequence, attempt), said(sequence, attempt), heard(sequence, attempt)]


def good() -> History:
    """Four events; a reader that was cut and resumed; a group in which the third event failed twice and died."""
    history = History(
        records=[
            ServerStarted(0.0),
            *(one for sequence in (1, 2, 3, 4) for one in (sent(sequence), answered(sequence))),
            Opened(0.5, "r", 2, 0),
            came(2, 1),
            came(2, 2),
            Told(1.0, 2, 2),
            Ended(1.0, 2, CUT),
            Opened(1.1, "r", 3, 2, "", 2, by_token=True),
            came(3, 3),
            came(3, 4),
            Told(1.3, 3, 4),
            Opened(0.5, "m", 5, 0, GROUP),
            *done(1),
            *done(2),
            came(5, 3, 1),
            said(3, 1, "nack"),
            heard(3, 1),
            came(5, 3, 2, at=1.2),
            said(3, 2, "nack"),
            heard(3, 2),
            *done(4),
        ],
        log=[Logged(sequence, event(sequence), "k") for sequence in (1, 2, 3, 4)],
        groups={GROUP: Settings(ack_deadline=2.0, max_deliveries=2, ordered=True)},
        letters={GROUP: [Letter(3, event(3), 2)]},
        finished={"r", GROUP},
    )
    return deepcopy(history)


def swap(history: History, old: Record, *new: Record) -> None:
    """Put other records in the place of the first one that is like this."""
    place = history.records.index(old)
    history.records[place : place + 1] = new


def test_a_good_history_is_good() -> None:
    assert validate(good()) == {}


def _disordered(history: History) -> None:
    history.records.remove(came(3, 4))
    swap(history, came(3, 3), came(3, 4), came(3, 3))


def _published_out_of_order(history: History) -> None:
    swap(history, sent(1), Sent(0.0, "p", 1, event(1), "k", 9))


def _another_event_at_a_place(history: History) -> None:
    swap(history, came(3, 3), Delivered(1.0, 3, 3, "another", "k"))


def _not_in_the_log(history: History) -> None:
    history.records.append(came(3, 5))


def _twice_in_the_log(history: History) -> None:
    history.log.append(Logged(5, event(4), "k"))
    history.finished.clear()


def _twice_on_a_chain(history: History) -> None:
    swap(history, came(3, 3), came(3, 2), came(3, 3))


def _lost(history: History) -> None:
    history.records.append(Answered(0.1, "p", event(5), 5))


def _never_came(history: History) -> None:
    history.records = [one for one in history.records if one not in {came(3, 4), Told(1.3, 3, 4)}]


def _never_came_to_the_group(history: History) -> None:
    history.records = [one for one in history.records if one not in done(4)]


def _came_back(history: History) -> None:
    history.records.append(came(5, 1, 2, at=9.0))


def _resumed_elsewhere(history: History) -> None:
    swap(history, Opened(1.1, "r", 3, 2, "", 2, by_token=True), Opened(1.1, "r", 3, 1, "", 2, by_token=True))


def _token_skips(history: History) -> None:
    swap(history, Opened(1.1, "r", 3, 2, "", 2, by_token=True), Opened(1.1, "r", 3, 3, "", 2, by_token=True))
    history.records.remove(came(3, 3))


def _left_out(history: History) -> None:
    history.records.remove(came(3, 3))


def _progress_too_early(history: History) -> None:
    history.records.remove(Told(1.3, 3, 4))
    swap(history, came(3, 3), came(3, 3), Told(1.3, 3, 4))


def _progress_back(history: History) -> None:
    history.records.append(Told(1.4, 3, 3))


def _progress_in_a_group(history: History) -> None:
    swap(history, came(5, 4, 1), Told(1.0, 5, 4), came(5, 4, 1))


def _two_leases(history: History) -> None:
    history.records.remove(said(3, 1, "nack"))
    history.records.remove(heard(3, 1))


def _attempt_again(history: History) -> None:
    swap(history, came(5, 3, 2, at=1.2), came(5, 3, 1, at=1.2))


def _attempt_again_after_a_kill(history: History) -> None:
    _attempt_again(history)
    place = history.records.index(came(5, 3, 1, at=1.2))
    history.records[place:place] = [ServerStopped(1.15, "kill -9"), ServerStarted(1.18)]


def _old_ack_counts(history: History) -> None:
    for record in (said(3, 1, "nack"), heard(3, 1)):
        history.records.remove(record)
    late = history.records.index(said(3, 2, "nack"))
    history.records[late:late] = [said(3, 1), heard(3, 1)]


def _dead_too_early(history: History) -> None:
    for record in (came(5, 3, 2, at=1.2), said(3, 2, "nack"), heard(3, 2)):
        history.records.remove(record)


def _dead_too_late(history: History) -> None:
    history.records += [came(5, 3, 3, at=9.0), said(3, 3, "nack")]


def _neither_done_nor_dead(history: History) -> None:
    history.letters[GROUP].clear()


def _key_out_of_order(history: History) -> None:
    first, rest = done(1), done(4)
    history.records = [one for one in history.records if one not in rest]
    place = history.records.index(first[0])
    history.records[place:place] = rest


def _closed_stream(history: History) -> None:
    history.records.append(Ended(9.0, 3, "UNAVAILABLE: DRAINING"))


@pytest.mark.parametrize(
    ("spoil", "finder"),
    [
        (_disordered, "ordered"),
        (_published_out_of_order, "ordered"),
        (_another_event_at_a_place, "truthful"),
        (_not_in_the_log, "truthful"),
        (_twice_in_the_log, "unique"),
        (_twice_on_a_chain, "unique"),
        (_lost, "kept"),
        (_never_came, "kept"),
        (_never_came_to_the_group, "kept"),
        (_came_back, "settled"),
        (_resumed_elsewhere, "resumable"),
        (_token_skips, "resumable"),
        (_left_out, "resumable"),
        (_progress_too_early, "progress_honest"),
        (_progress_back, "progress_honest"),
        (_progress_in_a_group, "progress_honest"),
        (_two_leases, "leased_once"),
        (_attempt_again, "leased_once"),
        (_attempt_again_after_a_kill, "leased_once"),
        (_old_ack_counts, "fenced"),
        (_dead_too_early, "dead_exactly"),
        (_dead_too_late, "dead_exactly"),
        (_neither_done_nor_dead, "dead_exactly"),
        (_key_out_of_order, "order_per_key"),
        (_closed_stream, "undisturbed"),
    ],
)
def test_a_bad_history_is_found(spoil: Callable[[History], None], finder: str) -> None:
    history = good()
    spoil(history)
    assert finder in validate(history)


def test_a_gap_that_was_told_is_no_loss() -> None:
    history = good()
    swap(history, came(3, 3), Missed(1.0, 3, 3, 3))
    assert validate(history) == {}


def test_a_kill_ends_leases_and_streams() -> None:
    history = good()
    place = history.records.index(said(3, 1, "nack"))
    history.records[place : place + 2] = [
        ServerStopped(1.1, "kill -9"),
        Ended(1.1, 5, "UNAVAILABLE"),
        ServerStarted(1.15),
        Opened(1.15, "m", 6, 2, GROUP),
    ]
    assert validate(history) == {}


def test_a_reader_that_stood_still_reads_what_is_over() -> None:
    history = good()
    history.records.append(Opened(9.0, "slow", 7, 0, GROUP))
    history.records.append(came(7, 3, 1, at=9.0))
    assert set(validate(history)) == {"leased_once", "dead_exactly"}
    history.paused.add("slow")
    assert set(validate(history)) == {"dead_exactly"}
