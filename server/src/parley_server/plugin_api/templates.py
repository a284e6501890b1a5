"""Templates of characters: logic-less, in the syntax of Handlebars as far as characters use it, and bounded.

Known are `{{name}}` and `{{{name}}}` (the same: nothing is escaped), dotted names, `{{#name}}`, `{{^name}}`, `{{#if}}`,
`{{#unless}}`, `{{#each}}` and `{{#with}}` with `{{else}}`, `{{this}}`, `{{../name}}`, `{{@index}}`, comments and `~`.
There are no helpers, no partials, no code and no files. Packages were looked at: those for Mustache know no `{{#if}}`
and open files for partials, those for Handlebars make Python code of a template; none has limits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeGuard

from parley_server.domain.errors import InvalidField
from parley_server.domain.json import JsonValue

MAX_TEMPLATE: Final = 64 * 1024
MAX_OUTPUT: Final = 1024 * 1024
MAX_DEPTH: Final = 32
MAX_STEPS: Final = 20_000
"""Pieces that one rendering may write: what bounds its time, to some 20 ms."""

_SEGMENT = r"(?:\[[^\]]*\]|[^\s{}\[\]()./#^!&>=|'\"~]+)"
_PATH = re.compile(rf"((?:\.\./)*)(\.|\.\.|{_SEGMENT}(?:[./]{_SEGMENT})*)")
_SEGMENTS = re.compile(_SEGMENT)
_REST_OF_LINE = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_BLOCKS = frozenset({"if", "unless", "each", "with"})
_CLOSERS = (("{{!--", "--}}"), ("{{{", "}}}"), ("{{", "}}"))
_LONGEST_TAG = 200


class BadTemplate(InvalidField):
    """A template cannot be read, or goes beyond a limit."""

    def __init__(self, note: str) -> None:
        """Say what is wrong with it."""
        super().__init__("template", note)


@dataclass(frozen=True, slots=True)
class _Path:
    """A name as it stands in a template: how many scopes up, and the way from there."""

    ups: int
    segments: tuple[str, ...]


@dataclass(slots=True)
class _Block:
    """A section: `kind` is "if" and so on, "#" or "^"; `closer` is what its end tag says."""

    kind: str
    path: _Path
    closer: str
    body: list[_Node] = field(default_factory=list)
    other: list[_Node] = field(default_factory=list)
    # An `{{else if}}` ends where the block around it does.
    chained: bool = False


_Node = str | _Path | _Block


def render(template: str, values: Mapping[str, JsonValue], fallbacks: Mapping[str, str] | None = None) -> str:
    """Put values in the places of their names; what has none is taken from `fallbacks`, else empty.

    Values are never read as templates. Raises BadTemplate.
    """
    renderer = _Renderer(values, fallbacks or {})
    renderer.write(_parse(template))
    return "".join(renderer.out)


def names_in(template: str) -> frozenset[str]:
    """Return the first words of all names in a template. Raises BadTemplate."""
    found: set[str] = set()
    waiting = [_parse(template)]
    while waiting:
        for node in waiting.pop():
            path = node.path if isinstance(node, _Block) else node
            if isinstance(path, _Path) and path.segments:
                found.add(path.segments[0])
            if isinstance(node, _Block):
                waiting += [node.body, node.other]
    return frozenset(found)


# ---- Reading ----


@lru_cache(maxsize=64)
def _parse(source: str) -> list[_Node]:
    if len(source) > MAX_TEMPLATE:
        raise BadTemplate(f"longer than {MAX_TEMPLATE} characters")
    parser = _Parser()
    for text, tag in _tags(source):
        parser.text(text)
        if tag:
            parser.tag(tag)
    return parser.end()


def _tags(source: str) -> list[tuple[str, str]]:
    """Return each tag's content with the text before it; a tag that stands alone on its line takes the line along."""
    found: list[tuple[str, str]] = []
    at, at_line_start, literal, trim = 0, True, "", False
    while (start := source.find("{{", at)) >= 0:
        text = source[at:start].lstrip() if trim else source[at:start]
        trim = False
        if text.endswith("\\"):
            literal += text[:-1] + "{{"
            at, at_line_start = start + 2, False
            continue
        content, end = _content(source, start)
        line = text.rpartition("\n")[2]
        opens_line = not line.strip() and not literal and ("\n" in text or at_line_start)
        rest = _REST_OF_LINE.match(source, end)
        at_line_start = opens_line and rest is not None and (content[:1] in "#^/!" or _is_else(content.strip("~ ")))
        if at_line_start and rest is not None:
            text, end = text[: len(text) - len(line)], rest.end()
        text = literal + text
        found.append((text.rstrip() if content.startswith("~") else text, content.strip("~").strip() or "!"))
        literal, trim, at = "", content.endswith("~"), end
    tail = source[at:].lstrip() if trim else source[at:]
    return [*found, (literal + tail, "")]


def _content(source: str, start: int) -> tuple[str, int]:
    """Return what a tag holds, and where it ends."""
    closer = next(closer for opener, closer in _CLOSERS if source.startswith(opener, start))
    end = source.find(closer, start + 2)
    if end < 0:
        raise BadTemplate(f"{source[start : start + 20]!r} is not closed")
    if closer == "--}}":
        return "!", end + 4
    content = source[start + 2 + (closer == "}}}") : end]
    if content.startswith("!"):
        return "!", end + 2
    if len(content) > _LONGEST_TAG:
        raise BadTemplate(f"{source[start : start + 20]!r} is longer than {_LONGEST_TAG} characters")
    return content, end + len(closer)


def _is_else(tag: str) -> bool:
    return tag in {"else", "^"} or tag.startswith("else ")


class _Parser:
    """Puts text and tags into a tree."""

    def __init__(self) -> None:
        self._root: list[_Node] = []
        self._open: list[_Block] = []
        self._into = [self._root]

    def text(self, text: str) -> None:
        if text:
            self._into[-1].append(text)

    def tag(self, tag: str) -> None:
        if tag.startswith("!"):
            return
        if _is_else(tag):
            self._otherwise(tag.removeprefix("else").removeprefix("^").strip())
        elif tag[0] in "#^":
            self._begin(tag[0], tag[1:].strip())
        elif tag[0] == "/":
            self._finish(tag[1:].strip())
        else:
            name = tag[1:-1] if tag[0] == "{" and tag[-1] == "}" else tag.removeprefix("&")
            self._into[-1].append(_path(name.strip()))

    def end(self) -> list[_Node]:
        if self._open:
            raise BadTemplate(f"{{{{#{self._open[-1].closer}}}}} is not closed")
        return self._root

    def _begin(self, mark: str, text: str, *, chained: bool = False) -> None:
        word, _, argument = text.partition(" ")
        if word in _BLOCKS and argument and mark == "#":
            block = _Block(word, _path(argument.strip()), word)
        else:
            block = _Block(mark, _path(text), text)
        block.chained = chained
        if len(self._open) >= MAX_DEPTH:
            raise BadTemplate(f"nested deeper than {MAX_DEPTH} levels")
        self._into[-1].append(block)
        self._open.append(block)
        self._into.append(block.body)

    def _otherwise(self, condition: str) -> None:
        if not self._open or self._into[-1] is self._open[-1].other:
            raise BadTemplate("{{else}} outside of a section")
        self._into[-1] = self._open[-1].other
        if condition:
            self._begin("#", condition, chained=True)

    def _finish(self, name: str) -> None:
        while self._open and self._open[-1].chained:
            self._drop()
        if not self._open or self._open[-1].closer != name:
            raise BadTemplate(f"{{{{/{name}}}}} closes nothing")
        self._drop()

    def _drop(self) -> None:
        self._open.pop()
        self._into.pop()


def _path(text: str) -> _Path:
    match = _PATH.fullmatch(text)
    if match is None:
        raise BadTemplate(f"{{{{{text}}}}} is no name; there are no helpers and no partials")
    ups, way = match[1].count("../"), match[2]
    if way in {".", ".."}:
        return _Path(ups + (way == ".."), ())
    segments = [segment.strip("[]") for segment in _SEGMENTS.findall(way)]
    return _Path(ups, tuple(segments[1:] if segments[0] == "this" else segments))


# ---- Writing ----


class _Renderer:
    """Writes a tree with values. The innermost of its scopes is the last."""

    def __init__(self, values: Mapping[str, JsonValue], fallbacks: Mapping[str, str]) -> None:
        self.out: list[str] = []
        self._scopes: list[JsonValue] = [values]
        self._specials: list[Mapping[str, JsonValue]] = [{}]
        self._fallbacks = fallbacks
        self._steps = 0
        self._size = 0

    def write(self, nodes: Sequence[_Node]) -> None:
        for node in nodes:
            self._step()
            if isinstance(node, _Block):
                self._block(node)
            else:
                self._put(node if isinstance(node, str) else self._text(node))

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise BadTemplate(f"writes more than {MAX_STEPS} pieces")

    def _put(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_OUTPUT:
            raise BadTemplate(f"writes more than {MAX_OUTPUT} characters")
        self.out.append(text)

    def _text(self, path: _Path) -> str:
        value = self._find(path)
        if value is None and len(path.segments) == 1:
            return self._fallbacks.get(path.segments[0], "")
        return _written(value)

    def _block(self, block: _Block) -> None:
        value = self._find(block.path)
        holds = _holds(value)
        if block.kind in {"^", "unless"}:
            self.write(block.other if holds else block.body)
        elif not holds:
            self.write(block.other)
        elif block.kind == "if" or value is True:
            self.write(block.body)
        elif _is_list(value) or (block.kind == "each" and isinstance(value, Mapping)):
            self._each(block, value)
        else:
            self._within(block.body, value, {})

    def _each(self, block: _Block, value: JsonValue) -> None:
        keys: Sequence[str | int] = list(value) if isinstance(value, Mapping) else range(_length(value))
        for index, key in enumerate(keys):
            specials: dict[str, JsonValue] = {
                "@index": index,
                "@key": key,
                "@first": index == 0,
                "@last": index == len(keys) - 1,
            }
            self._within(block.body, _member(value, str(key)), specials)

    def _within(self, nodes: Sequence[_Node], value: JsonValue, specials: Mapping[str, JsonValue]) -> None:
        self._step()
        self._scopes.append(value)
        self._specials.append(specials)
        self.write(nodes)
        self._scopes.pop()
        self._specials.pop()

    def _find(self, path: _Path) -> JsonValue:
        """Return what a name stands for, in the innermost scope that knows it; None when none does."""
        scopes = self._scopes[: len(self._scopes) - path.ups]
        if not scopes:
            return None
        if not path.segments:
            return scopes[-1]
        first, *others = path.segments
        value: JsonValue = None
        if first.startswith("@"):
            value = next((known[first] for known in reversed(self._specials) if first in known), None)
        else:
            value = next(
                (scope[first] for scope in reversed(scopes) if isinstance(scope, Mapping) and first in scope), None
            )
        for segment in others:
            value = _member(value, segment)
        return value


def _member(value: JsonValue, name: str) -> JsonValue:
    if isinstance(value, Mapping):
        return value.get(name)
    if not _is_list(value):
        return None
    if name == "length":
        return len(value)
    index = int(name) if name.isascii() and name.isdigit() and len(name) < 10 else len(value)
    return value[index] if index < len(value) else None


def _length(value: JsonValue) -> int:
    return len(value) if _is_list(value) else 0


def _is_list(value: JsonValue) -> TypeGuard[Sequence[JsonValue]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _holds(value: JsonValue) -> bool:
    """Tell whether a condition holds, as Handlebars does: an empty object does, an empty list does not."""
    return isinstance(value, Mapping) or bool(value)


def _written(value: JsonValue) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if _is_list(value) and all(not isinstance(item, Mapping) and not _is_list(item) for item in value):
        return ", ".join(_written(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError) as error:
        raise BadTemplate("a value cannot be written") from error
