from parley_server.domain.bus import EARLIEST, Ack, AckKind, AckResult, Subscription
from parley_server.domain.ids import DEFAULT_TENANT
from tests.fakes.bus_groups import Bench


async def test_what_is_given_out_and_acknowledged_moves_the_floor(bench: Bench) -> None:
    bench.log.add("", "", "")
    await bench.groups.create(DEFAULT_TENANT, Subscription(subscription_id="s"), EARLIEST)
    reader = await bench.join()

    given = await reader.pull()
    acks = [Ack(kind=AckKind.ACK, ack_ids=tuple(delivery.ack_id for delivery in given))]
    result = await bench.groups.acknowledge(DEFAULT_TENANT, "s", acks)

    assert [delivery.sequence for delivery in given] == [1, 2, 3]
    assert result == AckResult()
    assert bench.store.stored[DEFAULT_TENANT, "s"].floor == 3
