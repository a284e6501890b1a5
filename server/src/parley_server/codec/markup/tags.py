"""What counts as a tag, how a stream is cut into tags and text, and which tags belong together.

The grammar is bounded: a name has at most 64 characters, what follows it at most 501, and neither holds `<` or `>`.
So whether a `<` begins a tag is known after that many characters, whatever comes, and every scan is linear.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

ENVELOPE = "response"
"""The element that holds the fields of an answer."""

# `.strip()` of JavaScript, which the reference trims with; Python's knows some other characters.
TRIM = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

_TAG = r"<(?P<close>/?)(?P<name>[A-Za-z0-9_-]{1,64}+)(?P<rest>/|[ \t\r\n][^<>]{0,500}+)?>"
# The beginning of what may become a tag, where the text so far ends.
_CUT = r"<(?:/?(?P<cut_name>[A-Za-z0-9_-]{0,64}+)(?P<cut_rest>/|[ \t\r\n][^<>]{0,500}+)?)\Z"

TAG = re.compile(_TAG)
_TAG_OR_CUT = re.compile(rf"{_TAG}|(?P<cut>{_CUT})")


class Piece(NamedTuple):
    """A piece of output: a tag, or, without a name, text in which no tag of interest stands."""

    raw: str
    name: str = ""
    close: bool = False
    empty: bool = False

    @property
    def opens(self) -> bool:
        """Whether this is a tag that begins an element, and does not end it at once."""
        return bool(self.name) and not self.close and not self.empty


class TagStream:
    """Cuts output into tags and text while it arrives.

    `names` are the tags of interest, None for all; other tags are text. It may be changed between two pieces, and
    holds from there on. The pieces, text joined, do not depend on the chunks.
    """

    def __init__(self, names: Collection[str] | None) -> None:
        """Begin with these tags of interest."""
        self.names = names
        self.held = ""

    def feed(self, chunk: str) -> Iterator[Piece]:
        """Yield the pieces that are certain now; what may become a tag of interest stays in `held`."""
        data, self.held = self.held + chunk, ""
        if "<" not in data:
            # Nearly always, and then a search would cost more than all of the rest.
            if data:
                yield Piece(data)
            return
        begin = pos = 0
        while found := _TAG_OR_CUT.search(data, pos):
            pos = found.end()
            if found["cut"] is not None:
                if not self._may_become_tag(found):
                    break
                self.held = found["cut"]
                data = data[: found.start()]
                break
            if self.names is not None and found["name"] not in self.names:
                continue
            if begin < found.start():
                yield Piece(data[begin : found.start()])
            yield to_piece(found)
            begin = pos
        if begin < len(data):
            yield Piece(data[begin:])

    def _may_become_tag(self, cut: re.Match[str]) -> bool:
        if self.names is None:
            return True
        name = cut["cut_name"]
        return name in self.names if cut["cut_rest"] else any(known.startswith(name) for known in self.names)


def to_piece(tag: re.Match[str]) -> Piece:
    """Return a match of TAG as a piece."""
    return Piece(tag.group(), tag["name"], bool(tag["close"]), (tag["rest"] or "").endswith("/"))


def pair_tags(text: str) -> dict[int, tuple[int, int]]:
    """Return, for each balanced element of `text`, where its open tag begins and the span of its close tag.

    An open tag belongs to the close tag of the same name at which as many were closed as opened; other names in
    between do not matter (reference-values 1.7). Takes one pass, whatever is left open.
    """
    waiting: dict[str, list[int]] = {}
    closes: dict[int, tuple[int, int]] = {}
    for found in TAG.finditer(text):
        close, name, rest = found.group("close", "name", "rest")
        if rest and rest.endswith("/"):
            continue
        if not close:
            waiting.setdefault(name, []).append(found.start())
        elif waiting.get(name):
            closes[waiting[name].pop()] = found.span()
    return closes


def first_element(text: str) -> tuple[str, str] | None:
    """Return name and raw inside of the balanced element that begins first, or None."""
    closes = pair_tags(text)
    if not closes:
        return None
    start = min(closes)
    opened = TAG.match(text, start)
    return (opened["name"], text[opened.end() : closes[start][0]]) if opened else None


def direct_children(content: str) -> Iterator[tuple[str, str]]:
    """Yield name and raw inside of each balanced element of `content` that stands in no other one, in order."""
    closes = pair_tags(content)
    pos = 0
    while found := TAG.search(content, pos):
        pos = found.end()
        close = closes.get(found.start())
        if close is not None:
            yield found["name"], content[pos : close[0]]
            pos = close[1]
