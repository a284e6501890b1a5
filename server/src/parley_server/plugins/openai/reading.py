"""A streamed chat completion, read piece by piece. Nothing that comes is trusted to have its form."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from parley_server.domain.models import ModelUsage
from parley_server.plugins.openai.faults import Oversized, cut, oversized, silent, unreachable, unreadable
from parley_server.plugins.openai.sections import Section

if TYPE_CHECKING:
    from openai import AsyncStream
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletionChunk

_LAST_SECONDS = 3.0


class Reading:
    """Reads one answer: `next` until it returns None, then the rest is known. Close it in any case.

    Its errors are ours, and nothing of the request is in them; an error that the provider itself tells goes through
    as openai.APIError.
    """

    def __init__(self, stream: AsyncStream[ChatCompletionChunk], section: Section, model_type: str) -> None:
        """Read this stream of that provider."""
        self.text = ""
        self.finish = ""
        self.usage = ModelUsage()
        self._stream = stream
        self._section = section
        self._model_type = model_type
        self._pieces: list[str] = []
        self._first: str | None = None

    async def begin(self) -> None:
        """Wait for the first piece; until then, another try harms nobody."""
        self._first = await self._next()

    async def next(self) -> str | None:
        """Return the next piece, None at the end."""
        piece, self._first = self._first, None
        piece = piece or await self._next()
        if piece is None:
            self.text = "".join(self._pieces)
        else:
            self._pieces.append(piece)
        return piece

    async def close(self) -> None:
        """Close the connection, unless the answer was read to its end."""
        await self._stream.close()

    async def _next(self) -> str | None:
        while (chunk := await self._chunk()) is not None:
            try:
                piece = self._take(chunk)
            except (AttributeError, TypeError, ValueError, IndexError, KeyError):
                raise unreadable(self._section) from None
            if piece:
                return piece
        if not self.finish and not self._has_ended():
            raise cut(self._section)
        return None

    async def _chunk(self) -> ChatCompletionChunk | None:
        import openai

        from parley_server.plugins.openai.body import MAX_BYTES

        # Behind the last word only usage and the end mark come, which some servers keep to themselves.
        patience = min(_LAST_SECONDS, self._section.timeout) if self.finish else self._section.timeout
        try:
            async with asyncio.timeout(patience):
                return await anext(self._stream, None)
        except (TimeoutError, openai.APIConnectionError) as error:
            if self.finish or self._has_ended():
                return None
            is_silent = isinstance(error, TimeoutError | openai.APITimeoutError)
            raise (silent if is_silent else unreachable)(self._section) from None
        except Oversized:
            raise oversized(self._section, self._model_type, MAX_BYTES) from None
        except (ValueError, TypeError, AttributeError, KeyError):
            raise unreadable(self._section) from None

    def _take(self, chunk: ChatCompletionChunk) -> str:
        if chunk.usage is not None:
            self.usage = usage_of(chunk.usage)
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finish = str(choice.finish_reason or "") or self.finish
        delta = choice.delta
        piece = delta.content or getattr(delta, "refusal", None) or ""
        if not isinstance(piece, str):
            raise TypeError
        return piece

    def _has_ended(self) -> bool:
        return bool(getattr(self._stream.response.stream, "ended", False))


def usage_of(usage: CompletionUsage) -> ModelUsage:
    """Return what a provider says that was used; what it does not say stays unknown."""
    details = getattr(usage, "prompt_tokens_details", None)
    return ModelUsage(
        input_tokens=_count(getattr(usage, "prompt_tokens", None)),
        output_tokens=_count(getattr(usage, "completion_tokens", None)),
        cached_input_tokens=_count(getattr(details, "cached_tokens", None)),
    )


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None
