"""What this server does not do yet: every method of the contract without a servicer answers NOT_IMPLEMENTED."""

from collections.abc import Iterator
from typing import Any

from parley_server.domain.errors import NotImplementedYet
from parley_server.rpc.messages import MessageServicer
from parley_server.rpc.methods import SERVICES, Method, methods_of
from parley_server.rpc.runtime import RuntimeServicer
from parley_server.rpc.types import Behavior, Context

SERVICERS: dict[str, type[Any]] = {
    "parley.v1.MessageService": MessageServicer,
    "parley.v1.RuntimeService": RuntimeServicer,
}
"""Who serves what: a method is there when its servicer has it."""


def is_implemented(method: Method) -> bool:
    """Tell whether this server serves a method."""
    return hasattr(SERVICERS.get(method.service), method.name)


def unimplemented() -> Iterator[Method]:
    """Yield the methods that come later, in the order of the contract."""
    for service in SERVICES:
        for method in methods_of(service):
            if not is_implemented(method):
                yield method


def refusal(method: Method) -> Behavior:
    """Return what answers a method that is not there, whatever its shape: UNIMPLEMENTED / NOT_IMPLEMENTED."""
    feature = f"{method.service}/{method.name}"

    async def refuse(request: object, context: Context) -> None:
        raise NotImplementedYet(feature)

    return refuse
