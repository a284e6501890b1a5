"""local_embeddings with a model of the user's: ONNX Runtime, and everything that may be wrong with the folder."""

from __future__ import annotations

import asyncio
import math
import os
import threading
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import Mock

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.errors import ComponentFailed, ConfigurationMissing, InvalidField
from parley_server.domain.models import TEXT_EMBEDDING, ModelResult
from parley_server.plugin_api import ModelRequest, Plugin
from parley_server.plugins.local_embeddings import local_embeddings_plugin, sentences
from parley_server.plugins.local_embeddings.folders import MODEL_SETTING
from parley_server.plugins.local_embeddings.sentences import DIMENSIONS, SentenceModel
from tests.fakes.agents import AgentBench, ScriptedModel, make_agent
from tests.fakes.sentence_models import row, write_model

# Where CI lacks them, the tests fail and say so.
if not all(map(find_spec, ("onnxruntime", "tokenizers"))) and os.environ.get("CI") != "true":
    pytest.skip("no ONNX Runtime: the extra onnx is not installed", allow_module_level=True)


async def agent(folder: Path, plugin: Plugin | None = None, *others: Plugin) -> AgentBench:
    return await make_agent(*others, plugin or local_embeddings_plugin(), environment={MODEL_SETTING: str(folder)})


async def embed(bench: AgentBench, text: str) -> ModelResult:
    return await bench.runtime.use_model(ModelRequest(model_type=TEXT_EMBEDDING, prompt=text))


def normal(*numbers: int, dimension: int = 384) -> list[float]:
    """Return the mean of the vectors of these words, of length 1."""
    sums = [math.fsum(column) for column in zip(*(row(number, dimension) for number in numbers), strict=True)]
    length = math.sqrt(math.fsum(value * value for value in sums))
    return [value / length for value in sums]


async def test_a_text_is_the_mean_of_its_tokens_of_length_one_and_named_after_the_folder(tmp_path: Path) -> None:
    bench = await agent(write_model(tmp_path / "tiny-words"))

    result = await embed(bench, "cat train nonsense")

    assert result.embedding == pytest.approx(normal(1, 3, 0))
    assert result.model_id == "tiny-words"


def test_tokens_that_the_mask_leaves_out_do_not_count() -> None:
    import numpy as np

    hidden = np.array([[[1.0, 2.0], [3.0, 4.0], [100.0, 100.0]]], dtype=np.float32)

    assert sentences.pool(hidden, [1, 1, 0]).tolist() == [2.0, 3.0]


@pytest.mark.parametrize("dimension", DIMENSIONS)
async def test_models_of_all_lengths_that_can_be_stored_are_taken(tmp_path: Path, dimension: int) -> None:
    bench = await agent(write_model(tmp_path / "tiny", dimension))

    assert len((await embed(bench, "cat")).embedding) == dimension


async def test_the_model_may_lie_in_a_folder_of_its_own_and_need_no_types(tmp_path: Path) -> None:
    bench = await agent(write_model(tmp_path / "tiny", at="onnx/model.onnx", inputs=("input_ids", "attention_mask")))

    assert (await embed(bench, "kitten")).embedding == pytest.approx(normal(2))


async def test_of_a_long_text_the_first_512_tokens_count(tmp_path: Path) -> None:
    bench = await agent(write_model(tmp_path / "tiny"))

    cut = await embed(bench, "cat " * 512 + "train " * 100_000)

    assert cut.embedding == pytest.approx(normal(1))


@pytest.mark.parametrize("text", ["", " \n\t"])
async def test_a_text_without_a_sign_has_no_vector(tmp_path: Path, text: str) -> None:
    bench = await agent(write_model(tmp_path / "tiny"))

    assert (await embed(bench, text)).embedding == ()


async def test_half_a_surrogate_pair_does_no_harm(tmp_path: Path) -> None:
    bench = await agent(write_model(tmp_path / "tiny"))

    assert len((await embed(bench, "cat \ud83e")).embedding) == 384


@pytest.mark.parametrize("value", [0.0, math.nan, math.inf])
async def test_what_is_no_direction_is_an_error_and_never_a_vector(tmp_path: Path, value: float) -> None:
    bench = await agent(write_model(tmp_path / "tiny", value=value))

    with pytest.raises(ComponentFailed, match="no vector"):
        await embed(bench, "cat")


async def test_the_loop_goes_on_while_the_model_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = await agent(write_model(tmp_path / "tiny"))
    let_go = threading.Event()

    def slow(_model: SentenceModel, _text: str) -> tuple[float, ...]:
        assert let_go.wait(timeout=10)
        return (1.0,)

    monkeypatch.setattr(SentenceModel, "embed", slow)
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(embed(bench, "cat"))
        await asyncio.sleep(0.01)
        assert not asking.done()
        let_go.set()

    assert asking.result().embedding == (1.0,)


async def test_agents_that_name_the_same_model_share_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, plugin = write_model(tmp_path / "tiny"), local_embeddings_plugin()
    load = Mock(wraps=sentences._session)
    monkeypatch.setattr(sentences, "_session", load)

    benches = [await agent(folder, plugin) for _ in range(2)]

    load.assert_called_once()
    assert [(await embed(bench, "cat")).model_id for bench in benches] == ["tiny", "tiny"]


async def test_a_model_that_was_named_goes_before_others(tmp_path: Path) -> None:
    other = ScriptedModel(ModelResult(embedding=(1.0,), model_id="other"), model_type=TEXT_EMBEDDING)
    bench = await agent(write_model(tmp_path / "tiny"), None, other.plugin())

    assert (await embed(bench, "cat")).model_id == "tiny"


# ---- What may be wrong: said when the agent starts ----


async def refusal(folder: Path) -> str:
    with pytest.raises(InvalidField) as caught:
        await agent(folder)
    assert caught.value.problems[0].field == f"settings.{MODEL_SETTING}"
    # Clients read it.
    assert str(folder.parent) not in caught.value.message
    return caught.value.message


async def test_an_agent_whose_model_is_not_there_is_told_so(tmp_path: Path) -> None:
    assert "no such folder" in await refusal(tmp_path / "none")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
async def test_each_file_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    (write_model(tmp_path / "tiny") / name).unlink()

    assert f"has no {name}" in await refusal(tmp_path / "tiny")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("data", [b"", b"\xff\x00 garbage", b"{}"])
async def test_each_file_that_is_broken_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    (write_model(tmp_path / "tiny") / name).write_bytes(data)

    assert f"{name} cannot be loaded" in await refusal(tmp_path / "tiny")


async def test_vectors_that_cannot_be_stored_are_refused_with_their_length(tmp_path: Path) -> None:
    note = "have 100 dimensions, not 384, 512, 768, 1024, 1536 or 3072"

    assert note in await refusal(write_model(tmp_path / "tiny", 100))


@pytest.mark.parametrize("inputs", [("pixels",), ("input_ids", "pixels"), ("attention_mask",)])
async def test_a_model_of_something_else_is_refused(tmp_path: Path, inputs: tuple[str, ...]) -> None:
    assert "no sentence transformer" in await refusal(write_model(tmp_path / "tiny", inputs=inputs))


async def test_a_model_whose_output_is_not_by_token_is_refused(tmp_path: Path) -> None:
    assert "cannot be run: its output has the form" in await refusal(write_model(tmp_path / "tiny", pooled=True))


async def test_without_the_packages_the_agent_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentences, "find_spec", lambda name: None if name == "onnxruntime" else find_spec(name))

    with pytest.raises(ConfigurationMissing, match=r"needs onnxruntime: pip install 'parley\[onnx\]'"):
        await agent(write_model(tmp_path / "tiny"))


# ---- Whom the path comes from ----


async def named_by_a_character(value: str | int, models: Path) -> AgentBench:
    character = Character(name="Ann", settings={MODEL_SETTING: value})
    return await make_agent(local_embeddings_plugin(models=models), character=character)


async def test_a_character_names_a_model_below_the_servers_folder(tmp_path: Path) -> None:
    write_model(tmp_path / "models" / "tiny")

    bench = await named_by_a_character("tiny", tmp_path / "models")

    assert (await embed(bench, "cat")).model_id == "tiny"


@pytest.mark.parametrize("value", ["{outside}", "../outside", "link", "~", "\0", "none"])
async def test_a_character_names_no_model_elsewhere(tmp_path: Path, value: str) -> None:
    outside = write_model(tmp_path / "outside")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "link").symlink_to(outside)

    with pytest.raises(InvalidField, match="no such folder in this server's folder of models"):
        await named_by_a_character(value.format(outside=outside), tmp_path / "models")


async def test_what_is_no_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidField, match="not the path of a folder"):
        await named_by_a_character(7, tmp_path)


async def test_an_empty_setting_leaves_the_words(tmp_path: Path) -> None:
    bench = await named_by_a_character("", tmp_path)

    assert (await embed(bench, "cat")).model_id == "lexical-384"
