"""Reads that many providers and actions want while a state is composed: what was read once is not read again.

All of them run at once, and most begin with the same questions. What was read counts until the state is composed, or
until one of them changes something. Nothing is shared outside of composing. What is returned is everybody's, to be read
and not to be written into.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")

# Any: what stands under a key is the result of the method that the key names.
_Reads = dict[object, asyncio.Future[Any]]
_scope: ContextVar[_Reads | None] = ContextVar("parley_shared_reads", default=None)
_FAILED: Final = object()


@contextmanager
def sharing_reads() -> Iterator[None]:
    """Share reads among all that is begun meanwhile."""
    token = _scope.set({})
    try:
        yield
    finally:
        _scope.reset(token)


def shared_read(
    method: Callable[Concatenate[S, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, R]]:
    """Let a method that reads be asked once by all who ask the same while a state is composed."""

    @wraps(method)
    async def read(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        reads = _scope.get()
        if reads is None:
            return await method(self, *args, **kwargs)
        key = (method, id(self), *map(_fixed, args), *((name, _fixed(value)) for name, value in kwargs.items()))
        known = reads.get(key)
        if known is not None:
            found = known.result() if known.done() else await asyncio.shield(known)
            if found is not _FAILED:
                # A list of one's own, so that nobody changes what another one got.
                return cast("R", found.copy() if isinstance(found, list) else found)
            # The one who read was cut off or failed: everybody reads for itself then.
            return await method(self, *args, **kwargs)
        future = reads[key] = asyncio.get_running_loop().create_future()
        try:
            result = await method(self, *args, **kwargs)
        except BaseException:
            reads.pop(key, None)
            future.set_result(_FAILED)
            raise
        future.set_result(result.copy() if isinstance(result, list) else result)
        return result

    return read


def shared_change(
    method: Callable[Concatenate[S, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, R]]:
    """Let a method that writes end the sharing of what was read before."""

    @wraps(method)
    async def change(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await method(self, *args, **kwargs)
        finally:
            if (reads := _scope.get()) is not None:
                reads.clear()

    return change


def _fixed(value: object) -> object:
    # Most are texts: whether one is a sequence costs the most to find out.
    return value if isinstance(value, str) or not isinstance(value, Sequence) else tuple(value)
