"""Where a URL from outside leads: its host is looked up once, judged, and pinned, so that nobody moves it afterwards.

For each host that a character, a client or a model names, and not for those of the operator:

    pin = Pin(reach, host, port)
    await pin.renew()      # before each call; raises AddressRefused before any byte is sent
    connect(pin.addresses) # to these and to nothing else; PinnedTransport does so for HTTP
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from parley_server.domain.addresses import Network, literal_address, refusal

ALLOWANCE = "PARLEY_ALLOW_PRIVATE_ADDRESSES"
"""The operator's setting that names networks which outsiders may have us call all the same."""

LOOKUP_SECONDS = 5.0
_LOOKUPS_AT_ONCE = 4

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host; raises OSError where there are none."""


class AddressRefused(Exception):
    """A host from outside leads to where outsiders have no business. The text says why, and what an operator can do."""

    def __init__(self, host: str, kind: str) -> None:
        """Say what kind of address the host, which is shown as it was named, leads to."""
        super().__init__(
            f"leads to a {kind} address ({host}), which only the environment of the server may name; "
            f"an operator allows it with {ALLOWANCE}"
        )


class SystemLookup:
    """Asks the system, in threads of its own: slow lookups of outsiders hold up each other, and nobody else."""

    def __init__(self) -> None:
        """Make no thread yet."""
        self._threads = ThreadPoolExecutor(max_workers=_LOOKUPS_AT_ONCE, thread_name_prefix="lookup")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host, the one to be tried first in front."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host, port)


def _look_up(host: str, port: int) -> Sequence[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise OSError("no name of a host") from None
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


class Reach:
    """Which hosts outsiders may have us call: those of the world, and those of the `allowed` networks."""

    def __init__(
        self, allowed: Sequence[Network] = (), *, lookup: Lookup | None = None, seconds: float = LOOKUP_SECONDS
    ) -> None:
        """Look names up with `lookup`, the system by default, for at most so many seconds."""
        self._allowed = tuple(allowed)
        self._lookup = lookup or SystemLookup()
        self._seconds = seconds

    def check(self, host: str) -> None:
        """Raise AddressRefused for a host that is refused without a lookup; others are judged when they are called."""
        address = literal_address(host)
        if address is not None:
            self._judge(host, str(address))

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """Look a host up and return its addresses.

        Raises AddressRefused where a single one may not be called: a name that mixes them is up to no good. Raises
        OSError, TimeoutError among them, where it has none or the lookup takes too long.
        """
        async with asyncio.timeout(self._seconds):
            found = await self._lookup(host, port)
        if not found:
            raise OSError("no address")
        for address in found:
            self._judge(host, address)
        return found

    def _judge(self, host: str, address: str) -> None:
        kind = refusal(ipaddress.ip_address(address), self._allowed)
        if kind:
            raise AddressRefused(host, kind)


class Pin:
    """The addresses of one host, judged. Safe to use from many calls at once."""

    def __init__(self, reach: Reach, host: str, port: int) -> None:
        """Have no address yet: `renew` comes first."""
        self.host = host
        self.addresses: Sequence[str] = ()
        self._reach = reach
        self._port = port

    async def renew(self) -> None:
        """Look the host up again. Raises as Reach.addresses does, and then there is no address any more.

        Addresses that stay keep their order, so that connections are used again.
        """
        known, fresh = self.addresses, await self._fresh()
        self.addresses = [*(one for one in known if one in fresh), *(one for one in fresh if one not in known)]

    def prefer(self, address: str) -> None:
        """Put the address that answered in front, if it is still one of them."""
        if address in self.addresses:
            self.addresses = [address, *(one for one in self.addresses if one != address)]

    async def _fresh(self) -> Sequence[str]:
        try:
            return await self._reach.addresses(self.host, self._port)
        except (AddressRefused, OSError):
            self.addresses = ()
            raise
