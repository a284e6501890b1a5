"""Ephemeral agents: for a function that is called, answers, and is forgotten.

The house is opened once for as long as the process is warm; each call adds an agent that is in no registry, with a
database of its own where it has one, asks it, and lets it go.

Run it: python examples/serverless.py
"""

import asyncio
from typing import Any
from uuid import UUID

from parley_server import ElizaOS

CHARACTER = {"name": "Clerk", "bio": ["Answers on behalf of a function."]}
USER, ROOM = UUID(int=1), UUID(int=2)


async def handler(elizaos: ElizaOS, event: dict[str, Any]) -> dict[str, Any]:
    """Answer one call, as a platform would make it."""
    (runtime,) = await elizaos.add_agents(
        [{"character": CHARACTER}],
        ephemeral=True,
        skip_migrations=True,
        auto_start=True,
        return_runtimes=True,
    )
    try:
        result = await elizaos.handle_message(
            runtime,
            {"entity_id": USER, "room_id": ROOM, "content": {"text": event["text"], "source": "lambda"}},
        )
    finally:
        await elizaos.delete_agents([runtime])
    return {"status": 200, "body": result.processing.text if result.processing else ""}


async def main() -> None:
    """Make two calls in one warm process."""
    async with ElizaOS() as elizaos:
        for text in ("Hello, I need help.", "My computer worries me."):
            answer = await handler(elizaos, {"text": text})
            print(answer["status"], answer["body"])
        print("agents left:", len(elizaos.get_agents()))


if __name__ == "__main__":
    asyncio.run(main())
