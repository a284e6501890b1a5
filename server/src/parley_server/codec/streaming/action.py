"""Streams what a model writes for an action, which may be text, XML or JSON."""

from parley_server.codec.markup.tags import ENVELOPE, TRIM, Piece, TagStream
from parley_server.codec.streaming.extractor import StreamExtractor, check_chunk
from parley_server.codec.streaming.tag import XmlTagExtractor
from parley_server.domain.shapes import PLAN_SHAPE

_TEXT = "text"
_FIELDS = tuple(spec.name for spec in PLAN_SHAPE.fields)
_SYNTAX = frozenset({ENVELOPE, *_FIELDS})
_MAX_INDENT = 1024


class ActionStreamFilter:
    """Decides by the first character that is not white space (reference-values 2.5).

    `{` and `[` begin JSON, which is for the action alone: nothing is shown. `<` begins XML, of which `<text>` is
    shown. Anything else is plain text and shown as it comes, white space at its beginning included (1,024 characters
    of it at most), but without the tags of an answer. Call `reset` after every model call of an action.
    """

    _inner: StreamExtractor | None
    _indent: str
    _over: bool

    def __init__(self) -> None:
        """Begin undecided."""
        self.reset()

    @property
    def done(self) -> bool:
        """Whether `<text>` was closed; plain text and JSON do not say where they end."""
        return self._inner is not None and self._inner.done

    def push(self, chunk: str) -> str:
        """Return the text that `chunk` sets free. Raises StreamError when it is too long."""
        check_chunk(chunk)
        if self._over:
            return ""
        if self._inner is not None:
            return self._inner.push(chunk)
        begun = chunk.lstrip(TRIM)
        self._indent = (self._indent + chunk[: len(chunk) - len(begun)])[:_MAX_INDENT]
        if not begun:
            return ""
        self._inner = _extractor_for(begun[0])
        return self._inner.push(self._indent) + self._inner.push(begun)

    def flush(self) -> str:
        """Return the text still held. White space alone was never text."""
        self._over = True
        return self._inner.flush() if self._inner is not None else ""

    def reset(self) -> None:
        """Forget everything, for the next model call."""
        self._inner = None
        self._indent = ""
        self._over = False


class _NothingExtractor:
    """Shows nothing."""

    done = False

    def push(self, chunk: str) -> str:
        """Drop `chunk`."""
        del chunk
        return ""

    def flush(self) -> str:
        """Return nothing."""
        return ""

    def reset(self) -> None:
        """Do nothing: there is nothing to forget."""


class _PlainExtractor:
    """Shows text as it comes, until an answer begins in it.

    Models put `Sure!` before an answer, or forget its first tags. So an open tag of the answer's syntax without
    attributes begins XML, of which `<text>` is shown, and a stray close tag vanishes. With attributes it is text
    (SVG has a `<text x="1">`), and so is the close tag that goes with it.
    """

    def __init__(self) -> None:
        self.reset()

    @property
    def done(self) -> bool:
        """Whether an answer began, and its text was closed."""
        return self._answer is not None and self._answer.done

    def push(self, chunk: str) -> str:
        """Return `chunk` without the syntax of answers."""
        return "".join(self._shown(piece) for piece in self._tags.feed(chunk))

    def flush(self) -> str:
        """Return what was held, unless it clearly is a cut tag: `a <t` may be a comparison, `</t` may not."""
        if self._answer is not None:
            return self._answer.flush()
        held, self._tags.held = self._tags.held, ""
        words = held[1:].replace("/", " ").split()
        return "" if held.startswith("</") or (words and words[0] in _SYNTAX) else held

    def reset(self) -> None:
        """Forget everything."""
        self._tags = TagStream(_SYNTAX)
        self._as_text: set[str] = set()
        self._answer: XmlTagExtractor | None = None

    def _shown(self, piece: Piece) -> str:
        if self._answer is not None:
            return self._answer.read(piece.raw)
        if not piece.name:
            return piece.raw
        bare = piece.raw.strip("</ \t\r\n>") == piece.name
        if piece.opens and bare:
            self._answer = XmlTagExtractor(_TEXT, _FIELDS)
            return self._answer.read(piece.raw)
        if not bare:
            self._as_text.add(piece.name)
        return piece.raw if piece.name in self._as_text else ""


def _extractor_for(first: str) -> StreamExtractor:
    if first in "{[":
        return _NothingExtractor()
    if first == "<":
        return XmlTagExtractor(_TEXT, _FIELDS)
    return _PlainExtractor()
