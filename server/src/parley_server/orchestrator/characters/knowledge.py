"""What a character learns: texts, files and folders."""

import re
from collections.abc import Mapping, Sequence

from parley_server.domain.characters import KnowledgeSource
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters.members import Members
from parley_server.orchestrator.characters.node import Node
from parley_server.orchestrator.characters.texts import (
    EMPTY_DROPPED,
    ONE_TEXT_MADE_LIST,
    read_flag,
    read_text,
)
from parley_server.orchestrator.characters.values import filled

_SOURCES = ("text", "path", "directory")

_LOOKS_LIKE_FILE = re.compile(r"\S{1,200}\.(?:md|mdx|txt|pdf|json|csv|html?|docx?|ya?ml|tsx?|jsx?|py)", re.IGNORECASE)


def read_knowledge(documents: Node | None, knowledge: Node | None) -> tuple[KnowledgeSource, ...]:
    """Read what to learn. Late 2.x files call it `documents`; there a text alone is the name of a file."""
    if documents is not None:
        documents.changed("read as knowledge")
    return (*_read_sources(documents, texts_are_files=True), *_read_sources(knowledge, texts_are_files=False))


def write_knowledge(sources: Sequence[KnowledgeSource]) -> list[JsonValue]:
    """Write what to learn: texts alone where nothing else is known about them, objects otherwise."""
    return [_write_source(source) for source in sources]


def _read_sources(node: Node | None, *, texts_are_files: bool) -> tuple[KnowledgeSource, ...]:
    if node is None:
        return ()
    if isinstance(node.value, str) and node.value.strip():
        node.changed(ONE_TEXT_MADE_LIST)
    items = [node] if isinstance(node.value, str) else node.items()
    if items is None:
        node.refused("must be a list of texts, files and folders")
        return ()
    sources = (_read_source(item, texts_are_files) for item in items)
    return tuple(source for source in sources if source is not None)


def _read_source(node: Node, texts_are_files: bool) -> KnowledgeSource | None:
    if isinstance(node.value, Mapping):
        members = Members.of(node)
        return None if members is None else _read_object(node, members)
    text = read_text(node)
    if not text.strip():
        if isinstance(node.value, str):
            node.changed(EMPTY_DROPPED)
        return None
    if texts_are_files:
        node.changed("name of a file, made a path")
        return KnowledgeSource(path=text)
    if _LOOKS_LIKE_FILE.fullmatch(text):
        node.changed("looks like a file but is learnt as text; write it as a path to have the file read")
    return KnowledgeSource(text=text)


def _read_object(node: Node, members: Members) -> KnowledgeSource | None:
    """Read a source with its keys; the oldest have `content` and tell the file that it was taken from."""
    _unfold_item(members)
    _unfold_directory(members)
    text, path, directory = members.take("text", "content"), members.take("path"), members.take("directory")
    told = members.take("sourcePath")
    if text is not None and path is not None:
        path.changed("only told, not read: its text is here")
        path, told = None, told or path
    source = KnowledgeSource(
        text=read_text(text),
        path=read_text(path),
        directory=read_text(directory),
        shared=read_flag(members.take("shared")),
        source_id=read_text(members.take("sourceId", "id")),
        source_path=read_text(told),
    )
    members.leave_out_rest()
    if sum(bool(given.strip()) for given in (source.text, source.path, source.directory)) != 1:
        node.refused("must have exactly one of text, path and directory")
        return None
    return source


def _unfold_item(members: Members) -> None:
    """Bring the 2.x form {"item": {"case": "path", "value": ...}} to {"path": ...}."""
    item = members.take("item")
    inner = Members.of(item) if item else None
    if item is None or inner is None:
        return
    case, value = read_text(inner.take("case")), inner.take("value")
    inner.leave_out_rest()
    if case in _SOURCES and value is not None:
        item.changed(f"written as {case}")
        members.add(case, value)


def _unfold_directory(members: Members) -> None:
    """Bring {"directory": {"path": ..., "shared": ...}} to {"directory": ..., "shared": ...}."""
    directory = members.take("directory")
    if directory is None or not isinstance(directory.value, Mapping):
        if directory is not None:
            members.add("directory", directory)
        return
    inner = Members.of(directory)
    if inner is None:
        return
    directory.changed("its parts moved one level up")
    for name, part in (("directory", inner.take("directory", "path")), ("shared", inner.take("shared"))):
        if part is not None:
            members.add(name, part)
    inner.leave_out_rest()


def _write_source(source: KnowledgeSource) -> JsonValue:
    members = filled(
        {
            "text": source.text,
            "path": source.path,
            "directory": source.directory,
            "shared": source.shared,
            "sourceId": source.source_id,
            "sourcePath": source.source_path,
        }
    )
    # A text that looks like a file would come back with a remark.
    plain = members.keys() == {"text"} and not _LOOKS_LIKE_FILE.fullmatch(source.text)
    return source.text if plain else members
