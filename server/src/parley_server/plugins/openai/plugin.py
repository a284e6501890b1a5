"""The plugin "openai": models behind the OpenAI API, of one or of several providers.

What an agent has depends on its settings, so that `init` registers its models: those of openai first, then those of the
providers that OPENAI_PROVIDERS names, in that order. A provider that is not available is followed by the next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import structlog

from parley_server.domain.errors import InvalidField
from parley_server.plugin_api import AddressRefused, Plugin, Reach, Runtime, Service
from parley_server.plugins.openai.connection import check_installed
from parley_server.plugins.openai.discovery import find_servers, locate
from parley_server.plugins.openai.models import ProviderModels, RetryPolicy
from parley_server.plugins.openai.sections import (
    MODEL_TYPES,
    OPENAI,
    Section,
    is_configured,
    read_sections,
    settings_keys,
)

DEFAULT_RETRY = RetryPolicy()


class _Agents:
    """The providers of each agent."""

    def __init__(self, retry: RetryPolicy, reach: Reach, ports: Sequence[int]) -> None:
        self._retry = retry
        self._reach = reach
        self._ports = ports
        self._log = structlog.get_logger("parley.openai")
        self._providers: WeakKeyDictionary[Runtime, Sequence[ProviderModels]] = WeakKeyDictionary()

    async def join(self, _config: Mapping[str, str], runtime: Runtime) -> None:
        """Register the models of an agent: the plugin's `init`.

        Raises:
            InvalidField, ConfigurationMissing: A setting is wrong or missing, or a package is; the error names it.
        """
        await asyncio.to_thread(check_installed)
        sections = [await self._settled(section) for section in read_sections(runtime)]
        providers = [ProviderModels(section, self._retry, self._reach) for section in sections]
        self._providers[runtime] = providers
        for provider in providers:
            for handler in await provider.handlers():
                runtime.register_model(handler, provider=provider.section.name)

    async def _settled(self, section: Section) -> Section:
        """Return a provider with an address that may be called. Others are told of before anything is sent."""
        if section.from_outside:
            host = "localhost" if section.looked_for else urlsplit(section.url).hostname or ""
            try:
                self._reach.check(host)
            except AddressRefused as error:
                raise InvalidField(section.setting("BASE_URL"), str(error)) from None
        if section.looked_for:
            section = await locate(section, self._ports)
            self._log.info("model_server_found", provider=section.name, host=section.host)
        elif section.is_openai and not section.key:
            for server in await find_servers(self._ports):
                self._log.warning("model_server_not_used", found=str(server), remedy=f"set {server.recipe}")
        return section

    async def leave(self, runtime: Runtime) -> None:
        """Close the connections of an agent."""
        async with asyncio.TaskGroup() as group:
            for provider in self._providers.get(runtime, ()):
                group.create_task(provider.close())


def openai_plugin(
    providers: Sequence[str] = (),
    *,
    retry: RetryPolicy = DEFAULT_RETRY,
    reach: Reach | None = None,
    ports: Sequence[int] = (),
) -> Plugin:
    """Return the plugin.

    `providers` are those that the operator names beside openai: their settings may come from the process environment.
    Those that an agent names itself are set up by its own settings alone. `reach` are the addresses that characters
    and clients may name, by default those of the world; on `ports` of this machine model servers are looked for.
    """
    agents = _Agents(retry, reach or Reach(), ports)

    class OpenAIConnections(Service):
        """The HTTP connections of an agent, which end with it."""

        service_type: ClassVar[str] = "openai_connections"
        capability_description: ClassVar[str] = "Closes connections to models when the agent stops."

        def __init__(self, runtime: Runtime) -> None:
            self._runtime = runtime

        @classmethod
        async def start(cls, runtime: Runtime) -> Self:
            """Return at once: connections are opened on use."""
            return cls(runtime)

        async def stop(self) -> None:
            """Close them."""
            await agents.leave(self._runtime)

    return Plugin(
        name=OPENAI,
        description="Models behind the OpenAI API: OpenAI, Ollama, vLLM, llama.cpp, OpenRouter and others.",
        init=agents.join,
        services=(OpenAIConnections,),
        settings_keys=settings_keys(providers),
        registers=MODEL_TYPES,
        configured=is_configured,
    )
