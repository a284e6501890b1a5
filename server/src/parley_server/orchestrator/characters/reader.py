"""The reader: from a character file of any age to a character."""

from collections.abc import Mapping
from dataclasses import dataclass

from parley_server.domain.characters import Character, CharacterChange
from parley_server.domain.ids import parse_uuid
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters.examples import read_dialogues
from parley_server.orchestrator.characters.knowledge import read_knowledge
from parley_server.orchestrator.characters.members import Members
from parley_server.orchestrator.characters.node import Node
from parley_server.orchestrator.characters.report import Report
from parley_server.orchestrator.characters.settings import read_settings
from parley_server.orchestrator.characters.style import read_style, read_templates
from parley_server.orchestrator.characters.texts import read_text, read_texts
from parley_server.orchestrator.characters.values import MAX_DEPTH, json_faults
from parley_server.orchestrator.characters.wrapping import open_file
from parley_server.orchestrator.characters.writer import write_character

_KEPT = "unknown key, kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCharacter:
    """A character as it was read, and what was changed on the way or left alone."""

    character: Character
    changes: tuple[CharacterChange, ...] = ()


def read_character(file: Mapping[str, JsonValue]) -> ReadCharacter:
    """Convert the JSON of a character file of any age.

    Raises BadCharacter with all problems of the file, at most MAX_PROBLEMS, named by JSON pointers. Neither problems
    nor changes show values. Free-form values of the file are shared with the character, not copied.
    """
    report = Report()
    for fault in json_faults(file):
        report.refused(fault.field, fault.note)
    character = _read_members(open_file(Node(file, "", report)))
    report.raise_problems()
    return ReadCharacter(character=character, changes=report.changes())


def normalize_character(character: Character) -> ReadCharacter:
    """Hold a typed character to the rules for files: no empty texts, no secrets among the settings, a name.

    The pointers of changes and problems point into the character's file as `write_character` would write it.
    """
    file = {**write_character(character), "settings": character.settings, "secrets": character.secrets}
    return read_character(file)


def _read_members(members: Members) -> Character:
    name = _read_name(members)
    settings, secrets = read_settings(members.take("settings"), members.take("secrets"))
    style, unplaced = read_style(members.take("style"))
    return Character(
        name=name,
        id=_read_id(members.take("id")),
        username=read_text(members.take("username")),
        system=read_text(members.take("system")),
        bio=read_texts(members.take("bio")),
        lore=read_texts(members.take("lore")),
        message_examples=read_dialogues(members.take("messageExamples"), agent_name=name),
        post_examples=read_texts(members.take("postExamples")),
        topics=read_texts(members.take("topics")),
        adjectives=read_texts(members.take("adjectives")),
        knowledge=read_knowledge(members.take("documents"), members.take("knowledge")),
        plugins=read_texts(members.take("plugins"), named=True),
        style=style,
        templates=read_templates(members.take("templates")),
        settings=settings,
        secrets=secrets,
        model_provider=read_text(members.take("modelProvider")),
        clients=read_texts(members.take("clients"), named=True),
        extra=_read_extra(members, unplaced),
    )


def _read_name(members: Members) -> str:
    node = members.take("name")
    if node is None:
        members.missing("name", "is missing")
    elif not isinstance(node.value, str):
        node.refused("must be text")
    elif not node.value.strip():
        node.refused("must not be empty")
    else:
        return node.value
    return ""


def _read_id(node: Node | None) -> str:
    """Read the id; one that is no UUID is kept, as the file is known by it elsewhere."""
    text = read_text(node)
    known = parse_uuid(text)
    if node is not None and known is None and text:
        node.changed("not a UUID, kept as text")
    if node is not None and known is not None and known != text:
        node.changed("written in lower case")
    return text if known is None else known


def _read_extra(members: Members, unplaced_style: Mapping[str, Node]) -> dict[str, JsonValue]:
    """Keep what has no field. The writer puts it under `extra`, where it is read without a remark."""
    own = members.take("extra")
    rest = members.rest()
    kept = own.members() if own else None
    if own is not None and kept is None:
        rest["extra"] = own
    extra: dict[str, JsonValue] = {}
    for key, node in rest.items():
        node.changed(_KEPT)
        extra[key] = node.free_value()
    for key, node in (kept or {}).items():
        if key in extra:
            node.changed("left out, the file has it outside of extra too")
        else:
            extra[key] = node.free_value()
    if unplaced_style:
        _keep_style(extra, unplaced_style)
    return extra


def _keep_style(extra: dict[str, JsonValue], unplaced: Mapping[str, Node]) -> None:
    """Keep unknown parts of the style under `style`, unless something else is kept there."""
    if "style" in extra:
        for node in unplaced.values():
            node.changed("unknown key, left out")
        return
    for node in unplaced.values():
        node.changed("unknown key, kept in extra")
    extra["style"] = {key: node.free_value(MAX_DEPTH - 1) for key, node in unplaced.items()}
