"""Runs: made from messages, queued per room, logged before they are seen, ended exactly once."""

from parley_server.orchestrator.runs.service import Runs

__all__ = ["Runs"]
