"""The providers TIME and ANXIETY."""

from __future__ import annotations

from parley_server.domain.clock import Clock
from parley_server.domain.content import Memory, State
from parley_server.plugin_api import Provider, ProviderResult, Runtime
from parley_server.plugins.bootstrap.providers.texts import pick, section
from parley_server.plugins.bootstrap.reading import channel_type

_TIPS_A_MESSAGE = 2
_EVERYWHERE = (
    "Say what the message asks for, and stop there.",
    "Do not repeat what was said before, neither by others nor by you.",
    "Ask back once where something is unclear, instead of guessing at length.",
    "Leave out apologies and promises that nobody asked for.",
    "An honest 'I do not know' is better than many words.",
)
_AMONG_OTHERS = (
    "Others talk here, too: be silent where you are not meant and have nothing to add.",
    "Keep it to a sentence or two; a group is no place for long answers.",
    "Let people finish among themselves what they have begun among themselves.",
)
_SPOKEN = (
    "This is spoken: use short sentences, no lists and no markup.",
    "Say numbers and addresses as one would say them aloud.",
)
_IN_PUBLIC = (
    "Many read this: a post stands on its own and names nobody who did not ask for it.",
    "One thought a post.",
)


async def _anxiety(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    tips = pick(_tips(await channel_type(runtime, message)), _TIPS_A_MESSAGE, message.memory_id)
    text = section("Keep in mind", [f"- {tip}" for tip in tips])
    return ProviderResult(text=text, values={"anxiety": text})


ANXIETY = Provider(name="ANXIETY", description="What keeps the agent from saying too much.", get=_anxiety)


def _tips(kind: str) -> tuple[str, ...]:
    tips: tuple[str, ...] = _EVERYWHERE
    if kind.startswith("VOICE"):
        tips = _SPOKEN + tips
    if kind in {"GROUP", "VOICE_GROUP", "FORUM", "WORLD"}:
        tips = _AMONG_OTHERS + tips
    elif kind in {"FEED", "THREAD"}:
        tips = _IN_PUBLIC + tips
    return tips


def time_provider(clock: Clock) -> Provider:
    """Return the TIME provider: the present time, in UTC."""

    async def get(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
        now = clock.now()
        text = f"{now:%A, %d %B %Y, %H:%M:%S} UTC"
        return ProviderResult(text=f"# Time\nIt is {text}.", values={"time": text}, data={"time": now.isoformat()})

    return Provider(name="TIME", description="The present time.", get=get)
