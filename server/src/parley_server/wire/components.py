"""Components of agents, and the requests and answers of their routes."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from parley.v1 import components_pb2, runtime_pb2
from parley_server.domain.routes import RouteRequest, RouteResponse
from parley_server.plugin_api import Action, Evaluator, ModelHandler, Provider, Route, TaskWorker
from parley_server.plugin_api.components import EvaluatorPhase, always
from parley_server.plugin_api.listing import ComponentKind, ComponentState, RegisteredComponent
from parley_server.wire.agents import dialogue_to_proto
from parley_server.wire.enums import EnumMap
from parley_server.wire.errors import failure_to_status
from parley_server.wire.structs import struct_from_json

KINDS = EnumMap(ComponentKind, components_pb2.ComponentKind, "COMPONENT_KIND_", ComponentKind.UNSPECIFIED)
STATES = EnumMap(ComponentState, runtime_pb2.ComponentState, "COMPONENT_STATE_", ComponentState.UNSPECIFIED)
_PHASES = EnumMap(EvaluatorPhase, components_pb2.EvaluatorPhase, "EVALUATOR_PHASE_", EvaluatorPhase.POST)


def registered_to_proto(one: RegisteredComponent) -> runtime_pb2.RegisteredComponent:
    """Return a component with its plugin and state."""
    return runtime_pb2.RegisteredComponent(
        component=_component(one),
        plugin=one.plugin,
        state=STATES.to_wire(one.state),
        error=failure_to_status(one.error) if one.error else None,
    )


def route_request_from_proto(message: components_pb2.RouteRequest) -> RouteRequest:
    """Return a request; the query string is taken off the path."""
    address = urlsplit(message.path)
    query = parse_qs(address.query, keep_blank_values=True)
    return RouteRequest(
        method=message.method,
        path=address.path,
        query={name: tuple(values) for name, values in query.items()},
        headers={name.lower(): value for name, value in message.headers.items()},
        body=message.body,
    )


def route_response_to_proto(response: RouteResponse) -> components_pb2.RouteResponse:
    """Return an answer."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return components_pb2.RouteResponse(status=response.status, headers=headers, body=response.body)


def _component(one: RegisteredComponent) -> components_pb2.Component:
    component = components_pb2.Component(name=one.name, description=one.description)
    match one.spec:
        case Action() as action:
            component.action.CopyFrom(_action(action))
        case Provider() as provider:
            component.provider.CopyFrom(
                components_pb2.ProviderSpec(
                    dynamic=provider.dynamic, is_private=provider.private, position=provider.position
                )
            )
        case Evaluator() as evaluator:
            component.evaluator.CopyFrom(_evaluator(evaluator))
        case ModelHandler() as model:
            component.model.CopyFrom(
                components_pb2.ModelSpec(
                    priority=one.priority, streams=model.stream is not None, model_id=model.model_id
                )
            )
        case Route() as route:
            component.route.CopyFrom(_route(route))
        case TaskWorker() as worker:
            component.task_worker.validates = worker.validate is not always
            component.task_worker.SetInParent()
        case None:
            _mark(component, one)
    return component


def _mark(component: components_pb2.Component, one: RegisteredComponent) -> None:
    """Set the case of a component that says no more than its name."""
    match one.kind:
        case ComponentKind.SERVICE:
            component.service.SetInParent()
            for method in one.methods:
                listed = component.service.methods.add(name=method.name, description=method.description)
                listed.parameters.CopyFrom(struct_from_json(method.parameters))
        case ComponentKind.EVENT_HANDLER:
            component.event_handler.types.append(one.name)
        case ComponentKind.TASK_WORKER:
            component.task_worker.SetInParent()
        case ComponentKind.SEND_HANDLER:
            component.send_handler.SetInParent()
        case ComponentKind.TABLE:
            component.table.SetInParent()


def _action(action: Action) -> components_pb2.ActionSpec:
    return components_pb2.ActionSpec(
        similes=action.similes,
        examples=map(dialogue_to_proto, action.examples),
        validates=action.validate is not always,
    )


def _evaluator(evaluator: Evaluator) -> components_pb2.EvaluatorSpec:
    return components_pb2.EvaluatorSpec(
        phase=_PHASES.to_wire(evaluator.phase),
        similes=evaluator.similes,
        examples=map(dialogue_to_proto, evaluator.examples),
        always_run=evaluator.always_run,
        fail_closed=evaluator.fail_closed,
        validates=evaluator.validate is not always,
    )


def _route(route: Route) -> components_pb2.RouteSpec:
    # The place of files on the server is the operator's business alone.
    return components_pb2.RouteSpec(
        method=route.method, path=route.path, is_public=route.public, multipart=route.multipart
    )
