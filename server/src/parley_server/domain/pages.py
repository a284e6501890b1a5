"""Pages of long lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page. `next_key` names the place where it ends; None on the last page."""

    items: Sequence[T]
    next_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page: at most `size` items behind the place `after_key`; None starts from the front."""

    size: int = DEFAULT_PAGE_SIZE
    after_key: str | None = None
