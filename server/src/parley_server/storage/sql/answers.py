"""What small queries about one agent answered, kept until anything that they ask about is written."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count

from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.ids import AgentId, TenantId
from parley_server.sql.database import Database
from parley_server.sql.queries import Params, Query, Row
from parley_server.storage.sql.generations import Generations

# Agents whose answers are kept, answers of all of them (twice as many at the most), and how long one may be.
_AGENTS = 512
_ANSWERS = 4096
_ROWS = 64
_SHORT = 2048


class Answers:
    """Keeps answers for the one process that may write; a write about an agent makes all of that agent's forgotten.

    While one is under way, nothing of its agent is kept. One whose caller was cancelled, or that failed, may yet be
    committed: nothing is kept then until a later write of that agent has come back, since units are stored in order.
    """

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._kept: Generations[Sequence[Row]] = Generations(_ANSWERS)
        # The number under which an agent's answers are kept: with another one, nobody asks for those of before.
        self._numbers: Generations[int] = Generations(_AGENTS)
        self._next = count()
        self._writing: Counter[Hashable] = Counter()
        self._unsure: dict[Hashable, int] = {}
        self._begun = 0

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._kept)

    async def read(
        self, database: Database, tenant: TenantId, agent_id: AgentId, query: Query, params: Params
    ) -> Sequence[Row]:
        """Return the rows of a query about this agent alone: those that are kept, or else what the database says."""
        owner = (tenant, agent_id)
        if owner in self._writing or owner in self._unsure:
            return await database.read(query, params)
        number = self._numbers.get(owner)
        if number is None:
            number = next(self._next)
            self._numbers.put(owner, number)
        key = (number, query, *params.values())
        rows = self._kept.get(key)
        if rows is None:
            rows = await database.read(query, params)
            if _is_short(rows):
                # Nobody asks for these any more when a write has begun meanwhile: it has taken the number away.
                self._kept.put(key, rows)
        return rows

    @contextmanager
    def writing(self, tenant: TenantId, agent_id: AgentId) -> Iterator[None]:
        """Write something inside that the agent's answers may depend on."""
        owner = (tenant, agent_id)
        self._begun += 1
        begun = self._begun
        self._writing[owner] += 1
        self._numbers.forget(owner)
        try:
            yield
        except (NotFound, RevisionMismatch):
            raise  # refused as a whole
        except BaseException:
            self._unsure[owner] = self._begun
            raise
        else:
            if self._unsure.get(owner, begun) < begun:
                del self._unsure[owner]
        finally:
            self._writing[owner] -= 1
            if not self._writing[owner]:
                del self._writing[owner]


def _is_short(rows: Sequence[Row]) -> bool:
    return len(rows) <= _ROWS and sum(len(cell) for row in rows for cell in row if isinstance(cell, str)) <= _SHORT
