"""Calls of services by name: what is marked for it, with arguments that are checked, within a limit of time."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Sequence

from parley_server.domain.errors import InvalidField, NoService, NotFound, ParleyError
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.runs import StepKind
from parley_server.plugin_api import Logger, Service
from parley_server.plugin_api.service_methods import methods_of
from parley_server.runtime.limits import ComponentLimits, within
from parley_server.runtime.services import ServiceEntry
from parley_server.runtime.steps import component_error

MAX_RESULT_BYTES = 1024 * 1024


class ServiceCalls:
    """Calls the methods of running services."""

    def __init__(self, limits: ComponentLimits, log: Logger, redact: Callable[[str], str]) -> None:
        """Take the limit of one call; `redact` takes secrets out of errors."""
        self._redact = redact
        self._limits = limits
        self._log = log

    async def call(
        self, entries: Sequence[ServiceEntry], kind: str, method: str, arguments: JsonObject, plugin: str
    ) -> JsonValue:
        """Call a method of the first running service of a type, or of that of a plugin.

        Raises NoService, NotFound for a method that is not there or not to be called, InvalidField for arguments that
        do not fit, ComponentTimeout, and ComponentFailed for what the method raises or for an answer that is no JSON.
        """
        entry, service = _running(entries, kind, plugin)
        function = _method(service, kind, method)
        _check(function, arguments)
        name = f"{kind}.{method}"
        try:
            async with within(self._limits.service_call, entry.plugin, name):
                result = await function(**arguments)
            size = len(json.dumps(result, allow_nan=False))
            if size > MAX_RESULT_BYTES:
                raise ValueError(f"the answer has more than {MAX_RESULT_BYTES} bytes")
        except ParleyError:
            raise
        except Exception as error:
            self._log.error("service_call_failed", service=kind, method=method, error=str(error), exc_info=error)
            raise component_error(error, StepKind.SERVICE, entry.plugin, name, self._redact) from error
        return result


def _running(entries: Sequence[ServiceEntry], kind: str, plugin: str) -> tuple[ServiceEntry, Service]:
    for entry in entries:
        if entry.kind == kind and entry.service is not None and plugin in ("", entry.plugin):
            return entry, entry.service
    raise NoService(kind)


def _method(service: Service, kind: str, name: str) -> Callable[..., Awaitable[JsonValue]]:
    if name not in {one.name for one in methods_of(type(service))}:
        raise NotFound("service method", f"{kind}.{name}")
    function: Callable[..., Awaitable[JsonValue]] = getattr(service, name)
    return function


def _check(function: Callable[..., object], arguments: JsonObject) -> None:
    try:
        inspect.signature(function).bind(**arguments)
    except TypeError as error:
        raise InvalidField("arguments", str(error)) from None
