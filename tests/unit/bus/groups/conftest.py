from collections.abc import AsyncIterator

import pytest

from tests.fakes.bus_groups import Bench


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    await bench.open()
    yield bench
    await bench.close()
