"""REPLY: the words of the plan, or words written for it, and never the syntax around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley_server.domain.characters import Character
from tests.fakes.bootstrap import answer, bootstrap_bench


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Hello there.\n", "Hello there."),
        (answer(thought="Hm.", text="Hello &amp; welcome."), "Hello & welcome."),
        (answer(message="Hello there."), "Hello there."),
        ("<3 you all", "<3 you all"),
    ],
)
async def test_what_the_model_writes_is_said_without_the_syntax_around_it(
    tmp_path: Path, said: str, heard: str
) -> None:
    async with bootstrap_bench(tmp_path, said) as bench:
        result = await bench.act("REPLY", bench.message("Hello?"))

    assert (result.text, [content.text for content in bench.said]) == (heard, [heard])


async def test_a_character_words_its_replies_itself(tmp_path: Path) -> None:
    character = Character(name="Ann", templates={"replyTemplate": "Reply as {{agentName}} does."})
    async with bootstrap_bench(tmp_path, answer(thought="Hm.", text="Ahoy."), character=character) as bench:
        result = await bench.act("REPLY", bench.message("Hello?"))

    assert result.text == "Ahoy."
    assert bench.prompts[0].startswith("Reply as Ann does.")


async def test_an_answer_to_its_template_that_cannot_be_read_is_asked_for_in_plain_words(tmp_path: Path) -> None:
    character = Character(name="Ann", templates={"replyTemplate": "Reply as {{agentName}} does."})
    async with bootstrap_bench(tmp_path, "", "", "Ahoy.", character=character) as bench:
        result = await bench.act("REPLY", bench.message("Hello?"))

    assert (result.success, result.text, len(bench.prompts)) == (True, "Ahoy.", 3)
