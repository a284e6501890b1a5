"""RuntimeService: components and routes on the wire."""

from __future__ import annotations

import json

import pytest
from grpc import aio

from parley.v1 import common_pb2, components_pb2, runtime_pb2, runtime_pb2_grpc
from parley_server.domain.errors import ComponentFailed
from parley_server.domain.models import ModelResult
from parley_server.plugin_api import Action, Evaluator, EvaluatorPhase, ModelHandler, Provider, ProviderResult, Route
from parley_server.plugin_api.listing import ComponentKind, ComponentState, RegisteredComponent
from parley_server.plugin_api.service_methods import ServiceMethod
from parley_server.plugin_api.settings import ShownSetting
from tests.fakes.serving import Served, reason_of
from tests.fakes.values import AGENT_ID


@pytest.fixture
def stub(served: Served) -> runtime_pb2_grpc.RuntimeServiceStub:
    return runtime_pb2_grpc.RuntimeServiceStub(served.channel)


async def _nothing(*_args: object) -> None:
    return None


async def _says(*_args: object) -> ProviderResult:
    return ProviderResult()


async def _generates(*_args: object) -> ModelResult:
    return ModelResult()


async def _applies(*_args: object) -> bool:
    return True


def one_of_each() -> list[RegisteredComponent]:
    action = Action(name="WORK", description="Works.", handler=_nothing, validate=_applies, similes=("DO",))
    provider = Provider(name="SAID", get=_says, private=True, dynamic=True, position=3)
    evaluator = Evaluator(
        name="GATE", description="", handler=_nothing, phase=EvaluatorPhase.PRE, always_run=True, fail_closed=True
    )
    model = ModelHandler(model_type="TEXT_LARGE", generate=_generates, model_id="m-1")
    route = Route(path="/items", method="STATIC", file_path="/srv/secret-place", name="items", public=True)
    failure = ComponentFailed("p", "chat", "no power").failure()
    return [
        RegisteredComponent(kind=ComponentKind.ACTION, name="WORK", plugin="p", description="Works.", spec=action),
        RegisteredComponent(kind=ComponentKind.PROVIDER, name="SAID", plugin="p", spec=provider),
        RegisteredComponent(kind=ComponentKind.EVALUATOR, name="GATE", plugin="p", spec=evaluator),
        RegisteredComponent(kind=ComponentKind.MODEL, name="TEXT_LARGE", plugin="p", priority=5, spec=model),
        RegisteredComponent(
            kind=ComponentKind.SERVICE,
            name="chat",
            plugin="p",
            state=ComponentState.FAILED,
            error=failure,
            methods=(ServiceMethod(name="ping", description="Answers.", parameters={"type": "object"}),),
        ),
        RegisteredComponent(kind=ComponentKind.EVENT_HANDLER, name="joined", plugin="p"),
        RegisteredComponent(kind=ComponentKind.SEND_HANDLER, name="chat", plugin=""),
        RegisteredComponent(kind=ComponentKind.TASK_WORKER, name="backup", plugin="p"),
        RegisteredComponent(kind=ComponentKind.TABLE, name="p.notes", plugin="p"),
        RegisteredComponent(kind=ComponentKind.ROUTE, name="STATIC /p/items", plugin="p", spec=route),
    ]


async def test_components_are_listed_with_what_is_special_to_each(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub
) -> None:
    served.fleet.components.listed = one_of_each()

    reply = await stub.ListComponents(runtime_pb2.ListComponentsRequest(agent_id=AGENT_ID), timeout=5)

    kinds = [one.component.WhichOneof("spec") for one in reply.components]
    assert kinds == [
        "action",
        "provider",
        "evaluator",
        "model",
        "service",
        "event_handler",
        "send_handler",
        "task_worker",
        "table",
        "route",
    ]
    work, said, gate, large, chat, joined, *_, items = (one.component for one in reply.components)
    assert (work.description, list(work.action.similes), work.action.validates) == ("Works.", ["DO"], True)
    assert (said.provider.is_private, said.provider.dynamic, said.provider.position) == (True, True, 3)
    assert (gate.evaluator.phase, gate.evaluator.always_run, gate.evaluator.fail_closed, gate.evaluator.validates) == (
        components_pb2.EVALUATOR_PHASE_PRE,
        True,
        True,
        False,
    )
    assert (large.model.priority, large.model.streams, large.model.model_id) == (5, False, "m-1")
    assert [(method.name, dict(method.parameters)) for method in chat.service.methods] == [("ping", {"type": "object"})]
    assert list(joined.event_handler.types) == ["joined"]
    assert (items.route.method, items.route.path, items.route.is_public) == ("STATIC", "/items", True)
    assert b"secret-place" not in reply.SerializeToString()
    assert [one.state for one in reply.components if one.error.message] == [runtime_pb2.COMPONENT_STATE_FAILED]
    assert {one.plugin for one in reply.components} == {"p", ""}


async def test_components_come_in_pages_and_waiting_ends_before_the_deadline(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub
) -> None:
    served.fleet.components.listed = [
        RegisteredComponent(kind=ComponentKind.SERVICE, name=name, plugin="p") for name in "abc"
    ]
    request = runtime_pb2.ListComponentsRequest(agent_id=AGENT_ID, page_size=2, wait=True)

    first = await stub.ListComponents(request, timeout=5)
    request.page_token = first.next_page_token
    second = await stub.ListComponents(request, timeout=5)

    assert [one.component.name for one in (*first.components, *second.components)] == ["a", "b", "c"]
    assert second.next_page_token == ""
    assert all(4.0 < wait < 5.0 for wait in served.fleet.components.waits)


async def test_a_route_is_called_with_its_query_apart_and_headers_in_lower_case(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub
) -> None:
    request = components_pb2.RouteRequest(
        method="POST", path="/shop/items?a=1&a=2&b=", headers={"X-Kind": "new"}, body=b"it"
    )

    reply = await stub.CallRoute(runtime_pb2.CallRouteRequest(agent_id=AGENT_ID, request=request), timeout=5)

    (asked,) = served.fleet.components.requests
    assert (asked.method, asked.path, asked.query) == ("POST", "/shop/items", {"a": ("1", "2"), "b": ("",)})
    assert (asked.headers, asked.body) == ({"x-kind": "new"}, b"it")
    assert (reply.response.status, dict(reply.response.headers), reply.response.body) == (
        201,
        {"content-type": "text/plain"},
        b"made",
    )


async def test_a_service_is_called_with_a_json_object_and_answers_in_json(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub
) -> None:
    request = runtime_pb2.CallServiceRequest(
        agent_id=AGENT_ID,
        service="shop",
        method="price",
        arguments=common_pb2.Payload(raw=b'{"item":"pen","count":9007199254740993}'),
        plugin="p",
    )

    reply = await stub.CallService(request, timeout=5)

    assert json.loads(reply.result.raw) == {
        "service": "shop",
        "method": "price",
        "arguments": {"item": "pen", "count": 9007199254740993},
        "plugin": "p",
    }


async def test_a_call_of_a_service_names_it_and_its_method(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub
) -> None:
    with pytest.raises(aio.AioRpcError) as caught:
        await stub.CallService(runtime_pb2.CallServiceRequest(agent_id=AGENT_ID, service="shop"), timeout=5)
    assert reason_of(caught.value) == "INVALID_FIELD"


async def test_settings_are_told_without_what_is_hidden(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub
) -> None:
    served.fleet.components.settings = [
        ShownSetting(key="LIMIT", value=3, secret=False),
        ShownSetting(key="OPENAI_API_KEY", value=None, secret=True),
        ShownSetting(key="OPEN", value=False, secret=False),
    ]

    reply = await stub.GetSettings(runtime_pb2.GetSettingsRequest(agent_id=AGENT_ID), timeout=5)

    limit, key, is_open = reply.settings
    assert (limit.key, limit.value.number_value, limit.secret) == ("LIMIT", 3, False)
    assert (key.key, key.HasField("value"), key.secret) == ("OPENAI_API_KEY", False, True)
    assert is_open.value.WhichOneof("kind") == "bool_value"


async def test_results_of_actions_are_told(stub: runtime_pb2_grpc.RuntimeServiceStub) -> None:
    message_id = "01930000-0000-7000-8000-000000000005"
    request = runtime_pb2.GetActionResultsRequest(agent_id=AGENT_ID, message_id=message_id)

    reply = await stub.GetActionResults(request, timeout=5)

    assert [(one.action_name, one.text) for one in reply.results] == [("WORK", message_id)]
