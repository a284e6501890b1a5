"""Whether the server is leaving."""

import asyncio


class Drain:
    """The state of leaving, one for the whole server. It never goes back."""

    def __init__(self) -> None:
        """Begin in service."""
        self._started = asyncio.Event()

    @property
    def is_draining(self) -> bool:
        """True once the server is leaving: new calls are refused, open ones end."""
        return self._started.is_set()

    def start(self) -> None:
        """Begin to leave."""
        self._started.set()

    async def wait(self) -> None:
        """Return when the server begins to leave."""
        await self._started.wait()
