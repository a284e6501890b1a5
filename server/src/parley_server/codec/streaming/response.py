"""Streams what an answer says to the user, once it is clear that it says it to the user."""

from enum import Enum
from io import StringIO

from parley_server.codec.markup.scanner import AnswerScanner
from parley_server.codec.markup.tags import TRIM
from parley_server.codec.markup.text import read_value
from parley_server.codec.streaming.extractor import MAX_BUFFER, check_chunk
from parley_server.codec.streaming.tag import SafeMargin
from parley_server.domain.shapes import PLAN_SHAPE, ResponseShape

_REPLY = "REPLY"


class _Gate(Enum):
    """Whether the text may be shown."""

    WAITING = "waiting"
    OPEN = "open"
    SHUT = "shut"


class ResponseStreamExtractor:
    """Streams the streamed field of an answer (reference-values 2.5, with the decisions of section A).

    - The text is shown when the actions are REPLY alone, in any case, or when there are none. Other or several
      actions: nothing is shown, since an action will speak.
    - Text that comes before the actions waits for them, or for the end of the answer. Actions that were cut off in
      the middle are not taken for none: then nothing is shown.
    - What comes out is nothing, or exactly the text of the parsed answer. Nothing comes out when more than MAX_BUFFER
      characters would have to wait; the parsed answer has them.
    """

    _gate: _Gate
    _over: bool

    def __init__(self, shape: ResponseShape = PLAN_SHAPE, *, gate: str | None = "actions") -> None:
        """Stream the streamed field of `shape`; `gate` names the list field that decides, None lets all through."""
        self._shape = shape
        self._gate_name = gate if gate is not None and shape.find(gate) else None
        self.reset()

    @property
    def done(self) -> bool:
        """Whether the text came to its own end and was shown."""
        return self._ended and self._gate is _Gate.OPEN

    def push(self, chunk: str) -> str:
        """Return the text that `chunk` sets free. Raises StreamError when it is too long."""
        check_chunk(chunk)
        if self._over or self.done or self._gate is _Gate.SHUT:
            return ""
        self._scanner.feed(chunk)
        return self._margin.release(self._take()) if self._ended else self._margin.hold(self._take())

    def flush(self) -> str:
        """Return the text still held; without actions so far, the text needs no more waiting."""
        if self._over:
            return ""
        self._over = True
        self._scanner.close()
        return self._margin.release(self._take())

    def reset(self) -> None:
        """Forget everything, for the next stream."""
        text_field = self._shape.streamed
        names = [spec.name for spec in self._shape.fields]
        self._scanner = AnswerScanner(names, text_field.name if text_field else None, self, MAX_BUFFER)
        self._margin = SafeMargin()
        self._ready = StringIO()
        self._waiting = 0
        self._begun = self._ended = self._over = False
        self.restart()

    # What the scanner reports.

    def restart(self) -> None:
        """Forget the actions."""
        self._gate = _Gate.OPEN if self._gate_name is None else _Gate.WAITING
        self._verdict = self._gate

    def field(self, name: str, raw: str | None) -> None:
        """Take note of the actions."""
        if name == self._gate_name:
            self._verdict = _judge(raw)
            if self._begun and self._gate is _Gate.WAITING:
                self._turn(self._verdict)

    def text_begins(self) -> None:
        """Let the actions known so far decide."""
        self._begun = True
        self._turn(self._verdict)

    def text(self, piece: str) -> None:
        """Keep text that is shown or may be shown."""
        if self._gate is not _Gate.SHUT:
            self._ready.write(piece)
            self._waiting += len(piece)
        if self._gate is _Gate.WAITING and self._waiting > MAX_BUFFER:
            self._turn(_Gate.SHUT)

    def text_ends(self) -> None:
        """Take note that the text is whole."""
        self._ended = True

    def answer_ends(self, open_field: str | None) -> None:
        """Show text without actions."""
        if self._gate is _Gate.WAITING:
            self._turn(_Gate.SHUT if open_field == self._gate_name else _Gate.OPEN)

    def _turn(self, gate: _Gate) -> None:
        self._gate = gate
        if gate is _Gate.SHUT:
            self._ready = StringIO()

    def _take(self) -> str:
        if self._gate is not _Gate.OPEN:
            return ""
        text, self._ready = self._ready.getvalue(), StringIO()
        return text


def _judge(raw: str | None) -> _Gate:
    """Tell what a list of actions means for the text; an empty one says nothing."""
    if raw is None:
        return _Gate.SHUT
    actions = [name for name in (item.strip(TRIM).upper() for item in read_value(raw).split(",")) if name]
    if not actions:
        return _Gate.WAITING
    return _Gate.OPEN if actions == [_REPLY] else _Gate.SHUT
