"""All stores of a server together."""

from typing import Protocol

from parley_server.storage.agents import AgentStore
from parley_server.storage.cache import CacheStore
from parley_server.storage.embeddings import EmbeddingStore
from parley_server.storage.events import EventStore
from parley_server.storage.logs import LogStore
from parley_server.storage.memories import MemoryStore
from parley_server.storage.requests import RequestStore
from parley_server.storage.runs import RunStore
from parley_server.storage.schemas import SchemaStore
from parley_server.storage.tasks import TaskStore
from parley_server.storage.vectors import VectorStore
from parley_server.storage.worlds import WorldStore


class Store(Protocol):
    """One database, seen by role. Opened by the composition root, which also closes it."""

    @property
    def agents(self) -> AgentStore:
        """Agents."""
        ...

    @property
    def runs(self) -> RunStore:
        """Runs and their logs."""
        ...

    @property
    def memories(self) -> MemoryStore:
        """Memories."""
        ...

    @property
    def vectors(self) -> VectorStore:
        """Vectors of memories."""
        ...

    @property
    def embeddings(self) -> EmbeddingStore:
        """Memories that wait for their vectors."""
        ...

    @property
    def schemas(self) -> SchemaStore:
        """Tables of plugins."""
        ...

    @property
    def worlds(self) -> WorldStore:
        """Worlds, rooms, entities."""
        ...

    @property
    def cache(self) -> CacheStore:
        """Values that plugins keep by key."""
        ...

    @property
    def logs(self) -> LogStore:
        """Log entries."""
        ...

    @property
    def requests(self) -> RequestStore:
        """Requests made before."""
        ...

    @property
    def tasks(self) -> TaskStore:
        """Tasks."""
        ...

    @property
    def events(self) -> EventStore:
        """Events of changes that are not stored."""
        ...

    @property
    def flush(self) -> str:
        """What "stored" means here: "memory", "process" (survives a crash of the server) or "disk"."""
        ...

    async def ping(self) -> None:
        """Make sure that the database answers. Raises StoreUnavailable."""
        ...
