"""Which ids are remembered, and for how long."""

from parley_server.bus.dedup import Dedup, Known
from tests.fakes.bus import draft, drafts


def test_an_id_is_found_with_its_place_and_origin() -> None:
    dedup = Dedup(0.0)
    dedup.add(draft("a", origin=0xFFFF_FFFF), 1 << 40)
    assert dedup.find("user/ann", "a") == Known(1 << 40, 0xFFFF_FFFF)
    assert dedup.find("user/bob", "a") is None


def test_a_publish_is_added_whole_or_not_at_all() -> None:
    dedup = Dedup(0.0)
    assert dedup.add_all(drafts("a", 3), 5)
    found = dedup.find("user/ann", "a2")
    assert found is not None
    assert found.sequence == 7
    assert not dedup.add_all([draft("new"), draft("a1")], 8)
    assert not dedup.add_all([draft("new"), draft("new")], 8)
    assert not dedup.add_all([draft("new"), draft("other", source="plugin/x")], 8)
    assert dedup.find("user/ann", "new") is None
    assert len(dedup) == 3


def test_ids_taken_back_are_new_again_also_when_a_generation_ended_meanwhile() -> None:
    dedup = Dedup(0.0, seconds=10)
    events = drafts("a", 3)
    dedup.add_all(events, 1)
    dedup.turn(11.0)
    dedup.forget(events[1:])
    assert dedup.find("user/ann", "a0") is not None
    assert dedup.find("user/ann", "a1") is None
    assert len(dedup) == 1
    assert dedup.add_all(events[1:], 9)


def test_ids_are_kept_for_the_window_and_at_most_twice_that() -> None:
    dedup = Dedup(0.0, seconds=10)
    for second in range(100):
        dedup.turn(float(second))
        dedup.add(draft(f"e{second}"), second + 1)
        known = [past for past in range(second + 1) if dedup.find("user/ann", f"e{past}")]
        assert set(range(max(0, second - 9), second + 1)) <= set(known)
        assert known[0] >= second - 20


def test_the_number_of_ids_is_bounded_whatever_the_time() -> None:
    dedup = Dedup(0.0, ids=100)
    for lot in range(50):
        dedup.turn(0.0)
        dedup.add_all(drafts(f"e{lot}-", 10), 1 + 10 * lot)
        assert len(dedup) <= 210
    assert len(dedup) >= 100
    assert dedup.find("user/ann", "e40-0") is not None
    assert not dedup.add_all([draft("e45-0")], 600)
