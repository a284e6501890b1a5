from collections.abc import AsyncIterator

import pytest

from parley_server.rpc.interceptors import CallLimits
from tests.fakes.serving import Served, ServerSetup, serving
from tests.fakes.shapes import Shapes


@pytest.fixture
def shapes() -> Shapes:
    return Shapes()


@pytest.fixture
async def shaped(shapes: Shapes) -> AsyncIterator[Served]:
    limits = CallLimits(calls=3, streams=3)
    async with serving(ServerSetup(limits=limits, handlers=[shapes.handler()])) as running:
        yield running
