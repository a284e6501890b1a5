from collections.abc import AsyncIterator

import pytest

from parley_client import ParleyClient
from tests.fakes.fake_server import FakeServer, fake_server
from tests.fakes.fake_timer import FakeTimer


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    async with fake_server() as running:
        yield running


@pytest.fixture
def timer() -> FakeTimer:
    return FakeTimer()


@pytest.fixture
async def client(server: FakeServer, timer: FakeTimer) -> AsyncIterator[ParleyClient]:
    async with ParleyClient(server.address, timer=timer) as opened:
        yield opened
