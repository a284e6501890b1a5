"""All wiring of a server, on one exit stack."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from parley_server.app.keys import secret_key
from parley_server.app.plugins import load_plugins
from parley_server.app.settings import Settings, environment
from parley_server.bus.bus import Bus, BusLimits, open_bus
from parley_server.bus.retention import RetentionLimits
from parley_server.bus.sql.outbox import NotifyingDatabase, SqlOutbox
from parley_server.bus.sql.store import SqlBusStore
from parley_server.codec.xml import XmlCodec
from parley_server.domain.clock import Clock, SystemClock
from parley_server.domain.ids import DEFAULT_TENANT, IdSource, TenantId, new_id
from parley_server.message.service import DefaultMessageService
from parley_server.orchestrator.announcer import Announcer
from parley_server.orchestrator.apart import background
from parley_server.orchestrator.audit import AuditTrail
from parley_server.orchestrator.catalogue import PluginCatalogue
from parley_server.orchestrator.definitions import Definitions
from parley_server.orchestrator.deliveries import Deliveries
from parley_server.orchestrator.fleet import Fleet
from parley_server.orchestrator.health import HealthProbe
from parley_server.orchestrator.launcher import AgentLauncher
from parley_server.orchestrator.models import AgentModels
from parley_server.orchestrator.neighbours import Neighbours
from parley_server.orchestrator.old_secrets import SALT_VARIABLE
from parley_server.orchestrator.readiness import ReadinessBoard
from parley_server.orchestrator.registry import AgentRegistry
from parley_server.orchestrator.runs import Runs
from parley_server.orchestrator.runs.execution import RunExecution
from parley_server.orchestrator.runs.history import RunHistory
from parley_server.orchestrator.runs.host import RunHost
from parley_server.orchestrator.runs.late import LateRuns
from parley_server.orchestrator.runs.maintenance import Retention, RunMaintenance
from parley_server.orchestrator.runs.starter import RunStarter
from parley_server.orchestrator.runs.texts import TextWriter
from parley_server.orchestrator.sealing import BoxSealer
from parley_server.orchestrator.secrets import SecretBox
from parley_server.orchestrator.work import AgentWork
from parley_server.plugin_api import Orchestrator, Plugin
from parley_server.runtime.agent_runtime import RuntimeParts
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.embeddings.worker import EmbeddingWorker
from parley_server.runtime.journal import JournalWriter
from parley_server.runtime.tasks.scheduler import TaskScheduler
from parley_server.sql.outbox import Outbox
from parley_server.storage.sql.open import Wrap, open_postgres, open_sqlite
from parley_server.storage.sql.store import SqlStore
from parley_server.wire.bus_bytes import BusEventEncoder
from parley_server.wire.domain_events import DomainEventEncoder
from parley_server.wire.events import EventCodec


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The parts of a running server that others talk to."""

    runs: Runs
    fleet: Fleet
    models: AgentModels
    work: AgentWork
    host: RunHost
    bus: Bus
    store: SqlStore
    page_secret: bytes
    registry: AgentRegistry
    announcer: Announcer
    deliveries: Callable[[TenantId], Deliveries]


Embed = Callable[[House], Orchestrator]
"""Takes the parts of a house into a program, and returns what its agents know as their orchestrator."""


def open_store(
    settings: Settings, *, outbox: Outbox | None = None, wrap: Wrap | None = None
) -> AbstractAsyncContextManager[SqlStore]:
    """Return the store that the settings name: PostgreSQL by its URL, else SQLite in the data folder."""
    url = settings.database_url.get_secret_value()
    if url:
        return open_postgres(url, outbox=outbox, wrap=wrap)
    return open_sqlite(settings.data, flush=settings.store_flush, outbox=outbox, wrap=wrap)


@asynccontextmanager
async def build(
    settings: Settings,
    *,
    plugins: Sequence[Plugin] = (),
    clock: Clock | None = None,
    id_source: IdSource = new_id,
    embed: Embed | None = None,
) -> AsyncIterator[House]:
    """Open the store, wire everything, take up stored agents and open runs; close it all in order at the end.

    With `embed` the house is a program's: its agents have runtimes also while they do not run. Those whose plugins the
    program has yet to bring are not started before, and their open runs wait for that.

    Raises StartError and what opening the store raises.
    """
    clock = clock or SystemClock()
    # Both read files, and imports take their time.
    catalogue = await asyncio.to_thread(load_plugins, settings, clock, plugins, environment())
    key = await asyncio.to_thread(secret_key, settings)
    async with AsyncExitStack() as stack:
        store, bus = await _open_store_and_bus(settings, stack, clock, id_source)
        journal = JournalWriter(store.logs)
        scheduler = TaskScheduler(store=store.tasks, clock=clock)
        embeddings = EmbeddingWorker(store=store.embeddings, clock=clock)
        work = (journal.run(), _maintenance(store, clock, settings).run(), scheduler.run(), embeddings.run())
        await stack.enter_async_context(background(*work))
        parts = _Parts(
            catalogue=catalogue,
            store=store,
            bus=bus,
            journal=journal,
            scheduler=scheduler,
            embeddings=embeddings,
            key=key,
            allow_destructive_migrations=settings.allow_destructive_migrations,
            clock=clock,
            new_id=id_source,
        )
        house, starter = _wire(parts, embed)
        stack.push_async_callback(house.fleet.close)
        await stack.enter_async_context(house.host.serving())
        await stack.enter_async_context(background(house.fleet.sweep(), starter.end_the_unended()))
        await house.fleet.restore(DEFAULT_TENANT, all_plugins_here=embed is None)
        left_open = await store.runs.list_open(DEFAULT_TENANT)
        if embed is None:
            for stored in left_open:
                starter.resume(DEFAULT_TENANT, stored)
        else:
            late = LateRuns(tenant=DEFAULT_TENANT, registry=house.registry, starter=starter)
            house.announcer.listen(late.hear)
            late.take_up(left_open)
        yield house


async def _open_store_and_bus(
    settings: Settings, stack: AsyncExitStack, clock: Clock, id_source: IdSource
) -> tuple[SqlStore, Bus]:
    # The store tells the bus of what it wrote into the outbox, and the bus keeps its log in the store.
    told: list[Callable[[TenantId], None]] = []

    def written(tenant: TenantId) -> None:
        for tell in told:
            tell(tenant)

    outbox = SqlOutbox(DomainEventEncoder(clock, id_source))
    opening = open_store(settings, outbox=outbox, wrap=lambda database: NotifyingDatabase(database, written))
    store = await stack.enter_async_context(opening)
    bus = await stack.enter_async_context(
        open_bus(SqlBusStore(store.database), BusEventEncoder(), clock, limits=_bus_limits(settings))
    )
    told.append(bus.outbox_written)
    return store, bus


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What is there before the wiring."""

    catalogue: PluginCatalogue
    store: SqlStore
    bus: Bus
    journal: JournalWriter
    scheduler: TaskScheduler
    embeddings: EmbeddingWorker
    key: str
    allow_destructive_migrations: bool
    clock: Clock
    new_id: IdSource


def _wire(parts: _Parts, embed: Embed | None) -> tuple[House, RunStarter]:
    store, clock, id_source = parts.store, parts.clock, parts.new_id
    codec = EventCodec()
    registry = AgentRegistry()
    host = RunHost(RunExecution(registry=registry, clock=clock), TextWriter(store.runs))
    starter = RunStarter(registry=registry, host=host, store=store, codec=codec, clock=clock, new_id=id_source)
    history = RunHistory(store=store.runs, codec=codec)
    announcer = Announcer(store.events)
    runs = Runs(registry=registry, host=host, starter=starter, history=history, announcer=announcer)
    board = ReadinessBoard()
    secrets, salt = SecretBox(parts.key), environment().get(SALT_VARIABLE, "")
    launcher = _launcher(parts, runs, board, BoxSealer(secrets, salt))
    fleet = Fleet(
        registry=registry,
        store=store,
        definitions=Definitions(secrets=secrets, catalogue=parts.catalogue, salt=salt),
        launcher=launcher,
        announcer=announcer,
        board=board,
        probe=HealthProbe(host=host, store=store, clock=clock),
        host=host,
        clock=clock,
        audit=AuditTrail(journal=parts.journal, clock=clock, new_id=id_source),
    )

    @cache
    def deliveries(tenant: TenantId) -> Deliveries:
        return Deliveries(
            tenant=tenant, registry=registry, runs=runs, decode=codec.decode_body, clock=clock, new_id=id_source
        )

    @cache
    def neighbours(tenant: TenantId) -> Orchestrator:
        return Neighbours(tenant=tenant, registry=registry, deliveries=deliveries(tenant))

    house = House(
        runs=runs,
        fleet=fleet,
        models=AgentModels(registry, runs),
        work=AgentWork(registry, runs, clock=clock, new_id=id_source),
        host=host,
        bus=parts.bus,
        store=store,
        page_secret=hashlib.sha256(b"page tokens" + parts.key.encode()).digest(),
        registry=registry,
        announcer=announcer,
        deliveries=deliveries,
    )
    embedded = embed(house) if embed is not None else None
    launcher.keeps_idle = embedded is not None
    launcher.orchestrator_of = neighbours if embedded is None else lambda _tenant: embedded
    return house, starter


def _launcher(parts: _Parts, runs: Runs, board: ReadinessBoard, sealer: BoxSealer) -> AgentLauncher:
    service = DefaultMessageService(model=ShapedModel(XmlCodec()), clock=parts.clock, new_id=parts.new_id)
    return AgentLauncher(
        catalogue=parts.catalogue,
        runs=runs,
        board=board,
        parts=RuntimeParts(
            tenant=DEFAULT_TENANT,
            store=parts.store,
            journal=parts.journal,
            message_service=service,
            clock=parts.clock,
            new_id=parts.new_id,
            environment=environment(),
            scheduler=parts.scheduler,
            allow_destructive_migrations=parts.allow_destructive_migrations,
            sealer=sealer,
            embeddings=parts.embeddings,
        ),
    )


def _bus_limits(settings: Settings) -> BusLimits:
    keep = RetentionLimits(age=timedelta(days=settings.keep_events_days), size=settings.keep_events_mib * 1024 * 1024)
    return BusLimits(retention=keep)


def _maintenance(store: SqlStore, clock: Clock, settings: Settings) -> RunMaintenance:
    retention = Retention(runs_for=timedelta(days=settings.keep_runs_days), keep_runs=settings.keep_runs)
    return RunMaintenance(store=store, clock=clock, retention=retention)
