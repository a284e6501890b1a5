"""local_embeddings: lexical vectors, the same everywhere."""

from __future__ import annotations

import hashlib
import math
import os
import struct
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley_server.app.plugins import load_plugins
from parley_server.app.settings import Settings
from parley_server.domain.characters import Character
from parley_server.domain.clock import SystemClock
from parley_server.domain.errors import ConfigurationMissing
from parley_server.domain.models import TEXT_EMBEDDING
from parley_server.plugin_api import ModelRequest
from parley_server.plugins.local_embeddings import local_embeddings_plugin, plugin
from parley_server.plugins.local_embeddings.lexical import DIMENSIONS, MAX_TEXT, embed
from parley_server.runtime.settings import AgentSettings
from tests.fakes.agents import make_agent

# Vectors are stored: when this changes, all that users have stored must be made anew, under another model id.
TEXT = "The quick brown fox jumps over the lazy dog. Größe, 東京タワー, 🦊!"
DIGEST = "7abcc6b4c4d4b0c0"


def near(left: str, right: str) -> float:
    return math.fsum(a * b for a, b in zip(embed(left), embed(right), strict=True))


def digest(vector: tuple[float, ...]) -> str:
    return hashlib.sha256(struct.pack(f"<{len(vector)}d", *vector)).hexdigest()[:16]


def test_a_text_has_the_vector_that_earlier_releases_gave_it() -> None:
    assert digest(embed(TEXT)) == DIGEST


def test_a_text_has_the_same_vector_in_another_process() -> None:
    code = (
        "import sys; from parley_server.plugins.local_embeddings.lexical import embed;"
        "print(','.join(map(float.hex, embed(sys.argv[1]))))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, TEXT], env=environment, capture_output=True, text=True, check=True
    )

    assert tuple(map(float.fromhex, done.stdout.split(","))) == embed(TEXT)


@pytest.mark.parametrize(
    ("text", "similar", "unrelated"),
    [
        ("How do I bake sourdough bread?", "baking bread with sourdough", "The train to Berlin leaves at noon"),
        ("My cat is called Whiskers.", "what is the name of my cat", "Interest rates rose again in March."),
        ("gardening in spring", "a gardener's spring", "database migrations"),
        ("Ich möchte Brot backen", "Brotbacken für Anfänger", "Der Zug fährt um zwölf"),
        ("東京タワーの高さ", "東京タワーは高い", "猫が好きです"),
        ("погода в Москве", "московская погода", "рецепт борща"),
        ("colour of the harbour", "color of the harbor", "price of the ticket"),
    ],
)
def test_a_similar_text_is_nearer_than_an_unrelated_one(text: str, similar: str, unrelated: str) -> None:
    assert near(text, similar) > near(text, unrelated) + 0.1


def test_case_and_form_of_letters_do_not_count() -> None:
    assert near("CAFÉ ﬁne", "cafe\u0301 fine") == pytest.approx(1.0)


def test_a_word_that_is_repeated_does_not_drown_the_others() -> None:
    assert near("bread " * 50 + "and butter", "butter") > 0.1


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_a_text_without_words_has_no_vector(text: str) -> None:
    assert embed(text) == ()


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_every_text_has_a_vector_of_length_one_or_none(text: str) -> None:
    vector = embed(text)

    if vector:
        assert len(vector) == DIMENSIONS
        assert math.fsum(value * value for value in vector) == pytest.approx(1.0)
    else:
        assert not text.strip() or not any(character.isprintable() for character in text.strip())


@pytest.mark.parametrize("text", ["x" * 1_000_000, "word " * 200_000, "\ufdfa" * 1_000_000])
def test_of_a_very_long_text_the_begin_counts(text: str) -> None:
    assert embed(text) == embed(text[:MAX_TEXT])


async def test_an_agent_that_lists_the_plugin_embeds_texts() -> None:
    bench = await make_agent(local_embeddings_plugin())

    short = await bench.runtime.use_model(ModelRequest(model_type=TEXT_EMBEDDING, prompt="Hello"))
    long = await bench.runtime.use_model(ModelRequest(model_type=TEXT_EMBEDDING, prompt="Hello " * 1_000))

    assert short.embedding == embed("Hello")
    assert short.model_id == "lexical-384"
    assert long.embedding == pytest.approx(short.embedding)


async def test_without_numpy_the_agent_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin, "find_spec", lambda _name: None)

    with pytest.raises(ConfigurationMissing, match="vectors"):
        await make_agent(local_embeddings_plugin())


def test_the_plugin_is_there_by_name_and_loaded_by_those_alone_who_list_it() -> None:
    catalogue = load_plugins(Settings(plugins=()), SystemClock())
    nothing = AgentSettings(Character(name="Ann"), {}, {})

    assert catalogue.has("local_embeddings")
    assert "local_embeddings" not in {one.name for one in catalogue.for_agent([], nothing)}
