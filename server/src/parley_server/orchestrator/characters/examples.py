"""Example conversations, in the three shapes that files have had."""

from collections.abc import Iterable, Mapping, Sequence

from parley_server.domain.characters import Dialogue, Turn
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters.content import read_content, read_placeholders, write_content
from parley_server.orchestrator.characters.members import Members
from parley_server.orchestrator.characters.node import Node
from parley_server.orchestrator.characters.texts import EMPTY_DROPPED, read_text
from parley_server.orchestrator.characters.values import filled


def read_dialogues(node: Node | None, *, agent_name: str) -> tuple[Dialogue, ...]:
    """Read example conversations; `agent_name` speaks the answers that a file gives without a speaker.

    A conversation is a list of turns or an object with such a list. The first files had turns alone.
    """
    if node is None:
        return ()
    items = node.items()
    if items is None:
        node.refused("must be a list of conversations")
        return ()
    if items and all(_is_turn(item) for item in items):
        node.changed("turns put into conversations")
        return tuple(Dialogue(turns=turns) for turns in _grouped(items, agent_name))
    dialogues = (_read_dialogue(item, agent_name) for item in items)
    return tuple(dialogue for dialogue in dialogues if dialogue is not None)


def write_dialogues(dialogues: Sequence[Dialogue]) -> list[JsonValue]:
    """Write conversations as lists of turns; as objects where there is more to say than the turns."""
    return [_write_dialogue(dialogue) for dialogue in dialogues]


def _is_turn(item: Node) -> bool:
    return isinstance(item.value, Mapping) and ("user" in item.value or "name" in item.value)


def _grouped(items: Iterable[Node], agent_name: str) -> list[tuple[Turn, ...]]:
    """Read turns that no list holds together. A turn with its answer ends a conversation."""
    groups: list[tuple[Turn, ...]] = []
    open_group: tuple[Turn, ...] = ()
    for item in items:
        turns = _read_turn(item, agent_name)
        open_group += turns
        if len(turns) > 1:
            groups.append(open_group)
            open_group = ()
    return [*groups, open_group] if open_group else groups


def _read_dialogue(node: Node, agent_name: str) -> Dialogue | None:
    """Read one conversation; None when there is nothing in it."""
    turns = node.items()
    if turns is not None:
        dialogue = Dialogue(turns=_read_turns(turns, agent_name))
    elif (members := node.members()) is not None:
        dialogue = _read_object(Members(node, members), agent_name)
    else:
        node.refused("must be a list of turns or an object with one")
        return None
    if dialogue == Dialogue():
        node.changed(EMPTY_DROPPED)
        return None
    return dialogue


def _read_object(members: Members, agent_name: str) -> Dialogue:
    examples = members.take("examples", "turns", "messages")
    turns = examples.items() if examples else []
    if examples is None:
        members.missing("examples", "is missing")
    elif turns is None:
        examples.refused("must be a list of turns")
    dialogue = Dialogue(
        turns=_read_turns(turns or [], agent_name),
        prompt=read_text(members.take("prompt")),
        outcome=read_text(members.take("outcome")),
    )
    members.leave_out_rest()
    return dialogue


def _read_turns(items: Iterable[Node], agent_name: str) -> tuple[Turn, ...]:
    return tuple(turn for item in items for turn in _read_turn(item, agent_name))


def _read_turn(node: Node, agent_name: str) -> tuple[Turn, ...]:
    """Read one turn, and the answer that the first files could put into it."""
    members = Members.of(node)
    if members is None:
        return ()
    speaker, said, answer = members.take("name", "user"), members.take("content", "text"), members.take("response")
    turns: list[Turn] = []
    if speaker is None:
        members.missing("name", "is missing: who says this?")
    elif speaker.value == "":
        speaker.refused("must not be empty")
    if said is None:
        members.missing("content", "is missing")
    else:
        turns.append(Turn(name=read_placeholders(speaker), content=read_content(said)))
    if answer is not None:
        answer.changed("made a turn of its own")
        turns.append(Turn(name=agent_name, content=read_content(answer)))
    members.leave_out_rest()
    return tuple(turns)


def _write_dialogue(dialogue: Dialogue) -> JsonValue:
    turns: list[JsonValue] = [{"name": turn.name, "content": write_content(turn.content)} for turn in dialogue.turns]
    around = filled({"prompt": dialogue.prompt, "outcome": dialogue.outcome})
    return {"examples": turns, **around} if around else turns
