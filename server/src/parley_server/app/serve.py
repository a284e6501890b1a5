"""Serving: start, drain, stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.metadata import version
from typing import TypeVar

import grpc
import structlog

from parley_server.app.build import House, build
from parley_server.app.errors import PortTaken, StartError
from parley_server.app.limits import contract_limits
from parley_server.app.logs import configure_logs
from parley_server.app.settings import Settings
from parley_server.domain.server import ServerInfo
from parley_server.rpc.drain import Drain
from parley_server.rpc.health import HealthBoard
from parley_server.rpc.options import server_options
from parley_server.rpc.server import interceptors, register
from parley_server.sql.errors import FolderInUse, StoreError
from parley_server.sql.lock import read_holder

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """Where a server listens. `joined`: it was there before, and somebody else stops it."""

    address: str
    joined: bool = False
