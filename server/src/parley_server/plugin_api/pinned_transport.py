"""HTTP to a host from outside, over the addresses of a Pin. Import it on use: httpx2 comes with the openai package."""

from __future__ import annotations

import httpx2

from parley_server.plugin_api.addresses import Pin

_TRIED = 3


class PinnedTransport(httpx2.AsyncBaseTransport):
    """Connects to the addresses of a pin and looks nothing up; no proxy is asked, which would do so.

    The Host header, the name in TLS and the check of the certificate stay with the host of the URL. Requests to other
    hosts are refused: follow a redirect with a pin of its own.
    """

    def __init__(self, pin: Pin, inner: httpx2.AsyncBaseTransport | None = None) -> None:
        """Send over `inner`, a transport of its own by default."""
        self._pin = pin
        self._inner = inner or httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request to the first address that takes the connection."""
        if request.url.raw_host.decode("ascii") != self._pin.host:
            raise httpx2.UnsupportedProtocol("this connection is pinned to another host")
        fault: httpx2.TransportError = httpx2.ConnectError("no address")
        for address in self._pin.addresses[:_TRIED]:
            try:
                response = await self._inner.handle_async_request(_sent_to(address, request))
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                fault = error  # nothing was sent yet
            else:
                self._pin.prefer(address)
                return response
        raise fault

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()


def _sent_to(address: str, request: httpx2.Request) -> httpx2.Request:
    return httpx2.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.raw_host.decode("ascii")},
    )


def host_and_port(url: str) -> tuple[str, int]:
    """Return the host of an http or https URL as it is sent, and its port."""
    parts = httpx2.URL(url)
    return parts.raw_host.decode("ascii"), parts.port or (443 if parts.scheme == "https" else 80)
