"""Hosts from outside are looked up once, judged, and stay where they were found."""

from __future__ import annotations

import ipaddress

import pytest

from parley_server.plugin_api.addresses import AddressRefused, Pin, Reach, SystemLookup
from tests.fakes.lookups import FakeLookup, never

PUBLIC, OTHER = "93.184.215.14", "2606:4700::1111"
LOOPBACK = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1")]


async def test_a_name_of_the_world_leads_to_its_addresses() -> None:
    lookup = FakeLookup([PUBLIC, OTHER])

    assert await Reach(lookup=lookup).addresses("models.example", 443) == [PUBLIC, OTHER]
    assert lookup.asked == ["models.example"]


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["::ffff:10.0.0.1"], [PUBLIC, "192.168.1.1"], ["fe80::1%1", PUBLIC]])
async def test_a_name_that_leads_inside_is_refused_even_if_only_with_one_address(answer: list[str]) -> None:
    with pytest.raises(AddressRefused) as caught:
        await Reach(lookup=FakeLookup(answer)).addresses("models.example", 443)

    assert "PARLEY_ALLOW_PRIVATE_ADDRESSES" in str(caught.value)
    assert "(models.example)" in str(caught.value)
    assert "192.168" not in str(caught.value)  # what names mean inside is not told outside


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "::ffff:127.0.0.1"])
async def test_every_spelling_of_the_loopback_is_refused(host: str) -> None:
    """The system's own lookup reads more spellings than any check of text."""
    with pytest.raises(AddressRefused):
        await Reach().addresses(host, 80)


async def test_what_is_allowed_is_within_reach() -> None:
    assert await Reach(LOOPBACK).addresses("127.0.0.1", 80) == ["127.0.0.1"]


async def test_a_name_without_an_address_is_no_refusal() -> None:
    with pytest.raises(OSError, match="no such name"):
        await Reach(lookup=FakeLookup(())).addresses("nobody.example", 443)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "..", "\udcff"])
async def test_a_host_that_is_none_is_an_error_like_one_that_is_not_there(host: str) -> None:
    with pytest.raises(OSError, match=r".*"):
        await SystemLookup()(host, 80)


async def test_a_lookup_has_a_deadline() -> None:
    with pytest.raises(TimeoutError):
        await Reach(lookup=never, seconds=0.01).addresses("slow.example", 443)


@pytest.mark.parametrize(("host", "refused"), [("localhost", True), ("10.1.1.1", True), ("models.example", False)])
def test_what_needs_no_lookup_is_judged_at_once(host: str, refused: bool) -> None:
    reach = Reach(lookup=never)
    if not refused:
        reach.check(host)
        return
    with pytest.raises(AddressRefused):
        reach.check(host)


async def test_a_name_that_is_rebound_loses_its_addresses() -> None:
    pin = Pin(Reach(lookup=FakeLookup([PUBLIC], ["127.0.0.1"], [PUBLIC])), "models.example", 443)
    await pin.renew()
    assert list(pin.addresses) == [PUBLIC]

    with pytest.raises(AddressRefused):
        await pin.renew()
    pin.prefer(PUBLIC)

    assert list(pin.addresses) == []
    await pin.renew()
    assert list(pin.addresses) == [PUBLIC]


async def test_addresses_that_stay_keep_their_order_so_that_connections_are_used_again() -> None:
    pin = Pin(Reach(lookup=FakeLookup([PUBLIC, OTHER], [OTHER, "1.1.1.1", PUBLIC], ["1.1.1.1"])), "models.example", 443)
    await pin.renew()
    await pin.renew()
    assert list(pin.addresses) == [PUBLIC, OTHER, "1.1.1.1"]

    pin.prefer(OTHER)
    assert list(pin.addresses) == [OTHER, PUBLIC, "1.1.1.1"]
    await pin.renew()
    assert list(pin.addresses) == ["1.1.1.1"]
