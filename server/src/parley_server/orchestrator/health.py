"""How agents are doing: measured, not assumed (reference-values A, "healthCheck.responsive")."""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from parley_server.domain.agents import AgentHealth, AgentState
from parley_server.domain.clock import Clock
from parley_server.domain.errors import ParleyError
from parley_server.orchestrator.apart import apart
from parley_server.orchestrator.registry import AgentEntry
from parley_server.orchestrator.runs.host import RunHost
from parley_server.storage.store import Store

PROBE_SECONDS = 2.0
_STATM = Path("/proc/self/statm")


class HealthProbe:
    """Probes agents on the way that their messages take: the host's tasks and the store."""

    def __init__(self, *, host: RunHost, store: Store, clock: Clock) -> None:
        """Probe through this host and this store."""
        self._host = host
        self._store = store
        self._clock = clock

    async def check(self, agents: Sequence[tuple[str, AgentEntry | None]]) -> tuple[AgentHealth, ...]:
        """Return the health of each agent, known or not, in order."""
        store_problem = await self._ping()
        memory = await asyncio.to_thread(_memory_bytes)
        return tuple(self._health(name, entry, store_problem, memory) for name, entry in agents)

    async def _ping(self) -> str:
        """Return what is wrong with the way of a message; empty when it answers in time."""
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await apart(self._host.group, self._store.ping())
        except TimeoutError:
            return f"The store does not answer within {PROBE_SECONDS:g} s."
        except ParleyError as error:
            return f"The store does not answer: {error.message}"
        return ""

    def _health(self, name: str, entry: AgentEntry | None, store_problem: str, memory: int) -> AgentHealth:
        if entry is None:
            return AgentHealth(agent_id=name, alive=False, responsive=False, ready=False, problems=("Unknown agent.",))
        alive = entry.state is AgentState.RUNNING
        problems = [*(entry.runtime.problems() if entry.runtime else (f"The agent is {entry.state.value}.",))]
        if entry.last_error is not None:
            problems.append(entry.last_error.message)
        if store_problem:
            problems.append(store_problem)
        # What does not keep it from answering.
        faults = entry.runtime.faults() if entry.runtime else ()
        return AgentHealth(
            agent_id=entry.agent_id,
            alive=alive,
            responsive=alive and not store_problem,
            ready=alive and not problems,
            problems=(*problems, *faults),
            memory_bytes=memory,
            uptime=self._clock.monotonic() - entry.started if entry.started is not None else None,
        )


def _memory_bytes() -> int:
    """Return the resident memory of this process; where the system does not tell, its peak."""
    try:
        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
