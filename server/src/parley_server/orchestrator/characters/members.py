"""The members of one object, taken one by one under their present names; what nobody takes is left over."""

import re

from parley_server.orchestrator.characters.node import NULL_DROPPED, Node

_UPPER = re.compile(r"[A-Z]")


def spellings(name: str, *older: str) -> tuple[str, ...]:
    """Return every key under which files hold `name`: camelCase, snake_case, then the older names."""
    snake = _UPPER.sub(lambda letter: "_" + letter.group().lower(), name)
    return tuple(dict.fromkeys((name, snake, *older)))


class Members:
    """What is left of an object while it is being read."""

    def __init__(self, owner: Node, nodes: dict[str, Node]) -> None:
        """Start with all members of `owner`."""
        self._owner = owner
        self._nodes = dict(nodes)

    @classmethod
    def of(cls, node: Node) -> "Members | None":
        """Return the members of an object; anything else is reported as a problem and gives None."""
        nodes = node.members()
        if nodes is None:
            node.refused("must be an object")
            return None
        return cls(node, nodes)

    def take(self, name: str, *older: str) -> Node | None:
        """Take the member called `name`, in any spelling; None when it is missing or null.

        The first spelling wins; a further one is left out and reported, so that nothing is lost unseen.
        """
        chosen: Node | None = None
        for key in spellings(name, *older):
            node = self._nodes.pop(key, None)
            if node is None:
                continue
            if node.value is None:
                node.changed(NULL_DROPPED)
            elif chosen is not None:
                node.changed(f"left out, {name} is there too")
            else:
                chosen = node
                if key != name:
                    node.changed(f"renamed to {name}")
        return chosen

    def add(self, name: str, node: Node) -> None:
        """Put a member that was found elsewhere under `name`; when that is there, report that it is left out."""
        if self._nodes.setdefault(name, node) is not node:
            node.changed(f"left out, {name} is there too")

    def missing(self, name: str, sentence: str) -> None:
        """Report a member that must be there."""
        self._owner.child(name, None).refused(sentence)

    def rest(self) -> dict[str, Node]:
        """Return what nobody has taken, and leave nothing."""
        rest, self._nodes = self._nodes, {}
        return rest

    def leave_out_rest(self) -> None:
        """Report what nobody has taken: there is no place for it."""
        for node in self.rest().values():
            node.changed("unknown key, left out")
