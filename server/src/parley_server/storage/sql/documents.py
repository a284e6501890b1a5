"""Domain values as JSON documents, exact in both directions.

A codec is made once for a frozen dataclass from its annotations: a field is stored under its own name, bytes as
base64, times in microseconds, enums by value, decimals as text. Fields that are empty by default and empty here are
left out, so that documents stay small; unknown keys are ignored and missing ones take their default, so that a field
can come or go without a migration. Renaming a field is a migration (a test pins the stored form).
"""

import types
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Generic, Literal, NewType, TypeVar, Union, get_args, get_origin

from parley_server.domain.json import JsonScalar
from parley_server.sql.json_text import dump_json, load_json
from parley_server.sql.times import from_micros, to_micros

T = TypeVar("T")

_JSON_SCALARS = frozenset(get_args(JsonScalar))

# Any, because a converter is chosen by the annotation of the value that it will meet.
Convert = Callable[[Any], Any]


class Document(Generic[T]):
    """Stores values of one dataclass as JSON text; get one by `document_of`."""

    def __init__(self, kind: type[T]) -> None:
        """Read the annotations of a dataclass. Raises TypeError for a field that has no stored form."""
        self._encode, self._decode = _dataclass(kind)

    def dump(self, value: T) -> str:
        """Return the value as text."""
        return dump_json(self._encode(value))

    def load(self, text: str) -> T:
        """Return the value that `dump` wrote."""
        value: T = self._decode(load_json(text))
        return value


def document_of(kind: type[T]) -> Document[T]:
    """Return the codec of a dataclass, made at the first call."""
    key: Any = kind
    document: Document[T] = _made(key)
    return document


@cache
def _made(kind: Any) -> Any:
    return Document(kind)


def _dataclass(kind: Any) -> tuple[Convert, Convert]:
    # The annotations themselves, not get_type_hints: that one cannot resolve JsonValue, which refers to itself by name.
    plan = [(spec.name, *_codec(spec.type), _empty_default(spec)) for spec in fields(kind)]

    def encode(value: Any) -> dict[str, Any]:
        document = {}
        for name, to_json, _, empty in plan:
            item = getattr(value, name)
            if item != empty or type(item) is not type(empty):
                document[name] = to_json(item)
        return document

    readers = {name: from_json for name, _, from_json, _ in plan}

    def decode(document: Mapping[str, Any]) -> Any:
        # By what is there, which is little: this is how a whole conversation is read, message by message.
        return kind(**{name: readers[name](item) for name, item in document.items() if name in readers})

    return encode, decode


_NEVER = object()


def _empty_default(spec: "Field[Any]") -> object:
    """Return the default of a field if it is an empty value, which no later release will change, else a marker."""
    default = spec.default if spec.default is not MISSING else _NEVER
    if spec.default_factory is not MISSING:
        default = spec.default_factory()
    return default if default is None or default in (False, 0, "", b"", (), {}) else _NEVER


def _codec(hint: Any) -> tuple[Convert, Convert]:
    """Return how values of an annotation go to JSON and come back."""
    if isinstance(hint, NewType):
        return _codec(hint.__supertype__)
    if hint in (str, int, float, bool) or get_origin(hint) is Literal:
        return _same, _same
    if hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda item: item.value, hint
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint)
    if get_origin(hint) is tuple:
        return _tuple(hint)
    # Before unions: JsonValue is one.
    if _is_json(hint):
        return _json(hint)
    if get_origin(hint) in (Union, types.UnionType):
        return _optional(hint)
    raise TypeError(f"no stored form for {hint}")


def _tuple(hint: Any) -> tuple[Convert, Convert]:
    item_hint, *rest = get_args(hint)
    if rest != [...]:
        raise TypeError(f"no stored form for {hint}")
    to_json, from_json = _codec(item_hint)
    if to_json is _same:
        return list, tuple
    return lambda items: [to_json(item) for item in items], lambda items: tuple(from_json(item) for item in items)


def _json(hint: Any) -> tuple[Convert, Convert]:
    """Return how JSON goes to JSON: as it is, but for mappings to members of an enum."""
    item_hint = get_args(hint)[-1]
    if not (isinstance(item_hint, type) and issubclass(item_hint, Enum)):
        return _same, _same
    return (
        lambda items: {key: item.value for key, item in items.items()},
        lambda items: {key: item_hint(item) for key, item in items.items()},
    )


def _optional(hint: Any) -> tuple[Convert, Convert]:
    inner = [option for option in get_args(hint) if option is not types.NoneType]
    if len(inner) != 1:
        raise TypeError(f"no stored form for {hint}")
    to_json, from_json = _codec(inner[0])
    return (
        lambda item: None if item is None else to_json(item),
        lambda item: None if item is None else from_json(item),
    )


def _is_json(hint: Any) -> bool:
    """True for JsonValue and for mappings. JsonValue is recursive: its scalars are the only part with one name."""
    origin = get_origin(hint)
    return (isinstance(origin, type) and issubclass(origin, Mapping)) or _JSON_SCALARS.issubset(get_args(hint))


def _same(item: Any) -> Any:
    return item


_SCALARS: dict[object, tuple[Convert, Convert]] = {
    bytes: (lambda item: b64encode(item).decode(), b64decode),
    datetime: (to_micros, from_micros),
    Decimal: (str, Decimal),
}
