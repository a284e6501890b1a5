"""Clients that send messages to a server which is killed again and again, and note what they were shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from dataclasses import dataclass, field

import grpc

from parley.v1 import messages_pb2
from tests.e2e.server import Api, connect, said
from tests.faults.bus_clients import Endpoint

_RUN_SECONDS = 60.0
_RETRY_SECONDS = 0.05
# What a client hears of a server that was killed.
_LOST = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN}


@dataclass
class Shown:
    """A message that was accepted: its run, and the run's events as far as they were seen."""

    text: str
    run_ids: set[str] = field(default_factory=set)
    events: list[messages_pb2.RunEvent] = field(default_factory=list)


class Sender:
    """Sends one message after the other, each until it is accepted, and watches some of them to their end."""

    def __init__(self, name: str, endpoint: Endpoint, agent_id: str, room_id: str) -> None:
        self.shown: dict[str, Shown] = {}
        """What was accepted, by request id."""
        self.repeated = 0
        self._name = name
        self._endpoint = endpoint
        self._agent_id = agent_id
        self._room_id = room_id
        self._done = False

    def stop(self) -> None:
        """Send nothing more."""
        self._done = True

    async def run(self) -> None:
        """Send messages until told to stop."""
        number = 0
        while not self._done:
            number += 1
            request_id = f"{self._name}-{number}"
            shown = Shown(f"message {request_id} of mine")
            # Every third one is left alone once it is accepted.
            while not (shown.run_ids and (number % 3 == 0 or _has_ended(shown))):
                try:
                    await self._try(request_id, shown)
                except grpc.aio.AioRpcError as error:
                    assert error.code() in _LOST, error
                    self.repeated += 1
                    await asyncio.sleep(_RETRY_SECONDS)
            self.shown[request_id] = shown

    async def _try(self, request_id: str, shown: Shown) -> None:
        await self._endpoint.up.wait()
        async with connect(self._endpoint.address) as api:
            if shown.events:
                await self._watch(api, shown)
            elif request_id.endswith(("0", "2", "4", "6", "8")):
                await self._stream(api, request_id, shown)
            else:
                run = await api.submit(self._agent_id, shown.text, room_id=self._room_id, request_id=request_id)
                shown.run_ids.add(run.run_id)
                await self._watch(api, shown)

    async def _stream(self, api: Api, request_id: str, shown: Shown) -> None:
        request = messages_pb2.StreamMessageRequest(
            agent_id=self._agent_id, message=said(shown.text, self._room_id), request_id=request_id
        )
        await self._note(api.messages.StreamMessage(request, timeout=_RUN_SECONDS), shown)

    async def _watch(self, api: Api, shown: Shown) -> None:
        (run_id,) = shown.run_ids
        request = messages_pb2.WatchRunRequest(run_id=run_id, after_sequence=len(shown.events))
        await self._note(api.messages.WatchRun(request, timeout=_RUN_SECONDS), shown)

    async def _note(
        self,
        call: AsyncIterable[messages_pb2.StreamMessageResponse | messages_pb2.WatchRunResponse],
        shown: Shown,
    ) -> None:
        async for frame in call:
            shown.events.extend(frame.events)
            shown.run_ids.update(event.run_id for event in frame.events)


def _has_ended(shown: Shown) -> bool:
    return bool(shown.events) and shown.events[-1].WhichOneof("event") in {"ended", "timeout"}
