"""What happened while a file was read: the changes that were made and the problems that were found."""

from parley_server.domain.characters import CharacterChange
from parley_server.domain.errors import BadCharacter, FieldProblem

MAX_CHANGES = 200
MAX_PROBLEMS = 20


def extend_pointer(pointer: str, token: str | int) -> str:
    """Return the JSON pointer one step below `pointer`, escaped as RFC 6901 says."""
    # A lone surrogate in a key is legal JSON text, but no message of ours could carry it.
    readable = str(token).encode("utf-8", "replace").decode()
    return f"{pointer}/{readable.replace('~', '~0').replace('/', '~1')}"


class Report:
    """Collects changes and problems, bounded. Neither ever holds a value of the file: values may be secrets."""

    def __init__(self) -> None:
        """Begin with nothing to report."""
        self._changes: list[CharacterChange] = []
        self._unlisted = 0
        self._problems: list[FieldProblem] = []

    def changed(self, pointer: str, note: str) -> None:
        """Note one change; above MAX_CHANGES it is only counted."""
        if len(self._changes) < MAX_CHANGES:
            self._changes.append(CharacterChange(pointer=pointer, note=note))
        else:
            self._unlisted += 1

    def refused(self, pointer: str, sentence: str) -> None:
        """Note one problem; above MAX_PROBLEMS it is dropped, the file is refused anyway."""
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(FieldProblem(field=pointer, note=sentence))

    def raise_problems(self) -> None:
        """Raise BadCharacter when there are problems."""
        if self._problems:
            first = self._problems[0]
            message = f"the character has {len(self._problems)} problem(s), first at {first.field!r}: {first.note}"
            raise BadCharacter(message, problems=self._problems)

    def changes(self) -> tuple[CharacterChange, ...]:
        """Return the changes; the last one says how many more there are when they are too many."""
        if not self._unlisted:
            return tuple(self._changes)
        listed = self._changes[: MAX_CHANGES - 1]
        more = self._unlisted + len(self._changes) - len(listed)
        return (*listed, CharacterChange(pointer="", note=f"{more} more changes are not listed"))
