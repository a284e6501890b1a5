"""What all extractors share, and the two that pass everything on."""

from collections.abc import Callable

import pytest

from parley_server.codec.streaming import (
    MAX_CHUNK,
    ActionStreamFilter,
    MarkableExtractor,
    PassthroughExtractor,
    ResponseStreamExtractor,
    StreamError,
    StreamErrorCode,
    StreamExtractor,
    XmlTagExtractor,
)

MakeExtractor = Callable[[], StreamExtractor]
ALL: list[MakeExtractor] = [
    PassthroughExtractor,
    MarkableExtractor,
    lambda: XmlTagExtractor("text"),
    ResponseStreamExtractor,
    ActionStreamFilter,
]


@pytest.mark.parametrize("make", ALL)
def test_a_chunk_beyond_the_limit_is_refused(make: MakeExtractor) -> None:
    with pytest.raises(StreamError) as caught:
        make().push("a" * (MAX_CHUNK + 1))

    assert caught.value.code is StreamErrorCode.CHUNK_TOO_LARGE
    assert (caught.value.size, caught.value.limit) == (1_048_577, 1_048_576)


@pytest.mark.parametrize("make", ALL)
def test_a_chunk_at_the_limit_is_taken(make: MakeExtractor) -> None:
    make().push("a" * MAX_CHUNK)


@pytest.mark.parametrize("make", ALL)
def test_a_new_extractor_is_not_done(make: MakeExtractor) -> None:
    assert not make().done


@pytest.mark.parametrize("make", ALL)
def test_nothing_in_nothing_out(make: MakeExtractor) -> None:
    extractor = make()

    assert extractor.push("") == ""
    assert extractor.flush() == ""


@pytest.mark.parametrize("make", ALL)
def test_nothing_comes_after_a_flush(make: MakeExtractor) -> None:
    extractor = make()
    extractor.flush()

    assert extractor.push("<response><text>late</text></response>") == ""
    assert extractor.push("late") == ""
    assert extractor.flush() == ""


@pytest.mark.parametrize("make", ALL)
def test_reset_allows_reuse(make: MakeExtractor) -> None:
    extractor = make()
    output = "<response><actions>REPLY</actions><text>again and again</text></response>"
    first = extractor.push(output) + extractor.flush()
    extractor.reset()

    assert not extractor.done
    assert first != ""
    assert extractor.push(output) + extractor.flush() == first


def test_passthrough_gives_everything_at_once_and_is_never_done() -> None:
    extractor = PassthroughExtractor()

    assert extractor.push(" Hello <b>") == " Hello <b>"
    assert not extractor.done


def test_markable_is_done_once_marked() -> None:
    extractor = MarkableExtractor()

    assert extractor.push("Hello") == "Hello"
    extractor.mark_complete()
    assert extractor.done
    assert extractor.push("more") == ""


def test_reset_takes_the_mark_away() -> None:
    extractor = MarkableExtractor()
    extractor.mark_complete()
    extractor.reset()

    assert not extractor.done
    assert extractor.push("Hello") == "Hello"
