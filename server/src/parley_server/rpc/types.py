"""Names for gRPC's own types, which are generic to the type checker only."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import grpc

if TYPE_CHECKING:
    Context = grpc.aio.ServicerContext[Any, Any]
    MethodHandler = grpc.RpcMethodHandler[Any, Any]
else:
    Context = grpc.aio.ServicerContext
    MethodHandler = grpc.RpcMethodHandler

Behavior = Callable[..., Any]
"""What serves a method: a coroutine function, or an async generator function where replies are a stream."""
