"""Names that lead where a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence


class FakeLookup:
    """Answers in turn, the last for ever; `asked` are the hosts. Nothing as an answer is a name that is not there."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if not answer:
            raise OSError("no such name")
        return answer


async def never(_host: str, _port: int) -> Sequence[str]:
    """Look for ever."""
    await asyncio.Event().wait()
    return ()
