"""Which addresses outsiders may have us call: a table, since a gap in it is a hole."""

from __future__ import annotations

import ipaddress

import pytest

from parley_server.domain.addresses import literal_address, refusal, special_kind


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("0.0.0.0", "unspecified"),  # noqa: S104 - nobody binds it, and it must be refused
        ("0.1.2.3", "unspecified"),
        ("10.0.0.1", "private"),
        ("100.64.0.1", "private"),
        ("100.127.255.255", "private"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("168.63.129.16", "reserved"),
        ("169.254.169.254", "link-local"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.0.0.192", "reserved"),
        ("192.0.2.1", "reserved"),
        ("192.88.99.1", "6to4"),
        ("192.168.1.1", "private"),
        ("198.19.255.255", "private"),
        ("198.51.100.1", "reserved"),
        ("203.0.113.1", "reserved"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.255", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::2", "reserved"),
        ("::127.0.0.1", "reserved"),
        ("::ffff:127.0.0.1", "IPv4-mapped"),
        ("::ffff:8.8.8.8", "IPv4-mapped"),
        ("64:ff9b::7f00:1", "NAT64"),
        ("64:ff9b::808:808", "NAT64"),
        ("64:ff9b:1::a00:1", "NAT64"),
        ("100::1", "reserved"),
        ("2001::1", "reserved"),
        ("2001:1ff:ffff::", "reserved"),
        ("2001:db8::1", "reserved"),
        ("2002:7f00:1::", "6to4"),
        ("3fff::1", "reserved"),
        ("4000::1", "reserved"),
        ("5f00::1", "reserved"),
        ("fc00::1", "private"),
        ("fd00:ec2::254", "private"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fec0::1", "private"),
        ("ff02::1", "multicast"),
    ],
)
def test_special_addresses_are_refused(address: str, kind: str) -> None:
    assert special_kind(ipaddress.ip_address(address)) == kind


@pytest.mark.parametrize(
    "address",
    [
        *("1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"),
        *("128.0.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "223.255.255.255"),
        *("2001:200::1", "2001:4860:4860::8888", "2003::1", "2606:4700::1111", "2a00:1450::1", "3ffe::1"),
    ],
)
def test_addresses_of_the_world_are_not(address: str) -> None:
    assert special_kind(ipaddress.ip_address(address)) == ""


def test_what_is_allowed_is_not_refused_and_nothing_beside_it() -> None:
    allowed = [ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network("fd00::/8")]

    assert refusal(ipaddress.ip_address("127.0.0.1"), allowed) == ""
    assert refusal(ipaddress.ip_address("fd12::1"), allowed) == ""
    assert refusal(ipaddress.ip_address("127.0.0.2"), allowed) == "loopback"
    assert refusal(ipaddress.ip_address("::ffff:127.0.0.1"), allowed) == "IPv4-mapped"
    assert refusal(ipaddress.ip_address("::1"), allowed) == "loopback"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost", "127.0.0.1"),
        ("LocalHost.", "127.0.0.1"),
        ("models.localhost", "127.0.0.1"),
        ("10.0.0.1", "10.0.0.1"),
        ("::1", "::1"),
        ("localhost.example", None),
        ("127.1", None),
        ("models.example", None),
        ("", None),
    ],
)
def test_hosts_that_need_no_lookup(host: str, address: str | None) -> None:
    assert literal_address(host) == (None if address is None else ipaddress.ip_address(address))
