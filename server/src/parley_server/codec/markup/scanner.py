"""Finds the answer in a model's output, and the fields in the answer, while the output arrives.

Streaming and parsing use this one scanner, so they cannot disagree: what is streamed is what is parsed.
"""

from collections.abc import Callable, Collection
from io import StringIO
from typing import Protocol

from parley_server.codec.markup.tags import ENVELOPE, TAG, Piece, TagStream, first_element, pair_tags, to_piece
from parley_server.codec.markup.text import TextReader

_REASONING = frozenset({"think", "thinking", "reasoning"})


class AnswerSink(Protocol):
    """Takes what an answer holds, in order."""

    def restart(self) -> None:
        """Forget all fields: what looked like the answer was not. Never called once the text began."""
        ...

    def field(self, name: str, raw: str | None) -> None:
        """Take the raw inside of a direct child; None when it is longer than the scanner may hold."""
        ...

    def text_begins(self) -> None:
        """Take note that the streamed field begins. Called once at most."""
        ...

    def text(self, piece: str) -> None:
        """Take the next piece of the streamed field, ready for a user."""
        ...

    def text_ends(self) -> None:
        """Take note that the streamed field came to its end; not called when the output was cut off in it."""
        ...

    def answer_ends(self, open_field: str | None) -> None:
        """Take note that nothing more comes; `open_field` is a field that was opened and never closed."""
        ...


class AnswerScanner:
    """Reads one answer (reference-values 1.7, with the decisions of section A on streaming).

    - The answer is the inside of the first `<response>`, up to the first `</response>` or, without one, to the end of
      the output. A pair without any field in it (a model that mentions the tag) does not count.
    - Without `<response>`, an output whose first tag is a field of the shape is an answer without its wrapper. A
      `<response>` that comes before the streamed field begins still wins.
    - Otherwise it is the inside of the first balanced element, known at the end of the output only. What a model
      thinks (`<think>`) is never for a user, so never the answer.
    - Fields are the direct children of the answer. A child that is never closed is no child, and what stands in it
      counts. The streamed field is the exception: it need not be closed, and its first occurrence counts, since what
      was shown cannot be taken back.
    """

    def __init__(self, names: Collection[str], text_name: str | None, sink: AnswerSink, limit: int | None) -> None:
        """Look for the fields `names`, of which `text_name` is the streamed one.

        `limit` is how many characters may be held for something that is not over yet; beyond that, nothing will be
        found in it. None means without limit.
        """
        self.closed = False
        self._names = frozenset(names)
        self._syntax = self._names | {ENVELOPE}
        self._text_name = text_name
        self._sink = sink
        self._tags = TagStream(None)
        self._step: Callable[[Piece], None] = self._seek
        self._held = _HeldText(limit)
        self._first = True
        self._unwrapped = False
        self._found = False
        self._reader: TextReader | None = None
        self._child = ""
        self._depth = 0

    def feed(self, chunk: str) -> None:
        """Take the next piece of output."""
        for piece in self._tags.feed(chunk):
            self._step(piece)

    def close(self) -> None:
        """Take note that the output ends here."""
        if self._step == self._seek:
            self._held.add(self._tags.held)
            self._fall_back()
        elif self._step == self._in_child:
            self._held.add(self._tags.held)
            self._end_answer(closed=False)
        elif self._step == self._between:
            self._finish(None)
        elif self._step == self._in_text:
            self._finish(self._text_name)

    def _seek(self, piece: Piece) -> None:
        """Look for the answer, holding everything for the case that there is no `<response>`."""
        if piece.opens and piece.name == ENVELOPE:
            self._enter()
            return
        if self._first and piece.opens and piece.name in self._names:
            self._unwrapped = True
            self._enter()
            self._between(piece)
            return
        if piece.name and not piece.close:
            self._first = False
            self._tags.names = (ENVELOPE,)
        self._held.add(piece.raw)

    def _between(self, piece: Piece) -> None:
        """Look for the next child of the answer."""
        if piece.name == ENVELOPE:
            if piece.close:
                self._end_answer(closed=True)
            elif piece.opens:
                self._rewrap()
        elif piece.opens and piece.name == self._text_name and self._reader is None:
            self._begin_text()
        elif piece.opens:
            self._child, self._depth = piece.name, 1
            self._go(self._in_child, (piece.name, ENVELOPE))

    def _in_child(self, piece: Piece) -> None:
        """Look for the end of a child, which may hold elements of its own name."""
        if piece.name == self._child and not piece.empty:
            self._depth += -1 if piece.close else 1
            if self._depth == 0:
                self._take_child()
                return
        elif piece.name == ENVELOPE and piece.close:
            self._end_answer(closed=True)
            return
        elif piece.name == ENVELOPE and piece.opens and self._may_rewrap:
            self._rewrap()
            return
        self._held.add(piece.raw)

    def _in_text(self, piece: Piece) -> None:
        """Read the streamed field."""
        if not self._read_text(piece):
            self._go(self._between, None)
            self._between(piece)
        elif self._reader is not None and self._reader.ended:
            self._go(self._between, None)

    def _over(self, piece: Piece) -> None:
        """Ignore what follows the answer."""

    @property
    def _may_rewrap(self) -> bool:
        return self._unwrapped and self._reader is None

    def _go(self, step: Callable[[Piece], None], names: Collection[str] | None) -> None:
        self._step = step
        self._tags.names = names

    def _enter(self) -> None:
        self._held.clear()
        self._go(self._between, None)

    def _rewrap(self) -> None:
        """Take a `<response>` for the beginning of the answer, if what was read so far was only a guess."""
        if self._may_rewrap:
            self._unwrapped = self._found = False
            self._sink.restart()
            self._enter()

    def _take_child(self) -> None:
        self._found = True
        self._sink.field(self._child, self._held.take())
        self._go(self._between, None)

    def _begin_text(self) -> None:
        self._found = True
        self._reader = TextReader(self._text_name or "")
        self._sink.text_begins()
        self._go(self._in_text, self._syntax)

    def _read_text(self, piece: Piece) -> bool:
        """Give a piece to the text; False when the text ended before it."""
        if self._reader is None:
            return False
        mine = True
        if piece.name:
            mine = self._reader.meet(piece)
            self._sink.text(self._reader.finish())
        else:
            self._sink.text(self._reader.feed(piece.raw))
        if self._reader.ended:
            self._sink.text_ends()
        return mine

    def _end_answer(self, *, closed: bool) -> None:
        open_field = None
        if self._step == self._in_child:
            open_field = self._child
            self._read_rest(closed=closed)
        if closed and not self._found:
            self._held.abandon()
            self._go(self._seek, (ENVELOPE,))
            return
        self.closed = closed
        self._finish(open_field)

    def _finish(self, open_field: str | None) -> None:
        self._go(self._over, ())
        self._sink.answer_ends(open_field)

    def _read_rest(self, *, closed: bool) -> None:
        """Read what stands in a child that turned out to be never closed."""
        rest = self._held.take()
        if rest is None:
            # Something may stand in it that a scanner without a limit would find; so do not look further.
            self._found = True
        else:
            self._read_children(f"{rest}</{ENVELOPE}>" if closed else rest)

    def _fall_back(self) -> None:
        """Take the first balanced element for the answer, since the output is over and has no `<response>`."""
        output = self._held.take()
        element = None if output is None else first_element(output)
        if element is not None and element[0] not in _REASONING:
            self.closed = True
            self._read_children(f"{element[1]}</{ENVELOPE}>")
        self._finish(None)

    def _read_children(self, content: str) -> None:
        """Read the direct children of the whole inside of an answer."""
        closes = pair_tags(content)
        pos = 0
        while found := TAG.search(content, pos):
            tag, pos = to_piece(found), found.end()
            if not tag.opens or tag.name == ENVELOPE:
                continue
            close = closes.get(found.start())
            if tag.name == self._text_name and self._reader is None:
                self._begin_text()
                pos = self._read_whole_text(content, pos)
            elif close is not None:
                self._found = True
                self._sink.field(tag.name, content[pos : close[0]])
                pos = close[1]

    def _read_whole_text(self, content: str, pos: int) -> int:
        """Read the streamed field from `pos` on, return where it ended."""
        for piece in TagStream(self._syntax).feed(content[pos:]):
            if not self._read_text(piece):
                return pos
            pos += len(piece.raw)
            if self._reader is not None and self._reader.ended:
                return pos
        return len(content)


class _HeldText:
    """Output that is kept until it is known what it is, up to a limit."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._text = StringIO()
        self._size = 0
        self._lost = False

    def add(self, raw: str) -> None:
        self._size += len(raw)
        if self._limit is not None and self._size > self._limit:
            self.abandon()
        elif not self._lost:
            self._text.write(raw)

    def abandon(self) -> None:
        self._lost = True
        self._text = StringIO()

    def clear(self) -> None:
        self._lost = False
        self._size = 0
        self._text = StringIO()

    def take(self) -> str | None:
        """Return what was kept, or None when it did not fit, and begin anew."""
        text = None if self._lost else self._text.getvalue()
        self.clear()
        return text
