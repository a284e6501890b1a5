"""Methods of services that others may call by name, also from outside of the server."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from parley_server.domain.json import JsonObject, JsonValue

if TYPE_CHECKING:
    from parley_server.plugin_api.components import Service

_MARK = "__parley_service_method__"
_SCHEMA_TYPES: Mapping[str, str] = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
}

F = TypeVar("F", bound=Callable[..., Awaitable[JsonValue]])


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceMethod:
    """A method that may be called; `parameters` is a JSON Schema of its arguments."""

    name: str
    description: str
    parameters: JsonObject


def service_method(function: F) -> F:
    """Let others call this method of a service, as CallService does; without this mark nobody can.

    Its arguments are given by name, as JSON values, and it returns one. Its docstring and annotations describe it.
    """
    setattr(function, _MARK, True)
    return function


def methods_of(service_class: type[Service]) -> tuple[ServiceMethod, ...]:
    """Return the methods of a service that may be called, by name."""
    marked = inspect.getmembers(service_class, lambda member: getattr(member, _MARK, False))
    return tuple(_describe(name, function) for name, function in marked)


def _describe(name: str, function: Callable[..., Any]) -> ServiceMethod:
    parameters = [one for one in inspect.signature(function).parameters.values() if one.name != "self"]
    properties: dict[str, JsonValue] = {one.name: _schema(one) for one in parameters}
    required: list[JsonValue] = [one.name for one in parameters if one.default is inspect.Parameter.empty]
    return ServiceMethod(
        name=name,
        description=(inspect.getdoc(function) or "").partition("\n")[0],
        parameters={"type": "object", "properties": properties, "required": required, "additionalProperties": False},
    )


def _schema(parameter: inspect.Parameter) -> JsonObject:
    annotation = parameter.annotation
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    kind = _SCHEMA_TYPES.get(name.partition("[")[0].strip())
    return {"type": kind} if kind else {}
