"""Ways to platforms: who delivers content where (document 3, "Message Routing")."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from parley_server.domain.content import Content
from parley_server.domain.errors import NoSendHandler
from parley_server.domain.targets import SendTarget
from parley_server.plugin_api import Runtime
from parley_server.plugin_api.services import SendHandler
from parley_server.runtime.ownership import current_plugin


class SendRegistry:
    """Keeps the send handlers of one agent, by platform."""

    def __init__(self) -> None:
        """Start empty."""
        self._handlers: dict[str, tuple[SendHandler, str]] = {}
        self._log = structlog.get_logger("parley.sending")

    @property
    def sources(self) -> Sequence[str]:
        """Platforms that have a handler, in order of registration."""
        return tuple(self._handlers)

    def register(self, source: str, handler: SendHandler) -> None:
        """Let a handler deliver to a platform; it takes the place of an earlier one, as in the reference."""
        if source in self._handlers:
            self._log.warning("send_handler_replaced", source=source)
        self._handlers[source] = (handler, current_plugin())

    def remove_of(self, plugin: str) -> None:
        """Forget the handlers of a plugin."""
        self._handlers = {source: entry for source, entry in self._handlers.items() if entry[1] != plugin}

    async def send(self, runtime: Runtime, target: SendTarget, content: Content) -> None:
        """Deliver content. Raises NoSendHandler and what the handler raises."""
        known = self._handlers.get(target.source)
        if known is None:
            raise NoSendHandler(target.source)
        handler, _ = known
        await handler(runtime, target, content)

    def clear(self) -> None:
        """Forget every handler."""
        self._handlers.clear()
