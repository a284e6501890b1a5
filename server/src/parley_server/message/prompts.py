"""What a model is told: the templates of the character, else our own wording."""

from dataclasses import dataclass

from parley_server.domain.content import Memory, State
from parley_server.plugin_api import Runtime, character_prompt
from parley_server.plugin_api.prompts import tells_message, template_names

RESPOND_TEMPLATE = "shouldRespondTemplate"
PLAN_TEMPLATE = "messageHandlerTemplate"

RESPOND_TASK = """\
# Task
Decide whether {name} should answer the message below. Answer when it is meant for {name}, names {name}, or goes on
with a conversation that {name} is part of. Ignore what others say to one another. Stop when somebody asks {name} to
be quiet."""

FOLLOWS = """
{name} follows this conversation: it takes part in it without being named each time."""

PLAN_TASK = """\
# Task
Write what {name} does about the message below. Think first. Then name the actions to take, in order, from the list
of available actions: REPLY to say something, IGNORE to stay silent. Write the words of the reply as {name} would say
them, in the language of the message."""

CONTINUE_TASK = """\
# Task
[CONTINUATION REQUIRED] {name} was answering the message below when the answer broke off; it stands at the end, as far
as the reader has seen it. Write what comes after it, in the same words and language, to the end of the answer. Do not
begin anew, and do not tell that anything broke off."""

# Providers that run when asked for alone, by the names that templates use for what they say.
_DYNAMIC = {
    "actors": "ENTITIES",
    "attachments": "ATTACHMENTS",
    "entities": "ENTITIES",
    "facts": "FACTS",
    "relationships": "RELATIONSHIPS",
    "world": "WORLD",
    "worldInfo": "WORLD",
    "worldName": "WORLD",
}
# What the reference composes for the decision whether to respond (reference-values 2.1, step 8).
_FOR_RESPOND_TEMPLATE = ("ANXIETY", "ENTITIES", "CHARACTER", "RECENT_MESSAGES", "ACTIONS", "PROVIDERS", "TIME")
_FOR_RESPOND_TASK = ("CHARACTER", "RECENT_MESSAGES")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt, and the template of the character that it was made of; empty for our own wording."""

    text: str
    template: str = ""


def plan(runtime: Runtime, state: State, message: Memory) -> Prompt:
    """Ask what to do about a message."""
    return _of(runtime, PLAN_TEMPLATE, PLAN_TASK, state, message)


def respond(runtime: Runtime, state: State, message: Memory, *, follows: bool = False) -> Prompt:
    """Ask whether to respond to a message, in a room that the agent follows or does not."""
    task = RESPOND_TASK + FOLLOWS if follows else RESPOND_TASK
    return _of(runtime, RESPOND_TEMPLATE, task, state, message)


def providers_for_plan(runtime: Runtime) -> tuple[str, ...]:
    """Return the providers that a plan needs besides the usual ones."""
    return ("ACTIONS", *_asked_for(runtime, PLAN_TEMPLATE))


def providers_for_respond(runtime: Runtime) -> tuple[str, ...]:
    """Return the providers that the decision whether to respond needs."""
    if not runtime.character.templates.get(RESPOND_TEMPLATE):
        return _FOR_RESPOND_TASK
    return (*_FOR_RESPOND_TEMPLATE, *_asked_for(runtime, RESPOND_TEMPLATE))


def go_on(prompt: str, seen: str, anchor: str) -> str:
    """Add to a prompt what the reader has seen, and where to go on."""
    return (
        f"{prompt}\n\n# The answer so far\n{seen}\n\n# Where to go on\n"
        f"Begin with its last words, exactly as they are, and go on from there: {anchor}"
    )


def compose(task: str, name: str, state: State, message: Memory) -> str:
    """Put a task, the context and, where no provider has told it yet, the message that is to be answered together."""
    said = "" if tells_message(state, message) else f"# Message to answer\n{message.content.text}"
    parts = (task.format(name=name), state.text, said)
    return "\n\n".join(part for part in parts if part)


def _of(runtime: Runtime, template: str, task: str, state: State, message: Memory) -> Prompt:
    made = character_prompt(runtime, template, state, message)
    if made is not None:
        return Prompt(text=made.text, template=made.template)
    return Prompt(text=compose(task, runtime.character.name, state, message))


def _asked_for(runtime: Runtime, template: str) -> list[str]:
    names = template_names(runtime, template)
    return list(dict.fromkeys(provider for name, provider in _DYNAMIC.items() if name in names))
