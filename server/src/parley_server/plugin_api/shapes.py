"""Shapes of what plugins give, checked in words for their authors: not everybody has a type checker."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def require_shape(given: object, shape: type[T], what: str) -> T:
    """Return what a component gave. Raises TypeError, which begins with `what`, for anything of another shape."""
    if isinstance(given, shape):
        return given
    raise TypeError(f"{what} {shape.__name__}, not {type(given).__name__}")


def require_tuples(owner: str, **fields: object) -> None:
    """Raise TypeError for a field that holds one thing where a tuple belongs: `(one)` is none, `(one,)` is."""
    for name, given in fields.items():
        if not isinstance(given, (tuple, list)):
            raise TypeError(f"{owner}: {name} is a tuple, also of one: write {name}=(...,)")
