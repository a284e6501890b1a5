"""Streams the inside of one element, wherever it stands."""

from collections.abc import Collection

from parley_server.codec.markup.tags import ENVELOPE, Piece, TagStream
from parley_server.codec.markup.text import TextReader
from parley_server.codec.streaming.extractor import SAFE_MARGIN, check_chunk


class SafeMargin:
    """Holds back the last few characters of a text while it is open (reference-values 2.5)."""

    def __init__(self) -> None:
        """Begin with nothing held."""
        self._held = ""

    def hold(self, text: str) -> str:
        """Return what `text` pushes out of the margin."""
        text = self._held + text
        self._held = text[-SAFE_MARGIN:]
        return text[:-SAFE_MARGIN]

    def release(self, text: str = "") -> str:
        """Return what is held, then `text`: the margin is not needed any more."""
        text = self._held + text
        self._held = ""
        return text


class XmlTagExtractor:
    """Streams the inside of the first element called `tag`, at any depth (reference-values 2.5).

    What comes out is what `extract_tag` returns for the whole output, and the rules of TextReader hold: trimmed,
    entities as characters, no tags of the answer's syntax. A cut stream gives what it has, without a cut tag.
    """

    def __init__(self, tag: str, siblings: Collection[str] = ()) -> None:
        """Look for `tag`; the open tag of a sibling ends it, in case the model forgot to."""
        self._tag = tag
        self._syntax = frozenset({tag, ENVELOPE, *siblings})
        self.reset()

    @property
    def done(self) -> bool:
        """Whether the element was closed."""
        return self._is_closed()

    def _is_closed(self) -> bool:
        return self._reader is not None and self._reader.ended

    @property
    def found(self) -> bool:
        """Whether the element was opened."""
        return self._reader is not None

    def push(self, chunk: str) -> str:
        """Return the text that `chunk` sets free. Raises StreamError when it is too long."""
        check_chunk(chunk)
        return self.read(chunk)

    def read(self, chunk: str) -> str:
        """Push a chunk of any length: for output that was checked before, or that is whole."""
        if self._over or self._is_closed():
            return ""
        text = "".join(self._text_of(piece) for piece in self._tags.feed(chunk))
        return self._margin.release(text) if self._is_closed() else self._margin.hold(text)

    def flush(self) -> str:
        """Return the text still held. A cut tag or entity at the very end is dropped."""
        self._over = True
        return self._margin.release()

    def reset(self) -> None:
        """Forget everything, for the next stream."""
        self._tags = TagStream((self._tag,))
        self._reader: TextReader | None = None
        self._margin = SafeMargin()
        self._over = False

    def _text_of(self, piece: Piece) -> str:
        if self._reader is None:
            if piece.opens:
                self._reader = TextReader(self._tag)
                self._tags.names = self._syntax
            return ""
        if self._reader.ended:
            return ""
        if not piece.name:
            return self._reader.feed(piece.raw)
        self._reader.meet(piece)
        return self._reader.finish()


def extract_tag(text: str, tag: str, siblings: Collection[str] = ()) -> str | None:
    """Return what XmlTagExtractor streams for the whole of `text`, of any length; None when `tag` is not in it."""
    extractor = XmlTagExtractor(tag, siblings)
    read = extractor.read(text) + extractor.flush()
    return read if extractor.found else None
