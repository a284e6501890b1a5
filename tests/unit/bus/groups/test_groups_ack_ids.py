import base64

from hypothesis import given
from hypothesis import strategies as st

from parley_server.bus.groups import ack_ids
from parley_server.bus.groups.ack_ids import AckId


def write(prefix: str, pairs: list[tuple[int, int]]) -> list[str]:
    return [ack_id.decode() for ack_id in ack_ids.write(prefix, pairs)]


PAIRS = st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1)), min_size=1, max_size=20)


@given(generation=st.integers(0, 2**24 - 1), epoch=st.integers(0, 2**24 - 1), pairs=PAIRS)
def test_ids_say_what_was_written(generation: int, epoch: int, pairs: list[tuple[int, int]]) -> None:
    prefix = ack_ids.make_prefix(generation, epoch)
    written = write(prefix, pairs)

    assert ack_ids.read_alike(prefix, written) == pairs
    assert [ack_ids.read(text) for text in written] == [AckId(generation, epoch, *pair) for pair in pairs]
    assert all(len(base64.urlsafe_b64decode(text)) == 18 for text in written)


def test_ids_are_read_together_only_if_all_are_of_the_kind() -> None:
    prefix, other = ack_ids.make_prefix(1, 1), ack_ids.make_prefix(1, 2)
    one, two = write(prefix, [(1, 1), (2, 1)])
    (foreign,) = write(other, [(3, 1)])

    for bad in (foreign, "", one[:-1], one + "A", "=" * 24, "é" * 24, two[:-1] + "="):
        assert ack_ids.read_alike(prefix, [one, bad]) is None
        assert ack_ids.read_alike(prefix, [bad, one]) is None
    assert ack_ids.read_alike(prefix, [one[:-1], one[-1] + two]) is None


@given(text=st.text(max_size=30))
def test_any_text_is_an_id_or_none(text: str) -> None:
    ack_ids.read(text)
    ack_ids.read_alike(ack_ids.make_prefix(1, 1), [text])
