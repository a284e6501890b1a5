"""One value of a file, with the place where it stands: what all the readers work on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters.report import Report, extend_pointer
from parley_server.orchestrator.characters.values import MAX_DEPTH, is_deeper_than

NULL_DROPPED = "null, dropped"


@dataclass(frozen=True, slots=True)
class Node:
    """A value, its JSON pointer, and the report about its file."""

    value: JsonValue
    pointer: str
    report: Report

    def child(self, token: str | int, value: JsonValue) -> "Node":
        """Return the node one step below this one."""
        return Node(value, extend_pointer(self.pointer, token), self.report)

    def items(self) -> "list[Node] | None":
        """Return the items of a list, without nulls; None when this is no list."""
        if not isinstance(self.value, (list, tuple)):
            return None
        return list(self._without_nulls(self.child(index, item) for index, item in enumerate(self.value)))

    def members(self) -> "dict[str, Node] | None":
        """Return the members of an object by key; None when this is no object."""
        if not isinstance(self.value, Mapping):
            return None
        return {key: self.child(key, value) for key, value in self.value.items()}

    def changed(self, note: str) -> None:
        """Report a change made here. The note must not hold a value of the file."""
        self.report.changed(self.pointer, note)

    def refused(self, sentence: str) -> None:
        """Report a problem here. The sentence must not hold a value of the file."""
        self.report.refused(self.pointer, sentence)

    def free_value(self, levels: int = MAX_DEPTH) -> JsonValue:
        """Return a free-form value as it is; one nested deeper than `levels` is a problem."""
        if is_deeper_than(levels, self.value):
            self.refused(f"is nested deeper than {levels} levels")
        return self.value

    def free_members(self) -> dict[str, JsonValue]:
        """Return a free-form object as it is; anything else is a problem."""
        members = self.members()
        if members is None:
            self.refused("must be an object")
            return {}
        return {key: member.free_value() for key, member in members.items()}

    @staticmethod
    def _without_nulls(nodes: "Iterator[Node]") -> "Iterator[Node]":
        for node in nodes:
            if node.value is None:
                node.changed(NULL_DROPPED)
            else:
                yield node
