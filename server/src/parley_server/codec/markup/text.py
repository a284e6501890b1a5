"""The text inside one element: entities become characters, the edges are trimmed, the tags of the answer vanish."""

import re

from parley_server.codec.markup.tags import ENVELOPE, TRIM, Piece

MAX_SPACE = 1024
"""Characters of white space that a text keeps in one place; more would have to be held back without bound."""

_CUT_ENTITY = r"&(?:lt?|gt?|a(?:mp?|p(?:os?)?)?|q(?:u(?:ot?)?)?|\#(?:[0-9]{0,7}|[xX][0-9A-Fa-f]{0,6}))?\Z"
_CUT_CDATA = r"<(?:!(?:\[(?:C(?:D(?:A(?:TA?)?)?)?)?)?)?\Z"
_TEXT = re.compile(
    r"(?P<cdata><!\[CDATA\[)"
    r"|(?P<entity>&(?:lt|gt|amp|quot|apos|\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6});)"
    rf"|(?P<cut>{_CUT_ENTITY}|{_CUT_CDATA})"
)
_CDATA = re.compile(r"(?P<cdata>\]\]>)|(?P<cut>\]\]?\Z)")
_LONG_SPACE = re.compile(rf"(?<![{TRIM}])[{TRIM}]{{{MAX_SPACE + 1},}}+")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_XML_CONTROLS = "\t\n\r"


class TextReader:
    """Reads the inside of one element piece by piece, until the element ends.

    The rules, which streamed and parsed text share because both are read here:

    - White space at both edges goes, as in the reference. Escaped white space (`&#32;`) stays.
    - The five XML entities and numeric references become characters, each once; any other `&` stays as it is.
    - Tags of the answer's own syntax never show: the element's own tags nest and vanish, a sibling's stray close tag
      and a stray `<response>` vanish. `</response>`, or the open tag of a sibling, ends an element that was left open.
    - All other markup (`<b>`, `<br/>`, comments) is text.
    - CDATA marks vanish. What they enclose is text as it stands, own tags included, but a close tag that would end
      the element still does: a model that mentions CDATA must not leak the rest of its answer.
    """

    def __init__(self, name: str) -> None:
        """Begin right after the open tag of the element `name`."""
        self.ended = False
        self._name = name
        self._depth = 1
        self._in_cdata = False
        self._held = ""
        self._space = ""
        self._started = False
        self._out: list[str] = []

    def feed(self, raw: str) -> str:
        """Take the next piece of text, return what is certain now."""
        data, self._held = self._held + raw, ""
        if not self._in_cdata and "&" not in data and "<" not in data:
            # Plain text, as nearly always: neither CDATA nor an entity begins without these.
            self._literal(data)
            return self._drain()
        pos = 0
        while found := (_CDATA if self._in_cdata else _TEXT).search(data, pos):
            self._literal(data[pos : found.start()])
            self._take(found)
            pos = found.end()
        self._literal(data[pos:])
        return self._drain()

    def meet(self, tag: Piece) -> bool:
        """Take the next tag of the answer's syntax, tell whether it belongs to this element.

        False means that the element ended before it: the tag is somebody else's.
        """
        self._settle()
        if tag.name == self._name:
            self._own_tag(tag)
            return True
        envelope_ends = tag.name == ENVELOPE and tag.close
        if self._in_cdata and not envelope_ends:
            self._literal(tag.raw)
            return True
        self.ended = envelope_ends if tag.name == ENVELOPE else not tag.close
        return not self.ended

    def finish(self) -> str:
        """Take note that the inside is complete, return what was held as the possible beginning of something."""
        self._settle()
        return self._drain()

    def _own_tag(self, tag: Piece) -> None:
        if not tag.empty:
            self._depth += -1 if tag.close else 1
        if self._depth == 0:
            self.ended = True
        elif self._in_cdata:
            self._literal(tag.raw)

    def _take(self, found: re.Match[str]) -> None:
        if found["cut"] is not None:
            self._held = found["cut"]
        elif found["cdata"] is not None:
            self._in_cdata = not self._in_cdata
        else:
            self._entity(found["entity"])

    def _entity(self, entity: str) -> None:
        body = entity[1:-1]
        if not body.startswith("#"):
            self._solid(_NAMED[body])
            return
        code = int("0" + body[1:], 0) if body[1] in "xX" else int(body[1:])
        if _is_character(code):
            self._solid(chr(code))
        else:
            self._literal(entity)

    def _settle(self) -> None:
        """What was held did not become anything, so it is text."""
        self._literal(self._held)
        self._held = ""

    def _solid(self, text: str) -> None:
        """Write text that is not trimmed."""
        self._out += (self._space, text)
        self._space = ""
        self._started = True

    def _literal(self, raw: str) -> None:
        """Write text as it stands; white space waits until something follows it."""
        if not raw:
            return
        text = self._space + raw
        if len(text) > MAX_SPACE:
            text = _LONG_SPACE.sub(lambda run: run.group()[:MAX_SPACE], text)
        if not self._started:
            text = text.lstrip(TRIM)
        body = text.rstrip(TRIM)
        self._started = self._started or bool(body)
        self._space = text[len(body) :]
        self._out.append(body)

    def _drain(self) -> str:
        text = "".join(self._out)
        self._out.clear()
        return text


def read_value(raw: str) -> str:
    """Return the text of the complete inside of an element in which no tag has a meaning: nested markup stays raw."""
    reader = TextReader("")
    return reader.feed(raw) + reader.finish()


def _is_character(code: int) -> bool:
    """Tell whether XML allows this character; databases and UTF-8 refuse some of the others."""
    if code < 0x20:
        return chr(code) in _XML_CONTROLS
    return code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)
