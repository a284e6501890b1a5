"""A message that is answered by callbacks, as for a web socket, while the program goes on.

Run it: python examples/callbacks.py
"""

import asyncio
from uuid import uuid4

from parley_server import ElizaOS
from parley_server.domain.content import Content


class Socket:
    """Stands for a connection to a browser: prints what it would send."""

    def __init__(self) -> None:
        """Start open."""
        self.closed = asyncio.Event()

    async def emit(self, event: str, text: str) -> None:
        """Send something."""
        await asyncio.sleep(0)
        print(f"{event}: {text}")


async def main() -> None:
    """Ask, and print what comes as it comes."""
    socket = Socket()

    async def on_response(content: Content) -> None:
        await socket.emit("message", content.text)

    async def on_stream_chunk(chunk: str, message_id: str) -> None:
        await socket.emit("chunk", chunk)

    async def on_error(error: Exception) -> None:
        await socket.emit("error", str(error))
        socket.closed.set()

    def on_complete() -> None:
        print("complete")
        socket.closed.set()

    async with ElizaOS() as elizaos:
        elizaos.add_event_listener("agent:started", lambda event: print(f"started: {event.detail.agent_id}"))
        elizaos.add_event_listener("message:sent", lambda event: print(f"sent in {event.detail.mode} mode"))
        (agent_id,) = await elizaos.add_agents([{"character": {"name": "Assistant"}}], auto_start=True)
        await elizaos.handle_message(
            agent_id,
            {"entity_id": uuid4(), "room_id": uuid4(), "content": {"text": "I dreamt of the sea.", "source": "web"}},
            on_response=on_response,
            on_stream_chunk=on_stream_chunk,
            on_error=on_error,
            on_complete=on_complete,
        )
        print("the program goes on")
        await socket.closed.wait()


if __name__ == "__main__":
    asyncio.run(main())
