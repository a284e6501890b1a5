"""What was read of an agent's worlds and rooms, remembered until something of them changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from parley_server.domain.errors import ParleyError, StoreUnavailable
from parley_server.storage.sql.generations import Generations

_REMEMBERED = 4096
_AGENTS = 2048
# Texts of an answer, and characters in all of them, up to which it is remembered.
_MANY = 128
_LONG = 8192

Answer = tuple[str, ...]


class Answers:
    """Remembers answers as texts, by owner and question.

    All answers of an owner have one version, and any change ends it: what is read under an older one is not kept, nor
    what is read while a change is under way, or may yet be.
    """

    def __init__(self, is_settled: Callable[[Hashable], bool]) -> None:
        """Remember nothing yet; `is_settled` tells whether nothing of an owner is being changed."""
        self._is_settled = is_settled
        self._versions: Generations[int] = Generations(_AGENTS)
        self._answers: Generations[Answer] = Generations(_REMEMBERED)
        self._joining: Counter[Hashable] = Counter()
        self._last = 0

    def __len__(self) -> int:
        """Return how many answers are remembered, those of ended versions included."""
        return len(self._answers)

    def version(self, owner: Hashable) -> int:
        """Return the version of an owner's answers: ask before reading."""
        version = self._versions.get(owner)
        if version is None:
            self._last = version = self._last + 1
            self._versions.put(owner, version)
        return version

    def get(self, version: int, question: Hashable) -> Answer | None:
        """Return an answer, or None."""
        return self._answers.get((version, question))

    def keep(self, owner: Hashable, version: int, question: Hashable, answer: Answer) -> None:
        """Remember what was read under a version, unless that has ended; long answers are not."""
        if len(answer) > _MANY or sum(map(len, answer)) > _LONG or owner in self._joining:
            return
        if self._versions.get(owner) == version and self._is_settled(owner):
            self._answers.put((version, question), answer)

    def forget(self, owner: Hashable) -> None:
        """End the version of an owner's answers."""
        self._versions.forget(owner)

    @contextmanager
    def joining(self, owner: Hashable, doubt: Callable[[Hashable], None]) -> Iterator[None]:
        """Write inside what adds rooms and participants; `doubt` is told where nobody knows whether it is stored."""
        self._joining[owner] += 1
        try:
            yield
        except BaseException as error:
            if not isinstance(error, ParleyError) or isinstance(error, StoreUnavailable):
                doubt(owner)
            raise
        finally:
            self._joining[owner] -= 1
            if not self._joining[owner]:
                del self._joining[owner]
            self.forget(owner)
