"""What all actions share: asking a model for named fields, and saying how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.json import JsonValue
from parley_server.domain.models import TEXT_SMALL
from parley_server.domain.shapes import Fields, FieldSpec, ResponseShape
from parley_server.plugin_api import HandlerCallback, ModelRequest, Runtime, character_prompt, text_model
from parley_server.plugin_api.prompts import tells_message

UNREADABLE = "the model's answer could not be read"
_LONGEST_SAYING = 1000

SAYING = FieldSpec(
    name="text", description="What you tell the user about it: one short sentence, in the language of the message."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a model: in the words of a character's template of this name, else in ours."""

    template: str
    task: str
    shape: ResponseShape
    model_type: str = TEXT_SMALL


async def ask(
    runtime: Runtime,
    message: Memory,
    state: State,
    question: Question,
    *,
    facts: str = "",
    values: Mapping[str, JsonValue] | None = None,
    about_message: bool = True,
) -> Fields | None:
    """Ask a question about a message; None when the answer cannot be read. Raises what the model raises.

    `facts` is what code knows and the model needs, for example names to choose from: it goes with any template, to
    which `values` are known as well. The message stands at the end unless the question is not `about_message`.
    """
    name = runtime.character.name
    known = {"agentName": name, "message": message.content.text, **state.values, **(values or {})}
    own = character_prompt(runtime, question.template, replace(state, values=known), message)
    begin = own.text if own else f"# Task\n{question.task.format(name=name)}\n\n{state.text}"
    # Our own question has the state, whose text may tell the message already.
    told = own is None and tells_message(state, message)
    said = f"# Message\n{message.content.text}" if about_message and message.content.text and not told else ""
    request = ModelRequest(
        model_type=text_model(runtime, question.model_type),
        prompt="\n\n".join(part for part in (begin, facts, said) if part),
        system=runtime.character.system,
        user_text=message.content.text,
        agent_id=runtime.agent_id,
        room_id=message.room_id,
    )
    return await runtime.ask_fields(request, question.shape)


def text_of(fields: Fields, name: str, otherwise: str = "", *, longest: int = _LONGEST_SAYING) -> str:
    """Return a text of an answer, cut where it is too long, or what stands for an empty one."""
    value = fields.get(name, "")
    return (value.strip()[:longest] if isinstance(value, str) else "") or otherwise


def yes_or_no(fields: Fields, name: str) -> bool | None:
    """Return what an answer decides; None when it is neither yes nor no."""
    word = text_of(fields, name).strip(" .!\"'").casefold()
    if word in {"yes", "true", "y"}:
        return True
    return False if word in {"no", "false", "n"} else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Says how an action went, to the user and to the run."""

    action: str
    callback: HandlerCallback

    async def done(
        self,
        text: str,
        *,
        thought: str = "",
        values: Mapping[str, JsonValue] | None = None,
        data: Mapping[str, JsonValue] | None = None,
    ) -> ActionResult:
        """Say that it is done, or left as it was for a good reason."""
        await self.callback(Content(text=text, thought=thought, actions=(self.action,)))
        return ActionResult(action_name=self.action, success=True, text=text, values=values or {}, data=data or {})

    async def failed(self, text: str, error: str) -> ActionResult:
        """Say honestly that nothing was done; `error` is for the run's log."""
        await self.callback(Content(text=text, thought=error, actions=(self.action,)))
        return ActionResult(action_name=self.action, success=False, text=text, error=error)

    async def unreadable(self, what: str) -> ActionResult:
        """Say that it is not clear what is wanted, and so nothing was done."""
        return await self.failed(f"I could not make out {what}, so I have left everything as it is.", UNREADABLE)
