"""GENERATE_IMAGE: a picture, where there is a model that makes pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.content import MediaKind
from parley_server.domain.models import IMAGE, ModelResult
from tests.fakes.agents import ScriptedModel
from tests.fakes.bootstrap import answer, bootstrap_bench

PROMPT = answer(thought="A lighthouse.", prompt="A lighthouse in fog, oil on canvas.", text="Voilà.")


def painter(result: ModelResult) -> ScriptedModel:
    return ScriptedModel(result, model_type=IMAGE)


@pytest.mark.parametrize(
    "result",
    [
        ModelResult(object=[{"url": "https://pictures.test/1.png"}, {"url": "https://pictures.test/2.png"}]),
        ModelResult(object={"url": "https://pictures.test/1.png"}),
        ModelResult(text="https://pictures.test/1.png"),
    ],
)
async def test_a_picture_is_attached_to_the_reply(tmp_path: Path, result: ModelResult) -> None:
    model = painter(result)
    async with bootstrap_bench(tmp_path, PROMPT, plugins=[model.plugin("painter")]) as bench:
        assert await bench.applies("GENERATE_IMAGE", bench.message())
        done = await bench.act("GENERATE_IMAGE", bench.message("Draw me a lighthouse."))

    assert [request.prompt for request in model.requests] == ["A lighthouse in fog, oil on canvas."]
    (said,) = bench.said
    (picture,) = said.attachments
    assert (said.text, picture.url, picture.kind) == ("Voilà.", "https://pictures.test/1.png", MediaKind.IMAGE)
    assert (done.success, done.data["url"]) == (True, "https://pictures.test/1.png")


async def test_two_pictures_for_one_message_are_two(tmp_path: Path) -> None:
    model = painter(ModelResult(data=b"\x89PNG", mime_type="image/png"))
    said = (answer(prompt="A lighthouse."), answer(prompt="A ship."))
    async with bootstrap_bench(tmp_path, *said, plugins=[model.plugin("painter")]) as bench:
        for _ in said:
            await bench.act("GENERATE_IMAGE", bench.message("Draw me a lighthouse and a ship."))

    (first,), (second,) = (content.attachments for content in bench.said)
    assert first.media_id != second.media_id


async def test_bytes_are_attached_and_kept_out_of_the_result(tmp_path: Path) -> None:
    model = painter(ModelResult(data=b"\x89PNG", mime_type="image/png"))
    async with bootstrap_bench(tmp_path, PROMPT, plugins=[model.plugin("painter")]) as bench:
        done = await bench.act("GENERATE_IMAGE", bench.message())

    (picture,) = bench.said[0].attachments
    assert (picture.data, picture.mime_type, picture.size_bytes) == (b"\x89PNG", "image/png", 4)
    assert "PNG" not in str(done.data)


async def test_without_a_model_for_pictures_it_is_not_offered(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path, PROMPT) as bench:
        assert not await bench.applies("GENERATE_IMAGE", bench.message())
        result = await bench.act("GENERATE_IMAGE", bench.message())

    assert (result.success, bench.prompts) == (False, [])


@pytest.mark.parametrize(
    "result", [ModelResult(), ModelResult(text="Sorry."), ModelResult(object=[{"url": "file:///etc"}])]
)
async def test_no_picture_is_admitted(tmp_path: Path, result: ModelResult) -> None:
    async with bootstrap_bench(tmp_path, PROMPT, plugins=[painter(result).plugin("painter")]) as bench:
        done = await bench.act("GENERATE_IMAGE", bench.message())

    assert not done.success
    assert bench.said[0].text == "The image model gave me no picture."


async def test_an_unreadable_answer_paints_nothing(tmp_path: Path) -> None:
    model = painter(ModelResult(text="https://pictures.test/1.png"))
    async with bootstrap_bench(tmp_path, "A lighthouse!", plugins=[model.plugin("painter")]) as bench:
        done = await bench.act("GENERATE_IMAGE", bench.message())

    assert (done.success, model.requests) == (False, [])
    assert "could not make out" in bench.said[0].text


async def test_a_character_words_the_question_itself(tmp_path: Path) -> None:
    character = Character(name="Ann", templates={"imageGenerationTemplate": "Paint for {{agentName}}: {{message}}"})
    model = painter(ModelResult(text="https://pictures.test/1.png"))
    plugins = [model.plugin("painter")]
    async with bootstrap_bench(tmp_path, PROMPT, plugins=plugins, character=character) as bench:
        await bench.act("GENERATE_IMAGE", bench.message("A cat."))

    assert bench.prompts[0].startswith("Paint for Ann: A cat.")
