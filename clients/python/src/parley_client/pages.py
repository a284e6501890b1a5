"""Long lists, page by page."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

from parley_client.errors import ContractViolation

_T = TypeVar("_T")


async def all_pages(fetch: Callable[[str], Awaitable[tuple[Sequence[_T], str]]]) -> AsyncIterator[_T]:
    """Yield the items of all pages. `fetch` takes a page token and returns items and the next token, empty at the end.

    A page is fetched when the one before is used up. Raises what `fetch` raises, and ContractViolation when the server
    goes round in circles.
    """
    token = ""
    while True:
        items, following = await fetch(token)
        for item in items:
            yield item
        if not following:
            return
        if following == token:
            raise ContractViolation("the list has a page that names itself as the next one")
        token = following
