"""HTTP over a pin: the connection goes to the judged address, the name stays in Host, TLS and certificate."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from parley_server.plugin_api.addresses import Pin, Reach
from parley_server.plugin_api.pinned_transport import PinnedTransport, host_and_port
from tests.fakes.lookups import FakeLookup

NAME = "models.example"
LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]


def certificate(folder: Path, name: str) -> Path:
    """Write a certificate for a name, signed by itself, with its key; return its path."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass
class Listener:
    """Answers each request with 200. `connections` counts them, `names` are those asked for in TLS."""

    port: int = 0
    connections: int = 0
    heads: list[str] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")


@asynccontextmanager
async def listening(path: Path | None = None) -> AsyncIterator[Listener]:
    listener = Listener()
    context = None
    if path is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(path)
        context.sni_callback = lambda _socket, name, _context: listener.names.append(name)
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0, ssl=context)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
        await server.wait_closed()
        for writer in listener.writers:
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()


async def pinned(port: int, *addresses: str) -> Pin:
    pin = Pin(Reach(LOOPBACK, lookup=FakeLookup(addresses)), NAME, port)
    await pin.renew()
    return pin


def trusting(path: Path) -> httpx2.AsyncHTTPTransport:
    return httpx2.AsyncHTTPTransport(verify=ssl.create_default_context(cafile=path))


async def test_tls_asks_for_the_name_and_checks_it(tmp_path: Path) -> None:
    path = certificate(tmp_path, NAME)
    async with listening(path) as listener:
        transport = PinnedTransport(await pinned(listener.port, "127.0.0.1"), trusting(path))
        async with httpx2.AsyncClient(transport=transport) as client:
            for _ in range(2):
                assert (await client.post(f"https://{NAME}:{listener.port}/v1", content=b"{}")).text == "ok"

    assert listener.names == [NAME]
    assert listener.connections == 1
    assert f"host: {NAME}:{listener.port}" in listener.heads[0].lower()


async def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    path = certificate(tmp_path, "other.example")
    async with listening(path) as listener:
        transport = PinnedTransport(await pinned(listener.port, "127.0.0.1"), trusting(path))
        async with httpx2.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx2.ConnectError, match="certificate"):
                await client.get(f"https://{NAME}:{listener.port}/v1")

    assert listener.heads == []


async def test_the_next_address_is_tried_and_then_stays_first() -> None:
    async with listening() as listener:
        pin = await pinned(listener.port, "127.0.0.2", "127.0.0.1")
        async with httpx2.AsyncClient(transport=PinnedTransport(pin)) as client:
            assert (await client.post(f"http://{NAME}:{listener.port}/", content=b"{}")).text == "ok"

    assert list(pin.addresses) == ["127.0.0.1", "127.0.0.2"]


@pytest.mark.parametrize("host", ["127.0.0.1", "other.example"])
async def test_nothing_goes_to_another_host(host: str) -> None:
    async with listening() as listener:
        transport = PinnedTransport(await pinned(listener.port, "127.0.0.1"))
        async with httpx2.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx2.UnsupportedProtocol):
                await client.get(f"http://{host}:{listener.port}/")

    assert listener.connections == 0


async def test_without_an_address_nothing_is_sent() -> None:
    pin = Pin(Reach(LOOPBACK, lookup=FakeLookup(["127.0.0.1"])), NAME, 80)
    async with httpx2.AsyncClient(transport=PinnedTransport(pin)) as client:
        with pytest.raises(httpx2.ConnectError, match="no address"):
            await client.get(f"http://{NAME}/")


async def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with listening() as listener:
        transport = PinnedTransport(await pinned(listener.port, "127.0.0.1"))
        async with httpx2.AsyncClient(transport=transport) as client:
            assert (await client.get(f"http://{NAME}:{listener.port}/")).text == "ok"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://models.example/v1", ("models.example", 443)),
        ("http://Models.Example:8000/v1", ("models.example", 8000)),
        ("http://[::1]/v1", ("::1", 80)),
        ("https://bücher.example", ("xn--bcher-kva.example", 443)),
    ],
)
def test_host_and_port(url: str, expected: tuple[str, int]) -> None:
    assert host_and_port(url) == expected
