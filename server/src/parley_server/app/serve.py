"""Serving: start, drain, stop."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import grpc
import structlog

from parley_server import __version__
from parley_server.app.build import House, build
from parley_server.app.errors import PortTaken, StartError
from parley_server.app.limits import limits_in_force
from parley_server.app.logs import configure_logs
from parley_server.app.settings import Settings
from parley_server.app.sizes import sizes_in_memory
from parley_server.domain.server import ServerInfo
from parley_server.orchestrator.apart import background
from parley_server.plugin_api import Plugin
from parley_server.rpc.drain import Drain
from parley_server.rpc.options import server_options
from parley_server.rpc.server import interceptors, register
from parley_server.sql.errors import FolderInUse, StoreNotOpened
from parley_server.sql.lock import read_holder

T = TypeVar("T")

# A full collection looks at every event that the bus keeps in memory: up to 54 ms, every other second under load.
# Nearly all that is garbage goes with the younger generations; the full one may be rare.
_COLLECT_AFTER = (50_000, 20, 100)
# Streams end by themselves once runs are drained; this is for calls that are slow to notice.
_CLOSE_SECONDS = 1.0
# After the grace, for everything else: ending runs and streams, telling plugins, stopping services, closing the store.
_LEAVE_SECONDS = 10.0
_JOIN_SECONDS = 5.0
_JOIN_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """Where a server listens. `joined`: it was there before, and somebody else stops it."""

    address: str
    joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningServer:
    """A server that answers calls, until its context ends."""

    address: str
    house: House
    drain: Drain


@asynccontextmanager
async def open_server(settings: Settings, *, plugins: Sequence[Plugin] = ()) -> AsyncIterator[RunningServer]:
    """Serve while the context is open, then drain.

    On the way out runs get `drain_grace` to end, the rest stays for the next start, and every stream ends in a status.
    Raises StartError when the port is taken or a plugin is bad, StoreNotOpened when the store cannot be opened.
    """
    async with build(settings, plugins=plugins) as house:
        drain = Drain()
        server = grpc.aio.server(interceptors=interceptors(drain=drain), options=server_options())
        address = _bind(server, settings)
        health = register(
            server,
            runs=house.runs,
            fleet=house.fleet,
            models=house.models,
            work=house.work,
            bus=house.bus,
            info=lambda: _info(settings, house, address),
            drain=drain,
            page_secret=house.page_secret,
        )
        async with background(health.run()):
            await server.start()
            await house.store.write_address(address)
            try:
                yield RunningServer(address=address, house=house, drain=drain)
            finally:
                drain.start()
                await house.host.drain(settings.grace)
                await server.stop(_CLOSE_SECONDS)


@asynccontextmanager
async def private_or_running_server(settings: Settings) -> AsyncIterator[ServerAddress]:
    """Yield the server that holds the data folder, else one of our own on a free port, for as long as we want it.

    Raises what `open_server` raises; FolderInUse when the holder does not serve within 5 s.
    """
    async with AsyncExitStack() as stack:
        yield await _joined_or_opened(settings, stack)


async def _joined_or_opened(settings: Settings, stack: AsyncExitStack) -> ServerAddress:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _JOIN_SECONDS
    while True:
        running = await running_server(settings)
        if running is not None:
            return running
        try:
            server = await stack.enter_async_context(open_server(settings.model_copy(update={"port": 0})))
        except FolderInUse:
            # Somebody was faster by a moment and is about to serve, or is about to leave.
            if loop.time() > deadline or settings.database_url.get_secret_value():
                raise
            await asyncio.sleep(_JOIN_PAUSE_SECONDS)
        else:
            return ServerAddress(address=server.address)


async def running_server(settings: Settings) -> ServerAddress | None:
    """Return the server that holds the data folder and serves, None when there is none, or none to be found."""
    if settings.database_url.get_secret_value():
        return None
    try:
        holder = await asyncio.to_thread(read_holder, settings.data)
    except OSError:
        return None  # not a folder, or not ours to read: who opens it says so
    if holder is None or not holder.address:
        return None
    return ServerAddress(address=holder.address, joined=True)


async def serve_until_stopped(settings: Settings, *, ready: Callable[[RunningServer], None]) -> None:
    """Serve until SIGTERM or SIGINT, then drain. `ready` is called once calls are answered."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopped.set()
        # From here on, since the server may still be on its way up.
        _leave_in_time(settings.drain_grace + _LEAVE_SECONDS)

    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop)
    async with open_server(settings) as server:
        # Nothing of what stands now is ever garbage, and to look through it again and again takes its time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_COLLECT_AFTER)
        ready(server)
        await stopped.wait()
        structlog.get_logger("parley.server").info("draining", grace_seconds=settings.drain_grace)


def serve(settings: Settings) -> int:
    """Serve in this process; return its exit code: 0 after a clean stop, 1 when it could not start."""
    configure_logs(settings)
    try:
        run_async(serve_until_stopped(settings, ready=_say_ready))
    except (StartError, StoreNotOpened) as error:
        sys.stderr.write(f"parley: {error}\n")
        return 1
    return 0


def run_async(main: Coroutine[object, object, T]) -> T:
    """Run a coroutine on uvloop where it is there, else on the standard loop."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)


def _leave_in_time(seconds: float) -> None:
    """End this process in so many seconds, if it has not ended by itself.

    A plugin that swallows its cancellation, or blocks a thread, cannot be stopped in any other way. Nothing is lost:
    what was said to be stored is, as after a crash. In a thread, which goes on when the loop does not.
    """
    timer = threading.Timer(seconds, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> None:
    structlog.get_logger("parley.server").error("cut_off", why="work of a plugin does not stop")
    sys.stderr.flush()
    os._exit(0)


def _bind(server: grpc.aio.Server, settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    try:
        port = server.add_insecure_port(f"{host}:{settings.port}")
    except RuntimeError:
        raise PortTaken(host, settings.port) from None
    return f"{host}:{port}"


def _info(settings: Settings, house: House, address: str) -> ServerInfo:
    return ServerInfo(
        server_version=__version__,
        limits=limits_in_force(settings),
        sizes=sizes_in_memory(house),
        endpoints=(f"grpc://{address}",),
        store_flush=house.store.flush,
    )


def _say_ready(server: RunningServer) -> None:
    sys.stdout.write(f"READY {server.address}\n")
    sys.stdout.flush()
