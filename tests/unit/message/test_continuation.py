"""Answers that break off, and what completes them."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley_server.domain.errors import ModelUnavailable
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL, ModelResult
from parley_server.domain.runs import MessageOptions, MessageResult, Response, ResponseMode, RunStatus, TextChunk
from parley_server.message.continuation import CONTINUED_THOUGHT, Seam
from parley_server.message.plan import STREAMED_THOUGHT
from parley_server.plugin_api import ModelHandler, ModelPart, ModelRequest, Plugin, Purpose, Runtime, TextDelta
from tests.fakes.agents import GROUP_ROOM, AgentBench, make_agent, make_message
from tests.fakes.models import envelope

CUT = object()
"""At the end of a script: the model's server breaks the answer off."""
LIMIT = object()
"""The answer reaches a limit."""

HEAD = "<response><thought>t</thought><actions>REPLY</actions><text>"


class BreakingModel:
    """Streams scripts in turn, the last for ever: pieces of text, and what becomes of the answer at their end."""

    def __init__(self, *scripts: Sequence[object], model_type: str = TEXT_LARGE) -> None:
        self.requests: list[ModelRequest] = []
        self._scripts = list(scripts)
        handler = ModelHandler(model_type=model_type, generate=self._generate, stream=self._stream)
        self.plugin = Plugin(name="breaking", models=(handler,))

    async def _generate(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        raise AssertionError("only streams are asked for")

    async def _stream(self, _runtime: Runtime, request: ModelRequest) -> AsyncIterator[ModelPart]:
        self.requests.append(request)
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        pieces = [piece for piece in script if isinstance(piece, str)]
        for piece in pieces:
            yield TextDelta(piece)
        if CUT in script:
            raise ModelUnavailable("broke off")
        yield ModelResult(text="".join(pieces), cut_short=LIMIT in script)


async def reply(*scripts: Sequence[object], attempts: int = 3) -> tuple[str, MessageResult, BreakingModel, AgentBench]:
    """Let an agent answer, and check that caller, reply and memory have the same text."""
    model = BreakingModel(*scripts)
    bench = await make_agent(model.plugin)
    result = await bench.handle(options=MessageOptions(max_retries=attempts))
    seen = "".join(chunk.text for chunk in bench.sink.of(TextChunk))
    assert [response.content.text for response in bench.sink.of(Response)] == [seen]
    assert bench.memories()[-1].content.text == seen
    return seen, result, model, bench


@pytest.mark.parametrize("end", [CUT, LIMIT])
@pytest.mark.parametrize(
    ("continuation", "whole"),
    [
        ("<response><text>I will tell you a long story.</text></response>", "I will tell you a long story."),
        ("<text>I will tell you a long  story.</text>", "I will tell you a long  story."),
        ("<text>, as I said.</text>", "I will tell you a, as I said."),
        ("nd more.", "I will tell you and more."),
    ],
)
async def test_what_broke_off_is_completed(end: object, continuation: str, whole: str) -> None:
    seen, result, model, _ = await reply([HEAD, "I will tell you a", end], [continuation])

    assert seen == whole
    assert (result.status, result.mode) == (RunStatus.COMPLETED, ResponseMode.SIMPLE)
    assert result.response_content is not None
    assert (result.response_content.thought, result.response_content.actions) == (CONTINUED_THOUGHT, ("REPLY",))
    first, second = model.requests
    assert (first.purpose, second.purpose) == (Purpose.PLAN, Purpose.CONTINUE)
    assert "[CONTINUATION REQUIRED]" in second.prompt
    assert "I will tell you a" in second.prompt


async def test_a_continuation_may_break_off_too() -> None:
    seen, _, model, _ = await reply([HEAD, "One two", CUT], ["<text>One two three", CUT], ["<text>, four</text>"])

    assert seen == "One two three, four"
    assert len(model.requests) == 3


async def test_braces_in_a_text_are_no_template() -> None:
    seen, _, model, _ = await reply([HEAD, "Use {name} and {{x}}", CUT], ["<text> now.</text>"])

    assert seen.startswith("Use {name} and {{x}}")
    assert "Use {name} and {{x}}" in model.requests[1].prompt


async def test_a_continuation_that_cannot_be_read_leaves_what_was_seen() -> None:
    seen, result, _, _ = await reply([HEAD, "One two", LIMIT], ["<oops/>"])

    assert seen == "One two"
    assert result.response_content is not None
    assert result.response_content.thought == STREAMED_THOUGHT


async def test_a_model_that_does_not_come_back_ends_the_run_but_what_was_seen_is_kept() -> None:
    model = BreakingModel([HEAD, "One two", CUT], [CUT])
    bench = await make_agent(model.plugin)

    with pytest.raises(ModelUnavailable):
        await bench.handle()

    assert [response.content.text for response in bench.sink.of(Response)] == ["One two"]
    assert bench.memories()[-1].content.text == "One two"


async def test_a_model_that_forgets_its_end_tags_is_not_asked_for_more() -> None:
    seen, result, model, _ = await reply([HEAD, "One two."])

    assert (seen, len(model.requests)) == ("One two.", 1)
    assert result.response_content is not None
    assert result.response_content.thought == "t"


async def test_a_text_that_was_whole_needs_nothing_more() -> None:
    seen, _, model, _ = await reply(["<response><actions>REPLY</actions><text>Done.</text>", CUT])

    assert (seen, len(model.requests)) == ("Done.", 1)


async def test_an_answer_that_broke_off_unseen_is_asked_for_anew() -> None:
    seen, _, model, _ = await reply(["<response><thought>I think", CUT], [envelope("Here.")])

    assert (seen, len(model.requests)) == ("Here.", 2)
    # Nothing was wrong with its syntax.
    assert "could not be read" not in model.requests[1].prompt


async def test_answers_that_break_off_unseen_again_and_again_are_an_error() -> None:
    model = BreakingModel(["<response><thought>I think", CUT])
    bench = await make_agent(model.plugin)

    with pytest.raises(ModelUnavailable, match="broke off"):
        await bench.handle()

    assert len(model.requests) == 3
    assert bench.sink.of(Response) == []


async def test_half_a_decision_to_respond_is_no_wish_to_be_silent() -> None:
    model = BreakingModel(["<response><reasoning>Well", CUT], model_type=TEXT_SMALL)
    bench = await make_agent(model.plugin)

    with pytest.raises(ModelUnavailable):
        await bench.handle(make_message(room_id=GROUP_ROOM))


@given(seen=st.text(min_size=1), rest=st.text(), cuts=st.lists(st.integers(0, 60)))
def test_a_continuation_that_begins_with_the_last_words_adds_the_rest_alone(
    seen: str, rest: str, cuts: list[int]
) -> None:
    seam = Seam(seen)
    whole = seam.anchor + rest
    edges = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]

    added = [seam.push(whole[begin:end]) for begin, end in itertools.pairwise(edges)]

    assert "".join(added) + seam.flush() == rest


@given(seen=st.text(min_size=1), text=st.text(min_size=1))
def test_a_continuation_that_begins_otherwise_is_added_whole(seen: str, text: str) -> None:
    seam = Seam(seen)
    if seam.anchor and (text.startswith(seam.anchor) or seam.anchor.startswith(text)):
        return

    assert seam.push(text) == text
