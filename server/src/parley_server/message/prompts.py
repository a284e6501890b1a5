"""What a model is told: our own wording."""

from parley_server.domain.content import Memory, State

RESPOND_TASK = """\
# Task
Decide whether {name} should answer the message below. Answer when it is meant for {name}, names {name}, or goes on
with a conversation that {name} is part of. Ignore what others say to one another. Stop when somebody asks {name} to
be quiet."""

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


def go_on(prompt: str, seen: str, anchor: str) -> str:
    """Add to a prompt what the reader has seen, and where to go on."""
    return (
        f"{prompt}\n\n# The answer so far\n{seen}\n\n# Where to go on\n"
        f"Begin with its last words, exactly as they are, and go on from there: {anchor}"
    )


def compose(task: str, name: str, state: State, message: Memory) -> str:
    """Put a task, the context and the message that is to be answered together."""
    parts = (task.format(name=name), state.text, f"# Message to answer\n{message.content.text}")
    return "\n\n".join(part for part in parts if part)
