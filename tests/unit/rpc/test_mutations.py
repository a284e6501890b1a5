"""No request whatever makes the server say INTERNAL or UNKNOWN."""

from collections.abc import Iterator

import pytest
import structlog
from google.protobuf import descriptor_pool

from parley_server.domain.errors import ParleyError
from parley_server.rpc.checks import check_request
from parley_server.rpc.methods import SERVICES, Method, methods_of
from parley_server.rpc.unimplemented import is_implemented, unimplemented
from parley_server.wire.events import EventCodec
from parley_server.wire.messages import MessageCall, message_request_from_proto
from tests.fakes.mutations import Known, decodes, mutated_requests, run_campaign
from tests.fakes.serving import Served
from tests.fakes.values import AGENT_ID, RUN_ID

POOL = descriptor_pool.Default()
OURS = [method for service in SERVICES for method in methods_of(service)]
THERE = [method for method in OURS if is_implemented(method)]
PLUMBING = [
    method
    for name in ("grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection")
    for method in methods_of(POOL.FindServiceByName(name))
]
# A watch of health never ends by itself, nor does a subscription.
ENDLESS = {"Watch", "Subscribe", "Exchange"}
KNOWN: Known = {
    "agent_id": ["Assistant", AGENT_ID],
    "agent_ids": [AGENT_ID],
    "run_id": [RUN_ID],
    "subscription_id": ["billing"],
    "type": ["custom:a", "new_message"],
    "types": ["custom:*"],
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    # A line for each of thousands of calls is most of the work.
    with structlog.testing.capture_logs():
        yield


@pytest.mark.parametrize("method", [*THERE, *PLUMBING], ids=lambda method: method.path)
async def test_mutated_requests_are_answered(served: Served, method: Method) -> None:
    most_replies = 1 if method.name in ENDLESS else 100

    report = await run_campaign(served.channel, method, 200, known=KNOWN, most_replies=most_replies)

    assert report.offences == []
    assert report.codes.total() == 200


async def test_mutated_requests_to_the_other_methods_are_refused_unread(served: Served) -> None:
    for method in unimplemented():
        report = await run_campaign(served.channel, method, 20)
        assert report.offences == []
        assert report.codes.keys() <= {"UNIMPLEMENTED", "INTERNAL"}, method.path


def test_mutations_are_the_same_every_time_and_of_every_kind() -> None:
    [method] = [method for method in OURS if method.name == "StreamMessage"]

    first, second = (list(mutated_requests(method.request, 300, KNOWN)) for _ in range(2))

    good = [data for data in first if decodes(method.request, data)]
    passing = [data for data in good if passes(method, data)]
    assert first == second
    assert 100 < len(good) < 290
    assert len(passing) > 10


def passes(method: Method, data: bytes) -> bool:
    try:
        check_request(method.request.FromString(data))
    except ParleyError:
        return False
    return True


@pytest.mark.parametrize("method", OURS, ids=lambda method: method.path)
def test_checks_refuse_or_pass_and_never_fail(method: Method) -> None:
    for data in mutated_requests(method.request, 300, KNOWN):
        if decodes(method.request, data):
            passes(method, data)


@pytest.mark.parametrize("name", ["HandleMessage", "StreamMessage", "SubmitMessage"])
def test_what_passes_the_checks_can_be_converted(name: str) -> None:
    [method] = [method for method in OURS if method.name == name]
    codec = EventCodec()

    converted = 0
    for data in mutated_requests(method.request, 1000, KNOWN):
        if decodes(method.request, data) and passes(method, data):
            request: MessageCall = method.request.FromString(data)  # type: ignore[assignment]  # one of the three
            assert codec.fingerprint(message_request_from_proto(request))
            converted += 1
    assert converted > 25
