"""An agent in a program of yours: no server, no key, nothing left behind.

Run it: python examples/quick_start.py
"""

import asyncio
from uuid import uuid4

from parley_server import ElizaOS


async def main() -> None:
    """Add an agent, start it, and ask it something."""
    user_id, room_id = uuid4(), uuid4()
    async with ElizaOS() as elizaos:
        agent_ids = await elizaos.add_agents(
            [
                {
                    "character": {
                        "name": "Assistant",
                        "bio": ["A helpful AI assistant"],
                        "system": "You are a helpful assistant.",
                    },
                    # With OPENAI_API_KEY in the environment OpenAI answers, without it the ELIZA of 1966.
                    "plugins": ["@elizaos/plugin-sql"],
                }
            ]
        )
        await elizaos.start_agents()
        result = await elizaos.handle_message(
            agent_ids[0],
            {"entity_id": user_id, "room_id": room_id, "content": {"text": "Hello! I am sad today.", "source": "web"}},
        )
        if result.processing:
            print(result.processing.text)


asyncio.run(main())
