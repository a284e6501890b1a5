"""Reads that many providers and actions want while a state is composed: who asks for what is being read waits for it.

All of them run at once, and most begin with the same questions. Nothing is kept beyond the read itself, and nothing is
shared outside of composing, so that whoever writes and reads again sees what was written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")

# Any: what stands under a key is the result of the method that the key names.
_UnderWay = dict[object, asyncio.Future[Any]]
_scope: ContextVar[_UnderWay | None] = ContextVar("parley_shared_reads", default=None)
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
    """Let a method that reads be asked once by all who ask at the same time while a state is composed."""

    @wraps(method)
    async def read(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        under_way = _scope.get()
        if under_way is None:
            return await method(self, *args, **kwargs)
        key = (method, id(self), *map(_fixed, args), *((name, _fixed(value)) for name, value in kwargs.items()))
        waiting = under_way.get(key)
        if waiting is not None:
            found = await asyncio.shield(waiting)
            if found is not _FAILED:
                return _own(found)
            # The one who read was cut off or failed: from now on everybody reads for itself.
            return await method(self, *args, **kwargs)
        future = under_way[key] = asyncio.get_running_loop().create_future()
        outcome: object = _FAILED
        try:
            result = await method(self, *args, **kwargs)
            outcome = result
            return result
        finally:
            del under_way[key]
            future.set_result(outcome)

    return read


def _fixed(value: object) -> object:
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


def _own(found: R) -> R:
    """Return a list of one's own, so that nobody changes what another one got."""
    return found.copy() if isinstance(found, list) else found  # type: ignore[return-value]  # a copy of the same type
