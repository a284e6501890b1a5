"""How a character writes, and its templates."""

from collections.abc import Mapping

from parley_server.domain.characters import CharacterStyle
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters.members import Members
from parley_server.orchestrator.characters.node import NULL_DROPPED, Node
from parley_server.orchestrator.characters.texts import read_texts
from parley_server.orchestrator.characters.values import filled


def read_style(node: Node | None) -> tuple[CharacterStyle, Mapping[str, Node]]:
    """Read the style; return it with the parts that it has no place for. A list alone is the style everywhere."""
    if node is None:
        return CharacterStyle(), {}
    if isinstance(node.value, (str, list, tuple)):
        node.changed("made the part called all")
        return CharacterStyle(all=read_texts(node)), {}
    members = Members.of(node)
    if members is None:
        return CharacterStyle(), {}
    style = CharacterStyle(
        all=read_texts(members.take("all")),
        chat=read_texts(members.take("chat")),
        post=read_texts(members.take("post")),
    )
    return style, members.rest()


def write_style(style: CharacterStyle) -> dict[str, JsonValue]:
    """Write those parts of the style that there are."""
    return filled({"all": list(style.all), "chat": list(style.chat), "post": list(style.post)})


def read_templates(node: Node | None) -> Mapping[str, str]:
    """Read templates by name. What is not text is left out: in programs a template may be a function."""
    members = node.members() if node else {}
    if node is not None and members is None:
        node.refused("must be an object of texts")
    templates: dict[str, str] = {}
    for name, template in (members or {}).items():
        if isinstance(template.value, str):
            templates[name] = template.value
        else:
            template.changed(NULL_DROPPED if template.value is None else "not text, left out")
    return templates
