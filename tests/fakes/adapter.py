"""A database of an agent's own, in memory."""

from __future__ import annotations

from tests.fakes.memories import FakeMemories, FakeVectors
from tests.fakes.memory_adapter import FakeMemoryAdapter
from tests.fakes.world_adapter import FakeWorldAdapter
from tests.fakes.worlds import FakeWorlds


class FakeAdapter(FakeMemoryAdapter, FakeWorldAdapter):
    """Implements DatabaseAdapter. `notes` tell of its life; a `broken` one does not close in peace."""

    def __init__(self, *, ready: bool = False, broken: bool = False) -> None:
        self.ready = ready
        self.broken = broken
        self.notes: list[str] = []
        self.memories = FakeMemories()
        self.vectors = FakeVectors(self.memories)
        self.worlds = FakeWorlds(self.memories.kept)

    async def is_ready(self) -> bool:
        return self.ready

    async def init(self) -> None:
        self.notes.append("init")
        self.ready = True

    async def close(self) -> None:
        self.notes.append("close")
        self.ready = False
        if self.broken:
            raise RuntimeError("stuck")
