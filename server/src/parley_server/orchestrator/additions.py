"""Adding agents: all or none, once per request_id."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from parley_server.domain.clock import Clock
from parley_server.domain.errors import AlreadyExists, RequestIdReused
from parley_server.domain.ids import TenantId
from parley_server.orchestrator.announcements import announce_added
from parley_server.orchestrator.announcer import Announcer
from parley_server.orchestrator.characters import secrets_of
from parley_server.orchestrator.definitions import Definition
from parley_server.orchestrator.keyed_locks import KeyedLocks
from parley_server.orchestrator.registry import NO_PARTS, AgentEntry, AgentRegistry, LocalParts
from parley_server.storage.requests import RequestRecord, RequestTaken
from parley_server.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The agents of a request in its order, and those of them that are new."""

    entries: list[AgentEntry]
    new: list[AgentEntry]
    is_repeat: bool = False


class Additions:
    """Adds agents to the store and the registry."""

    def __init__(self, *, store: Store, registry: AgentRegistry, announcer: Announcer, clock: Clock) -> None:
        """Add here."""
        self._store = store
        self._announcer = announcer
        self._registry = registry
        self._clock = clock
        self._locks = KeyedLocks()

    async def add(
        self,
        tenant: TenantId,
        definitions: Sequence[Definition],
        *,
        ephemeral: bool,
        request_id: str,
        body: Mapping[str, object],
        test_mode: bool = False,
        local: Sequence[LocalParts] = (),
        skip_migrations: bool = False,
    ) -> Added:
        """Add what is not there yet. Raises AlreadyExists, RequestIdReused.

        One addition at a time for each tenant, so that two of them never claim one name.
        """
        async with self._locks.hold(tenant, "add"):
            record = self._record(request_id, definitions, body)
            if record is not None and await self._is_repeat(tenant, record):
                return self._again(tenant, record)
            make = partial(
                self._entry, tenant, ephemeral=ephemeral, test_mode=test_mode, skip_migrations=skip_migrations
            )
            added = await self._add(tenant, definitions, record, make, ephemeral=ephemeral, local=local)
            if not ephemeral:
                self._announcer.told(announce_added(tenant, added.new))
            return added

    @asynccontextmanager
    async def excluded(self, tenant: TenantId) -> AsyncIterator[None]:
        """Keep additions to a tenant waiting, for example while an agent is taken off the list."""
        async with self._locks.hold(tenant, "add"):
            yield

    async def _add(
        self,
        tenant: TenantId,
        definitions: Sequence[Definition],
        record: RequestRecord | None,
        make: Callable[[Definition], AgentEntry],
        *,
        ephemeral: bool,
        local: Sequence[LocalParts],
    ) -> Added:
        entries: list[AgentEntry] = []
        new: list[AgentEntry] = []
        parts = local or [NO_PARTS] * len(definitions)
        for definition, given in zip(definitions, parts, strict=True):
            entry = self._same(tenant, definition, entries)
            if entry is None:
                self._registry.require_free(tenant, definition.agent_id, definition.character.name)
                entry = make(definition)
                entry.local, entry.character = given, given.completed(entry.character)
                new.append(entry)
            else:
                _require_parts(entry, given)
            entries.append(entry)
        await self._persist(tenant, new, record, ephemeral=ephemeral)
        for entry in new:
            self._registry.add(entry)
        for entry, given in zip(entries, parts, strict=True):
            if given != NO_PARTS and entry.runtime is None:
                entry.local, entry.character = given, given.completed(entry.character)
                entry.idle = None
        if ephemeral:
            await self._announcer.tell(announce_added(tenant, new))
        return Added(entries=entries, new=new)

    async def _persist(
        self, tenant: TenantId, new: Sequence[AgentEntry], record: RequestRecord | None, *, ephemeral: bool
    ) -> None:
        if ephemeral or not (new or record):
            return
        announced = announce_added(tenant, new)
        try:
            await self._store.agents.add(tenant, [entry.stored for entry in new], request=record, events=announced)
        except RequestTaken:
            assert record is not None
            raise RequestIdReused(record.request_id) from None

    def _same(self, tenant: TenantId, definition: Definition, earlier: Sequence[AgentEntry]) -> AgentEntry | None:
        """Return the agent that is there with this very definition. Raises AlreadyExists for one that differs."""
        entry = self._registry.find(tenant, definition.agent_id)
        if entry is not None and entry.leaving:
            # It must not be told to be there: in a moment it is not.
            name = definition.character.name
            raise AlreadyExists("agent", name, f"agent {name!r} is being deleted: add it once it is gone")
        if entry is None:
            taken = {other.agent_id for other in earlier} | {other.character.name.casefold() for other in earlier}
            for name in (definition.agent_id, definition.character.name.casefold()):
                if name in taken:
                    raise AlreadyExists("agent", definition.character.name)
            return None
        ours, theirs = entry.stored, definition.stored
        same = (ours.character, ours.plugins, ours.settings, secrets_of(entry.character)) == (
            theirs.character,
            theirs.plugins,
            theirs.settings,
            secrets_of(definition.character),
        )
        if not same:
            name = definition.character.name
            words = f"agent {name!r} is there already, with another character, other plugins or settings"
            raise AlreadyExists("agent", name, f"{words}: update it (UpdateAgent, update_agent), or delete it first")
        return entry

    def _entry(
        self, tenant: TenantId, definition: Definition, *, ephemeral: bool, test_mode: bool, skip_migrations: bool
    ) -> AgentEntry:
        return AgentEntry(
            tenant=tenant,
            stored=definition.stored,
            character=definition.character,
            ephemeral=ephemeral,
            test_mode=test_mode,
            skip_migrations=skip_migrations,
            last_used=self._clock.monotonic(),
        )

    def _record(
        self, request_id: str, definitions: Sequence[Definition], body: Mapping[str, object]
    ) -> RequestRecord | None:
        if not request_id:
            return None
        text = json.dumps(body, sort_keys=True, default=_plain)
        return RequestRecord(
            request_id=request_id,
            fingerprint=hashlib.sha256(b"AddAgents" + text.encode()).digest(),
            answer=json.dumps([definition.agent_id for definition in definitions]).encode(),
            created_at=self._clock.now(),
        )

    async def _is_repeat(self, tenant: TenantId, record: RequestRecord) -> bool:
        known = await self._store.requests.find(tenant, record.request_id)
        if known is not None and known.fingerprint != record.fingerprint:
            raise RequestIdReused(record.request_id)
        return known is not None

    def _again(self, tenant: TenantId, record: RequestRecord) -> Added:
        ids: list[str] = json.loads(record.answer)
        return Added(entries=[self._registry.get(tenant, agent_id) for agent_id in ids], new=[], is_repeat=True)


def _require_parts(entry: AgentEntry, given: LocalParts) -> None:
    """Raise AlreadyExists for an agent that runs, with other plugins or another database than are given.

    One that does not run, for example of an earlier program, is given them: it cannot have kept them.
    """
    if given != NO_PARTS and entry.runtime is not None and replace(entry.local, init=given.init) != given:
        name = entry.character.name
        raise AlreadyExists("agent", name, f"agent {name!r} runs with other plugins or another database: stop it first")


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
