"""The HTTP client of one provider: it sends what we mean to send, takes no more than it can hold, and is closed."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec
from typing import TYPE_CHECKING

from parley_server.domain.errors import ConfigurationMissing, InvalidField
from parley_server.plugin_api import AddressRefused, Pin, Reach
from parley_server.plugins.openai.faults import unreachable
from parley_server.plugins.openai.sections import Section

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

_CONNECT_SECONDS = 10.0
# What else the package or the environment (OPENAI_CUSTOM_HEADERS) puts into a request stays here.
_HEADERS = frozenset({"accept", "connection", "content-length", "content-type", "host", "transfer-encoding"})


def check_installed() -> None:
    """Raise ConfigurationMissing where the packages of the extra are not there. Looks at files."""
    missing = [name for name in ("openai", "stamina") if find_spec(name) is None]
    if missing:
        raise ConfigurationMissing(
            f"the openai plugin needs {' and '.join(missing)}: pip install 'parley[openai]'", missing
        )


class Connection:
    """Opens the client on first use, and again after `close`."""

    def __init__(self, section: Section, reach: Reach) -> None:
        """Talk to this provider; one whose address comes from outside has to be within reach."""
        self._section = section
        self._reach = reach
        self._lock = asyncio.Lock()
        self._opened: tuple[AsyncOpenAI, Pin | None] | None = None

    async def client(self) -> AsyncOpenAI:
        """Return the client, for one call: the host of an address from outside is looked up anew for each.

        Raises InvalidField where the address is not for outsiders to name, and Passing where its host is not found.
        """
        async with self._lock:
            if self._opened is None:
                # The package takes its time to import, and certificates are read from files.
                self._opened = await asyncio.to_thread(_open, self._section, self._reach)
            client, pin = self._opened
        if pin is not None:
            await self._renew(pin)
        return client

    async def close(self) -> None:
        """Close all connections."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened[0].close()

    async def _renew(self, pin: Pin) -> None:
        try:
            await pin.renew()
        except AddressRefused as error:
            raise InvalidField(self._section.setting("BASE_URL"), str(error)) from None
        except OSError:
            raise unreachable(self._section) from None


def _open(section: Section, reach: Reach) -> tuple[AsyncOpenAI, Pin | None]:
    import openai

    from parley_server.plugin_api.pinned_transport import PinnedTransport, host_and_port
    from parley_server.plugins.openai.body import receive

    # What the operator names is called as it is, over the proxy of the environment, too.
    pin = Pin(reach, *host_and_port(section.url)) if section.from_outside else None
    http = openai.DefaultAsyncHttpxClient(
        transport=None if pin is None else PinnedTransport(pin),
        timeout=openai.Timeout(section.timeout, connect=min(_CONNECT_SECONDS, section.timeout)),
        # A key and a prompt go to the address that was named, and to no other.
        follow_redirects=False,
        trust_env=pin is None and not section.is_local,
        event_hooks={"request": [_Sender(section.key).send], "response": [receive]},
    )
    # Each is given here, or else the package would look into the process environment for it.
    client = openai.AsyncOpenAI(
        api_key=section.key or "none",
        admin_api_key="",
        organization="",
        project="",
        webhook_secret="",
        base_url=section.url,
        max_retries=0,
        http_client=http,
    )
    return client, pin


class _Sender:
    """Lets nothing out but the headers of HTTP and the key of this provider."""

    def __init__(self, key: str) -> None:
        self._key = key

    async def send(self, request: httpx2.Request) -> None:
        for name in [name for name in request.headers if name.lower() not in _HEADERS]:
            del request.headers[name]
        request.headers["User-Agent"] = "parley"
        # What is compressed may be far larger than what was counted.
        request.headers["Accept-Encoding"] = "identity"
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
