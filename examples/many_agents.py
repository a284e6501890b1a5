"""Several agents: asked in parallel, found by name, and one that asks another.

Run it: python examples/many_agents.py
"""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from parley_server import ElizaOS
from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.errors import HopLimitExceeded
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.runs import IncomingMessage
from parley_server.plugin_api import (
    Action,
    HandlerCallback,
    HandlerOptions,
    ModelHandler,
    ModelRequest,
    Plugin,
    Runtime,
)


async def ask_a_colleague(
    runtime: Runtime,
    message: Memory,
    state: State,
    options: HandlerOptions,
    callback: HandlerCallback,
    responses: Sequence[Memory],
) -> ActionResult:
    """Pass the message on to the writer, and say what came of it.

    Agents that pass messages to and fro come to an end: after eight hops the next one is refused.
    """
    writer = runtime.elizaos.get_agent_by_name("Writer") if runtime.elizaos else None
    if runtime.elizaos is None or writer is None:
        return ActionResult(action_name="ASK_A_COLLEAGUE", success=False, error="there is nobody to ask")
    question = IncomingMessage(content=Content(text=message.content.text, source="internal"), room_id=message.room_id)
    try:
        result = await runtime.elizaos.handle_message(writer.agent_id, question)
    except HopLimitExceeded as error:
        return ActionResult(action_name="ASK_A_COLLEAGUE", success=False, error=str(error))
    text = f"The writer says: {result.processing.text if result.processing else 'nothing'}"
    await callback(Content(text=text, actions=("ASK_A_COLLEAGUE",)))
    return ActionResult(action_name="ASK_A_COLLEAGUE", text=text)


async def always_ask(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
    """Stand for a model that chooses the action."""
    return ModelResult(object={"thought": "the writer knows", "actions": ["ASK_A_COLLEAGUE"], "text": ""})


DELEGATION = Plugin(
    name="delegation",
    actions=(Action(name="ASK_A_COLLEAGUE", description="Ask the writer.", handler=ask_a_colleague),),
    models=(ModelHandler(model_type=TEXT_LARGE, generate=always_ask, structured=True),),
)


async def main() -> None:
    """Ask two agents at once, then one that asks the other."""
    entity_id, room_id = uuid4(), uuid4()
    async with ElizaOS() as elizaos:
        research, writer, chief = await elizaos.add_agents(
            [
                {"character": {"name": "Researcher"}},
                {"character": {"name": "Writer"}},
                {"character": {"name": "Chief"}, "plugins": [DELEGATION]},
            ]
        )
        await elizaos.start_agents()

        def message(text: str) -> dict[str, object]:
            return {"entity_id": entity_id, "room_id": room_id, "content": {"text": text, "source": "internal"}}

        results = await elizaos.handle_messages(
            [
                {"agent_id": research, "message": message("I want to know all about bread.")},
                {"agent_id": writer, "message": message("I need an outline.")},
                {"agent_id": str(uuid4()), "message": message("Is anybody there?")},
            ]
        )
        for one in results:
            processing = one.result.processing if one.result else None
            print(f"- {processing.text if processing else one.error}")

        team = elizaos.get_agents_by_names(["researcher", "WRITER", "nobody"])
        print("team:", ", ".join(agent.character.name for agent in team))

        result = await elizaos.handle_message(chief, message("I am stuck with my book."))
        if result.processing:
            print(*(done.text for done in result.processing.action_results))

        health = await elizaos.health_check()
        print("all well:", all(agent.responsive for agent in health.values()))


if __name__ == "__main__":
    asyncio.run(main())
