"""The fleet: agents are added, started, stopped, found (document 3, "ElizaOS")."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from parley_server.domain import events
from parley_server.domain.agents import AddedAgents, Agent, AgentHealth, AgentSpec, AgentState, StoredAgent
from parley_server.domain.callers import Caller
from parley_server.domain.errors import AgentNotFound, AlreadyExists, InvalidPageToken, ParleyError
from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.pages import Page, PageRequest
from parley_server.orchestrator.definitions import Definition, Definitions
from parley_server.orchestrator.launcher import AgentLauncher
from parley_server.orchestrator.readiness import ReadinessBoard
from parley_server.orchestrator.registry import AgentEntry, AgentRegistry
from parley_server.orchestrator.requests import RepeatedRequests
from parley_server.storage.store import Store
from parley_server.domain.clock import Clock

DEFAULT_GRACE = timedelta(seconds=10)
PROBE_SECONDS = 2.0
EPHEMERAL_IDLE_SECONDS = 600.0
