"""UPDATE_CONTACT: how somebody is reached elsewhere, as somebody tells it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.fakes.bootstrap import ADAM, GROUP, OLGA, WORLD, answer, bootstrap_bench
from tests.fakes.values import ENTITY_ID

BOB = ENTITY_ID


async def test_a_contact_is_kept_as_the_sender_tells_it(tmp_path: Path) -> None:
    said = (
        answer(who="me", platform="Telegram", handle="@bob", details="time zone: CET\nno colon here\n- boss: Olga"),
        answer(who="Bob", platform="telegram", handle="@bob_k"),
    )
    async with bootstrap_bench(tmp_path, *said) as bench:
        first = await bench.act("UPDATE_CONTACT", bench.message("I am @bob on Telegram.", by=BOB))
        await bench.act("UPDATE_CONTACT", bench.message("Now @bob_k.", by=BOB, number=2))
        (told,) = await bench.runtime.get_components(BOB)

    assert first.success
    assert bench.said[0].text == "I have noted how Bob is reached by telegram."
    assert (told.type, told.source_entity_id, told.world_id, told.room_id) == ("telegram", BOB, WORLD, GROUP)
    assert told.data == {"time zone": "CET", "boss": "Olga", "handle": "@bob_k"}


async def test_nobody_overwrites_what_another_has_told(tmp_path: Path) -> None:
    said = (answer(who="Bob", platform="email", handle="bob@x"), answer(who="Bob", platform="email", handle="evil@x"))
    async with bootstrap_bench(tmp_path, *said) as bench:
        await bench.act("UPDATE_CONTACT", bench.message(by=BOB))
        await bench.act("UPDATE_CONTACT", bench.message(by=ADAM, number=2))
        own = await bench.runtime.get_components(BOB, source_entity_id=BOB)
        foreign = await bench.runtime.get_components(BOB, source_entity_id=ADAM)

    assert [one.data for one in own] == [{"handle": "bob@x"}]
    assert [one.data for one in foreign] == [{"handle": "evil@x"}]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("He is on Telegram.", "could not make out"),
        (answer(who="Zoe", platform="telegram", handle="@zoe"), "do not know who Zoe is"),
        (answer(who="Bob", platform="telegram"), "could not make out"),
        (answer(who=str(OLGA)[:-1] + "0", platform="telegram", handle="@x"), "do not know who"),
    ],
)
async def test_what_is_unclear_or_about_strangers_is_not_kept(tmp_path: Path, said: str, text: str) -> None:
    async with bootstrap_bench(tmp_path, said) as bench:
        result = await bench.act("UPDATE_CONTACT", bench.message(by=BOB))
        assert await bench.runtime.get_components(BOB) == []

    assert not result.success
    assert text in bench.said[0].text


async def test_an_answer_of_any_length_stays_small(tmp_path: Path) -> None:
    details = "\n".join(f"key{number}: {'x' * 5000}" for number in range(500))
    async with bootstrap_bench(
        tmp_path, answer(who="Bob", platform="p" * 999, handle="h" * 9999, details=details)
    ) as bench:
        await bench.act("UPDATE_CONTACT", bench.message(by=BOB))
        (told,) = await bench.runtime.get_components(BOB)

    assert len(told.type) == 64
    assert sum(len(key) + len(str(value)) for key, value in told.data.items()) < 10_000


async def test_what_is_told_at_once_is_all_noted(tmp_path: Path) -> None:
    said = [answer(who="me", platform="phone", details=f"line {number}: {number}") for number in range(8)]
    async with bootstrap_bench(tmp_path, *said) as bench:
        async with asyncio.TaskGroup() as group:
            for number in range(8):
                group.create_task(bench.act("UPDATE_CONTACT", bench.message(by=BOB, number=number)))
        (component,) = await bench.runtime.get_components(BOB)

    assert set(component.data) == {f"line {number}" for number in range(8)}
