"""The session of the bus in the README is true: once through grpcurl where it is there, and always without it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from grpc import aio

from parley_server.app.serve import open_server
from parley_server.app.settings import Settings
from tests.fakes.readme_session import by_hand, create, read_session, with_grpcurl
from tests.fakes.serving import CLIENT_OPTIONS


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    # The output in the README is that of a whole server.
    async with open_server(Settings(data=tmp_path, port=0)) as server:
        yield server.address


@pytest.fixture
async def channel(address: str) -> AsyncIterator[aio.Channel]:
    async with aio.insecure_channel(address, options=CLIENT_OPTIONS) as connected:
        yield connected


async def test_the_session_of_the_readme_replayed(channel: aio.Channel) -> None:
    session = read_session()
    await create(channel, session.subscription)

    async with by_hand(channel) as talk:
        await talk.play(session.lines)


@pytest.mark.skipif(shutil.which("grpcurl") is None, reason="grpcurl is not on the path")
async def test_the_session_of_the_readme_with_grpcurl(address: str, channel: aio.Channel) -> None:
    session = read_session()
    await create(channel, session.subscription)

    async with with_grpcurl(str(shutil.which("grpcurl")), address) as talk:
        await talk.play(session.lines)


async def test_a_session_that_is_not_true_is_noticed(channel: aio.Channel) -> None:
    session = read_session()
    await create(channel, session.subscription)
    session.lines[-1].body["inReplyTo"] = 99

    with pytest.raises(AssertionError):
        async with by_hand(channel) as talk:
            await talk.play(session.lines)
