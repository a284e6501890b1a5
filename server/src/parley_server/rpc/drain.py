"""Whether the server is leaving."""

import asyncio
from collections.abc import Callable


class Drain:
    """The state of leaving, one for the whole server. It never goes back."""

    def __init__(self) -> None:
        """Begin in service."""
        self._started = asyncio.Event()
        self._listeners: dict[object, Callable[[], None]] = {}

    @property
    def is_draining(self) -> bool:
        """True once the server is leaving: new calls are refused, open ones end."""
        return self._started.is_set()

    def start(self) -> None:
        """Begin to leave."""
        if self._started.is_set():
            return
        self._started.set()
        for listener in list(self._listeners.values()):
            listener()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when the server begins to leave; return what ends that. For streams: no task waits."""
        key = object()
        self._listeners[key] = listener

        def forget() -> None:
            self._listeners.pop(key, None)

        return forget

    async def wait(self) -> None:
        """Return when the server begins to leave."""
        await self._started.wait()
