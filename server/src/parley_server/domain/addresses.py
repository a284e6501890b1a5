"""Which network addresses a URL from outside may lead to (architecture, "Safe from the first day", rule 5)."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# The special-purpose registries of IANA. A table of our own: what `is_global` says changes with releases of Python,
# and it takes multicast, 6to4 and NAT64 for global.
_SPECIAL_V4 = {
    "0.0.0.0/8": "unspecified",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "private",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "reserved",  # the host beneath a machine in Azure
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "reserved",
    "192.88.99.0/24": "6to4",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "private",
    "198.51.100.0/24": "reserved",
    "203.0.113.0/24": "reserved",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
# In IPv6 2000::/3 alone is given to networks of the world. The narrower comes first.
_SPECIAL_V6 = {
    "::1/128": "loopback",
    "::/128": "unspecified",
    "::ffff:0:0/96": "IPv4-mapped",
    "64:ff9b::/96": "NAT64",
    "64:ff9b:1::/48": "NAT64",
    "2001::/23": "reserved",
    "2001:db8::/32": "reserved",
    "2002::/16": "6to4",
    "3fff::/20": "reserved",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "private",
    "ff00::/8": "multicast",
}
_WORLD_V6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL = {ipaddress.ip_network(text): kind for text, kind in {**_SPECIAL_V4, **_SPECIAL_V6}.items()}


def special_kind(address: Address) -> str:
    """Return what keeps outsiders from an address, such as "loopback" or "private"; empty for one of the world."""
    for network, kind in _SPECIAL.items():
        if address in network:
            return kind
    return "" if isinstance(address, ipaddress.IPv4Address) or address in _WORLD_V6 else "reserved"


def refusal(address: Address, allowed: Sequence[Network] = ()) -> str:
    """Return why an outsider may not have us call an address; empty where it may, as in the `allowed` networks."""
    return "" if any(address in network for network in allowed) else special_kind(address)


def literal_address(host: str) -> Address | None:
    """Return the address that a host of a URL stands for without being looked up; None for a name."""
    host = host.lower().removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return ipaddress.IPv4Address("127.0.0.1")
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
