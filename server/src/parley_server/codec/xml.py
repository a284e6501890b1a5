"""The reference's syntax: `<response>` around one element per field."""

from functools import lru_cache

from parley_server.codec.door import ACTIONS_FIELD
from parley_server.codec.markup.scanner import AnswerScanner
from parley_server.codec.markup.tags import ENVELOPE, TAG, TRIM, direct_children, first_element
from parley_server.codec.markup.text import read_value
from parley_server.codec.streaming import ResponseStreamExtractor, StreamExtractor
from parley_server.domain.shapes import FieldKind, Fields, FieldSpec, FieldValue, ResponseShape

_LIST_NAMES = frozenset({"actions", "providers", "evaluators"})
_FLAG_NAMES = frozenset({"simple"})


class XmlCodec:
    """Asks for XML and reads it leniently: models write it by heart.

    Reads what `parse_key_value_xml` reads, with these differences, all for the sake of what was streamed:

    - The kind of a field comes from the shape; only fields that the shape does not have go by their names.
    - The streamed field reads by the rules of TextReader; its first occurrence counts.
    - A reasoning block is not an answer, whatever stands in it.
    - An answer that was cut off, or whose `<response>` is missing, is read all the same (AnswerScanner).
    """

    @property
    def name(self) -> str:
        """The name of this syntax."""
        return "xml"

    def instructions(self, shape: ResponseShape) -> str:
        """Return an outline of the answer and the rules for filling it in. Raises ValueError for a shape it cannot."""
        _check(shape)
        outline = "\n".join(f"<{spec.name}>{_placeholder(spec)}</{spec.name}>" for spec in shape.fields)
        return (
            "Answer with one XML element of this form, nothing before it, nothing after it, and no code fence:\n\n"
            f"<{ENVELOPE}>\n{outline}\n</{ENVELOPE}>\n\n"
            "Keep the elements in this order and write each one once, without attributes. Inside an element write "
            f"&lt; for <, &gt; for > and &amp; for &.{_emptiness(shape)}"
        )

    def is_asked_for_in(self, template: str) -> bool:
        """Tell whether a template shows the element around the fields."""
        return f"<{ENVELOPE}>" in template.lower()

    def repair_hint(self, shape: ResponseShape) -> str:
        """Return what to tell a model whose answer could not be read. Raises ValueError for a shape it cannot."""
        _check(shape)
        needed = [f"<{spec.name}>" for spec in shape.fields if spec.required]
        further = [f"<{spec.name}>" for spec in shape.fields if not spec.required]
        parts = [
            f"with {', '.join(needed)}" if needed else "",
            f"and where it fits {', '.join(further)}" if further else "",
        ]
        return (
            f"Your last answer could not be read as XML. Write it again as one <{ENVELOPE}> element "
            f"{' '.join(part for part in parts if part)} in it. Close every element with its own end tag, "
            f"</{ENVELOPE}> last, and write &lt; for < and &amp; for & inside of them."
        )

    def parse(self, text: str, shape: ResponseShape) -> Fields | None:
        """Return the fields of a model's whole output, or None when it holds none. Takes linear time."""
        return dict(_read(text, shape).fields) or None

    def is_complete(self, text: str, shape: ResponseShape) -> bool:
        """Tell whether the answer was closed, or at least all that matters in it was."""
        return _read(text, shape).complete

    def stream(self, shape: ResponseShape, *, gate: str | None = ACTIONS_FIELD) -> StreamExtractor:
        """Return a new extractor of the streamed field of `shape` (see ResponseStreamExtractor)."""
        _check(shape)
        return ResponseStreamExtractor(shape, gate=gate)


def parse_key_value_xml(text: str) -> Fields | None:
    """Read the direct children of an element without knowing its fields (reference-values 1.7, parseKeyValueXml).

    The element is the first `<response>…</response>`, else the first balanced one. `actions`, `providers` and
    `evaluators` are split at commas, `simple` is a bool, everything else a str in which nested markup stays raw; the
    last of several children of one name counts. None when there are no children. Takes linear time.
    """
    content = _envelope_inside(text)
    if not content:
        element = first_element(text)
        content = element[1] if element else ""
    return {name: _value(raw, _kind_by_name(name)) for name, raw in direct_children(content)} or None


class _Answer:
    """Collects what the scanner finds."""

    def __init__(self, shape: ResponseShape) -> None:
        self.fields: dict[str, FieldValue] = {}
        self._shape = shape
        self._text_name = shape.streamed.name if shape.streamed else ""
        self._text: list[str] = []
        self._open_field: str | None = None
        self.complete = False

    def restart(self) -> None:
        self.fields.clear()

    def field(self, name: str, raw: str | None) -> None:
        if raw is None or (name == self._text_name and name in self.fields):
            return
        spec = self._shape.find(name)
        self.fields[name] = _value(raw, spec.kind if spec else _kind_by_name(name))

    def text_begins(self) -> None:
        self.fields[self._text_name] = ""

    def text(self, piece: str) -> None:
        self._text.append(piece)

    def text_ends(self) -> None:
        pass

    def answer_ends(self, open_field: str | None) -> None:
        if self._text:
            self.fields[self._text_name] = "".join(self._text)
        self._open_field = open_field

    def settle(self, *, closed: bool) -> None:
        wanted = {spec.name for spec in self._shape.fields if spec.required or spec.streamed}
        self.complete = bool(self.fields) and (closed or (self._open_field is None and wanted <= self.fields.keys()))


# An answer is parsed, and then asked whether it is complete: one reading serves both.
@lru_cache(maxsize=1)
def _read(text: str, shape: ResponseShape) -> _Answer:
    _check(shape)
    answer = _Answer(shape)
    text_name = shape.streamed.name if shape.streamed else None
    scanner = AnswerScanner([spec.name for spec in shape.fields], text_name, answer, limit=None)
    scanner.feed(text)
    scanner.close()
    answer.settle(closed=scanner.closed)
    return answer


def _check(shape: ResponseShape) -> None:
    if shape.find(ENVELOPE):
        raise ValueError(f"A field cannot be called {ENVELOPE}: that is the element around the fields")


def _envelope_inside(text: str) -> str | None:
    begin = None
    for tag in TAG.finditer(text):
        if tag["name"] != ENVELOPE:
            continue
        if tag["close"] and begin is not None:
            return text[begin : tag.start()]
        if not tag["close"] and begin is None:
            begin = tag.end()
    return None


def _kind_by_name(name: str) -> FieldKind:
    if name in _LIST_NAMES:
        return "list"
    return "flag" if name in _FLAG_NAMES else "text"


def _value(raw: str, kind: FieldKind) -> FieldValue:
    text = read_value(raw)
    if kind == "list":
        return tuple(item.strip(TRIM) for item in text.split(",")) if text else ()
    return text.lower() == "true" if kind == "flag" else text


def _placeholder(spec: FieldSpec) -> str:
    what = spec.description or spec.name
    if spec.kind == "flag":
        return f"true or false: {what}"
    if spec.choices:
        return f"{what} One of: {' | '.join(spec.choices)}" + (", or several" if spec.kind == "list" else "")
    return f"{what} Put commas between them." if spec.kind == "list" else what


def _emptiness(shape: ResponseShape) -> str:
    optional = [f"<{spec.name}>" for spec in shape.fields if not spec.required]
    return f" Leave empty what does not apply: {', '.join(optional)}." if optional else " Leave no element empty."
