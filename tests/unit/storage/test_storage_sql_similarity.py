"""The exact search by NumPy."""

import sys

import pytest

from parley_server.domain.errors import ConfigurationMissing
from parley_server.sql.vector_bytes import pack_vector, unpack_vector
from parley_server.storage.sql.similarity import Scan, similarity_of

EAST = pack_vector((1.0, 0.0))


async def test_without_numpy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    scan = Scan(EAST, threshold=0.0, limit=1)
    with pytest.raises(ConfigurationMissing, match=r"parley\[vectors\]"):
        await scan.add([("a", EAST)], {"a": 0})


async def test_nothing_to_look_at_needs_no_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    scan = Scan(EAST, threshold=0.0, limit=1)
    await scan.add([], {})
    assert scan.best() == []


async def test_the_best_of_several_parts_are_kept_by_rank_where_they_are_equal() -> None:
    scan = Scan(EAST, threshold=0.5, limit=3)
    ranks = {"9": 9, "4": 4, "7": 7, "far": 1, "8": 8, "2": 2, "near": 0}
    await scan.add([("9", EAST), ("4", EAST), ("7", EAST)], ranks)
    await scan.add([("far", pack_vector((0.0, 1.0))), ("8", pack_vector((3.0, 0.0))), ("2", EAST)], ranks)
    await scan.add([("near", pack_vector((1.0, 0.1)))], ranks)
    assert scan.best() == [("2", 1.0), ("4", 1.0), ("7", 1.0)]


@pytest.mark.parametrize(
    ("distance", "similarity"), [(0.0, 1.0), (-1e-8, 1.0), (5e-8, 1.0), (0.25, 0.75), (1.0, 0.0), (2.0, 0.0)]
)
def test_a_similarity_is_between_0_and_1(distance: float, similarity: float) -> None:
    assert similarity_of(distance) == similarity


def test_vectors_are_kept_as_32_bit_numbers_least_byte_first() -> None:
    assert EAST == b"\x00\x00\x80\x3f\x00\x00\x00\x00"
    assert unpack_vector(pack_vector((0.1, -2.0))) == (0.10000000149011612, -2.0)
