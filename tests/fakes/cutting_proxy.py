"""A way to a server on which connections do not last."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

# Closes with RST instead of FIN, as a crash or a firewall does.
_RESET = struct.pack("ii", 1, 0)


@dataclass
class CuttingProxy:
    """Passes bytes both ways and resets one connection after the other, the n-th after `limits[n]` bytes of the server.

    With `upwards`, it is the client's bytes that count. `on_cut` is called just before a connection is reset.
    Connections behind the limits last. The limits should grow where one reader comes again and again: a reset also
    loses what is on its way, and all that has come up meanwhile comes at once the next time.
    """

    target: str
    limits: Sequence[int]
    upwards: bool = False
    on_cut: Callable[[], None] | None = None
    cuts: int = 0
    address: str = field(init=False, default="")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on until it is cut."""
        host, _, port = self.target.rpartition(":")
        there_reader, there_writer = await asyncio.open_connection(host, int(port))
        try:
            limit = self._limit()
            async with asyncio.TaskGroup() as tasks:
                ways = [
                    tasks.create_task(self._pass_on(reader, there_writer, limit if self.upwards else None)),
                    tasks.create_task(self._pass_on(there_reader, writer, None if self.upwards else limit)),
                ]
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()
        except* OSError:
            pass  # the other side was faster
        finally:
            for one in (writer, there_writer):
                with suppress(OSError):  # closed by the other side
                    one.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                one.transport.abort()

    def _limit(self) -> int | None:
        return self.limits[self.cuts] if self.cuts < len(self.limits) else None

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, limit: int | None) -> None:
        passed = 0
        while data := await source.read(256):
            # Cut at just this byte, wherever in a frame that is.
            sink.write(data if limit is None else data[: limit - passed])
            await sink.drain()
            passed += len(data)
            if limit is not None and passed >= limit:
                self.cuts += 1
                if self.on_cut is not None:
                    self.on_cut()
                return


@asynccontextmanager
async def cutting_proxy(
    target: str, *, limits: Sequence[int], upwards: bool = False, on_cut: Callable[[], None] | None = None
) -> AsyncIterator[CuttingProxy]:
    """Stand before the server at `target` while the context is open."""
    proxy = CuttingProxy(target, limits, upwards, on_cut)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    proxy.address = f"127.0.0.1:{port}"
    async with server:
        yield proxy
