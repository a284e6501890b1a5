"""Files that hold the character inside: `{"character": {...}, "plugins": [...]}`, exported agents."""

from collections.abc import Mapping

from parley_server.orchestrator.characters.members import Members
from parley_server.orchestrator.characters.node import Node
from parley_server.orchestrator.characters.values import MAX_FILE_DEPTH

_WRAPPED = "character"


def open_file(file: Node) -> Members:
    """Return the members of the character in a file: none, and a problem reported, when it is no object.

    What stands around a wrapped character is read as though it were inside, unless the character has its own.
    """
    nodes = file.members()
    if nodes is None:
        file.refused("must be an object")
        return Members(file, {})
    owner = file
    for _ in range(MAX_FILE_DEPTH):
        inner = nodes.get(_WRAPPED)
        if inner is None or not isinstance(inner.value, Mapping):
            break
        inner.changed("taken out of its wrapping")
        owner, nodes = inner, _merged(inner, nodes)
    return Members(owner, nodes)


def _merged(inner: Node, around: Mapping[str, Node]) -> dict[str, Node]:
    nodes = inner.members() or {}
    for key, node in around.items():
        if key == _WRAPPED:
            continue
        if key in nodes:
            node.changed("left out, the character has its own")
        else:
            nodes[key] = node
    return nodes
