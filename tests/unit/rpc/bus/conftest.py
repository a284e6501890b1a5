from collections.abc import AsyncIterator

import pytest

from parley_server.rpc.bus.stream import StreamLimits
from tests.fakes.exchanges import Conversation, exchanging
from tests.fakes.serving import Served, ServerSetup, serving

# Shorter than in life, so that tests need not wait.
LIMITS = StreamLimits(heartbeat=0.1, leave=0.3, owed=8, acks=4)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving(ServerSetup(stream_limits=LIMITS)) as running:
        yield running


@pytest.fixture
async def stream(served: Served) -> AsyncIterator[Conversation]:
    async with exchanging(served.channel) as conversation:
        yield conversation
