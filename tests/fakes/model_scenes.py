"""Scenes of a model server that breaks off: half an answer, and what comes then."""

from __future__ import annotations

import asyncio

from tests.fakes.model_server import Exchange
from tests.fakes.openai_agents import KEY


async def half(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.text("Hel")


async def then_reset(exchange: Exchange) -> None:
    await half(exchange)
    await asyncio.sleep(0.05)
    exchange.reset()


async def then_end(exchange: Exchange) -> None:
    await half(exchange)
    await exchange.close()


async def then_stall(exchange: Exchange) -> None:
    await half(exchange)
    await exchange.gone()


async def then_garbage(exchange: Exchange) -> None:
    await half(exchange)
    await exchange.raw(b"data: {oops\n\n")
    await exchange.gone()


async def then_nonsense(exchange: Exchange) -> None:
    await half(exchange)
    await exchange.event({"choices": [{"delta": 7}]})
    await exchange.gone()


async def then_error(exchange: Exchange) -> None:
    await half(exchange)
    await exchange.event({"error": {"message": f"overloaded {KEY}", "code": 503}})
    await exchange.gone()
