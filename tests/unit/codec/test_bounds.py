"""Time and memory on hostile output: work grows with its length alone, what is held does not grow."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest

from parley_server.codec.markup import tags, text
from parley_server.codec.streaming import (
    MAX_BUFFER,
    MAX_CHUNK,
    ActionStreamFilter,
    ResponseStreamExtractor,
    StreamExtractor,
    XmlTagExtractor,
)
from parley_server.codec.xml import XmlCodec, parse_key_value_xml
from parley_server.domain.shapes import PLAN_SHAPE

OPENING = "<response><actions>REPLY</actions><text>"
HOSTILE = {
    "angles": "<",
    "closing angles": "</",
    "ampersands": "&",
    "cut entities": "&#x",
    "unclosed tags": "<a>",
    "unclosed tags of many names": "".join(f"<n{number}>" for number in range(500)),
    "unclosed fields": "<thought><actions>",
    "unclosed texts": "<text>",
    "close tags": "</a></text>",
    "nested": "<a><a></a>",
    "crossed": "<a><b></a></b>",
    "almost tags": f"<text {'a' * 495}",
    "almost tags, too long": f"<text {'a' * 600}",
    "slashes": "<a/ ",
    "responses": "<response>",
    "empty responses": "<response></response>",
    "spaces": " " * 1000,
    "broken spaces": " " * 1024 + "a",
    "cdata": "<![CDATA[",
    "cut cdata": "<![",
    "cdata ends": "]]",
    "words": "Hello ",
}
PREFIXES = ["", OPENING, "<response>", "<response><text>", "<response><thought>", "x"]
CASES = [pytest.param(part, id=name) for name, part in HOSTILE.items()]


class CountingPattern:
    """A pattern that counts the characters it was shown: at most from where it began to the end of what it found."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.work = 0

    def search(self, data: str, pos: int = 0) -> re.Match[str] | None:
        found = self.pattern.search(data, pos)
        self.work += (found.end() if found else len(data)) - pos + 1
        return found

    def finditer(self, data: str) -> Iterator[re.Match[str]]:
        self.work += len(data)
        return self.pattern.finditer(data)

    def match(self, data: str, pos: int = 0) -> re.Match[str] | None:
        self.work += 1
        return self.pattern.match(data, pos)


@pytest.fixture
def patterns(monkeypatch: pytest.MonkeyPatch) -> list[CountingPattern]:
    counting = []
    for module, name in ((tags, "TAG"), (tags, "_TAG_OR_CUT"), (text, "_TEXT"), (text, "_CDATA")):
        pattern = CountingPattern(getattr(module, name))
        monkeypatch.setattr(module, name, pattern)
        counting.append(pattern)
    monkeypatch.setattr("parley_server.codec.markup.scanner.TAG", counting[0])
    monkeypatch.setattr("parley_server.codec.xml.TAG", counting[0])
    return counting


def work(patterns: list[CountingPattern]) -> int:
    return sum(pattern.work for pattern in patterns)


def repeat(part: str, size: int) -> str:
    return (part * (size // len(part) + 1))[:size]


def extractors() -> list[StreamExtractor]:
    return [
        XmlTagExtractor("text"),
        ResponseStreamExtractor(),
        ResponseStreamExtractor(gate=None),
        ActionStreamFilter(),
    ]


def held(thing: object, seen: frozenset[int] = frozenset()) -> int:
    """Count the characters that an object keeps."""
    if isinstance(thing, str):
        return len(thing)
    if isinstance(thing, StringIO):
        return len(thing.getvalue())
    if isinstance(thing, list):
        return sum(map(held, thing))
    if type(thing).__module__.startswith("parley_server.codec") and id(thing) not in seen:
        return sum(held(value, seen | {id(thing)}) for value in getattr(thing, "__dict__", {}).values())
    return 0


@pytest.mark.parametrize("part", CASES)
def test_parsing_does_linear_work(part: str, patterns: list[CountingPattern]) -> None:
    for prefix in PREFIXES:
        before = work(patterns)
        output = prefix + repeat(part, 5_000)
        XmlCodec().parse(output, PLAN_SHAPE)
        parse_key_value_xml(output)

        # A few passes, one call for each tag in each of them. Quadratic work would be 5,000 for every character.
        assert work(patterns) - before < 20 * len(output)


@pytest.mark.parametrize("part", CASES)
@pytest.mark.parametrize("size", [1, 7, 20_000])
def test_streaming_does_linear_work(part: str, size: int, patterns: list[CountingPattern]) -> None:
    for prefix in PREFIXES:
        output = prefix + repeat(part, {1: 600, 7: 2_000}.get(size, 10_000))
        for extractor in extractors():
            before = work(patterns)
            for at in range(0, len(output), size):
                extractor.push(output[at : at + size])
            extractor.flush()

            # What is held is looked at again with every chunk, and is never longer than the longest tag.
            assert work(patterns) - before < (10 + 2 * (570 // size)) * len(output)


@pytest.mark.parametrize(
    "output",
    [
        pytest.param("<" * MAX_CHUNK, id="angles"),
        pytest.param(repeat("<a>", MAX_CHUNK), id="unclosed tags"),
        pytest.param("<a>" * 149_796 + "</a>" * 149_796, id="deeply nested tags"),
        pytest.param(OPENING + repeat("<a ", MAX_CHUNK - 100), id="unfinished tags in the text"),
        pytest.param(OPENING + repeat(" " * 1024 + "a", MAX_CHUNK - 100), id="spaces in the text"),
    ],
)
def test_a_mebibyte_is_read_in_no_time(output: str) -> None:
    XmlCodec().parse(output, PLAN_SHAPE)
    parse_key_value_xml(output)
    ResponseStreamExtractor().push(output)


@pytest.mark.parametrize("part", CASES)
def test_what_is_held_stays_bounded(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley_server.codec.streaming.response.MAX_BUFFER", 10_000)
    chunk = repeat(part, 6_000)
    for prefix in PREFIXES:
        for extractor in extractors():
            extractor.push(prefix)
            for _ in range(3):
                extractor.push(chunk)
                assert held(extractor) < 10_000 + 4 * 1024


def test_what_is_held_stays_below_the_limit_of_the_reference() -> None:
    extractor = ResponseStreamExtractor()
    extractor.push("<response><text>")
    sizes = []
    for _ in range(25):
        extractor.push("a" * 10_000)
        sizes.append(held(extractor))

    assert max(sizes) in range(90_000, MAX_BUFFER + 1024)
    assert sizes[-1] < 1024
