"""Readiness as a stream of changes."""

from __future__ import annotations

from contextlib import aclosing

from parley_server.orchestrator.readiness import ReadinessBoard


async def test_watchers_get_the_present_state_and_then_changes() -> None:
    board = ReadinessBoard()
    board.set("Ann", ready=False)
    async with aclosing(board.watch()) as changes:
        assert await anext(changes) == ("Ann", False)
        board.set("Ann", ready=True)
        assert await anext(changes) == ("Ann", True)
        board.remove("Ann")
        assert await anext(changes) == ("Ann", None)


async def test_a_slow_watcher_sees_the_latest_state_alone() -> None:
    board = ReadinessBoard()
    async with aclosing(board.watch()) as changes:
        board.set("Ann", ready=False)
        assert await anext(changes) == ("Ann", False)
        for _ in range(1000):
            board.set("Ann", ready=True)
            board.set("Ann", ready=False)
        board.set("Bob", ready=True)
        assert await anext(changes) == ("Bob", True)
