"""Addresses of servers as people write them, and what gRPC makes of them."""

import ipaddress
from dataclasses import dataclass

DEFAULT_PORT = 50051
_SCHEMES = {"grpc://": False, "http://": False, "grpcs://": True, "https://": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a server is. `tls` is None when the text left that open; `loopback` when it is on this machine."""

    target: str
    tls: bool | None
    loopback: bool


def parse_address(text: str) -> Address:
    """Read "host:port", "grpc://host:port", "grpcs://host:port" (with TLS) or any target of gRPC such as "unix:path".

    A host alone means port 50051. Raises ValueError for an empty address.
    """
    target, tls = text.strip(), None
    for scheme, secure in _SCHEMES.items():
        if target.startswith(scheme):
            target, tls = target.removeprefix(scheme).rstrip("/"), secure
    if not target:
        raise ValueError("the address of the server is empty")
    if ":" not in target or target.endswith("]"):
        # gRPC itself would take port 443.
        target = f"{target}:{DEFAULT_PORT}"
    return Address(target=target, tls=tls, loopback=_is_loopback(target))


def _is_loopback(target: str) -> bool:
    if target.startswith(("unix:", "unix-abstract:")):
        return True
    host = target.rsplit("/", 1)[-1].rsplit(":", 1)[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
