"""Texts, lists of texts, flags and counts, as loosely as files write them."""

from typing import TypeGuard

from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters.node import Node
from parley_server.orchestrator.characters.values import number_text

EMPTY_DROPPED = "empty, dropped"
NUMBER_MADE_TEXT = "number made text"
ONE_TEXT_MADE_LIST = "one text made a list"

_FLAGS = {"true": True, "false": False}


def read_text(node: Node | None) -> str:
    """Read one text; a number is made text, no node gives the empty text."""
    if node is None:
        return ""
    if isinstance(node.value, str):
        return node.value
    if _is_number(node.value):
        node.changed(NUMBER_MADE_TEXT)
        return number_text(node.value)
    node.refused("must be text")
    return ""


def read_texts(node: Node | None, *, named: bool = False) -> tuple[str, ...]:
    """Read a list of texts: one text is made a list, empty ones are dropped, numbers are made text.

    With `named`, an object that has a name stands for it: so do lists of plugins and clients that a program wrote.
    """
    if node is None:
        return ()
    if isinstance(node.value, str):
        node.changed(ONE_TEXT_MADE_LIST if node.value.strip() else EMPTY_DROPPED)
        return (node.value,) if node.value.strip() else ()
    items = node.items()
    if items is None:
        node.refused("must be text or a list of texts")
        return ()
    texts = (_read_name(item) if named else read_text(item) for item in items)
    return tuple(text for item, text in zip(items, texts, strict=True) if _is_filled(item, text))


def read_flag(node: Node | None, *, default: bool = False) -> bool:
    """Read true or false, also written as text."""
    if node is None:
        return default
    if isinstance(node.value, bool):
        return node.value
    if isinstance(node.value, str) and (flag := _FLAGS.get(node.value.strip().lower())) is not None:
        node.changed("text made true or false")
        return flag
    node.refused("must be true or false")
    return default


def read_count(node: Node | None) -> int:
    """Read a whole number from 0; no node gives 0."""
    if node is None:
        return 0
    if _is_number(node.value) and node.value >= 0 and node.value % 1 == 0:
        return int(node.value)
    node.refused("must be a whole number, not below 0")
    return 0


def _read_name(item: Node) -> str:
    """Read a text, or an object that has a name."""
    members = item.members()
    if members is None:
        return read_text(item)
    name = members.get("name")
    if name is None or not isinstance(name.value, str):
        item.refused("must be text or an object with a name")
        return ""
    item.changed("replaced by its name")
    return name.value


def _is_filled(item: Node, text: str) -> bool:
    """Tell whether there is something in the text of an item, and report it when there is not."""
    if not text.strip() and isinstance(item.value, str):
        item.changed(EMPTY_DROPPED)
    return bool(text.strip())


def _is_number(value: JsonValue) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
