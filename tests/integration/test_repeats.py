"""Repeats of a request, and runs whose store fails: the first answer is kept, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from parley_server.app.build import House
from parley_server.domain.errors import Draining, StoreUnavailable
from parley_server.domain.runs import Run, RunOutcome, RunStatus
from parley_server.orchestrator.runs import log, starter
from parley_server.wire.events import EventCodec
from tests.fakes.models import Gate
from tests.integration.test_overlap import CALLER, at_gate, ended, house_with, request


@pytest.mark.parametrize("gone", ["stopped", "deleted"])
async def test_a_repeat_gets_the_first_answer_when_the_agent_is_gone(tmp_path: Path, gone: str) -> None:
    gate = Gate()
    gate.open.set()
    message = replace(request("one"), request_id="once")
    async with house_with(tmp_path, gate.plugin()) as house:
        first = await house.runs.handle(CALLER, message)
        if gone == "stopped":
            await house.fleet.stop(CALLER, ["Ann"], grace=None)
        else:
            await house.fleet.delete(CALLER, ["Ann"])
        again = await house.runs.handle(CALLER, message)

    assert first.run.status is RunStatus.COMPLETED
    assert again.run == first.run


async def test_handle_never_returns_a_run_that_is_open(tmp_path: Path) -> None:
    """A repeat that comes while the server leaves is told so, as watchers are."""
    gate = Gate()
    message = replace(request("one"), request_id="once")
    async with house_with(tmp_path, gate.plugin()) as house:
        await house.runs.submit(CALLER, message)
        await at_gate(gate)
        await house.host.drain(timedelta(0))
        with pytest.raises(Draining):
            await house.runs.handle(CALLER, message)


async def test_an_agent_can_be_stopped_while_a_run_fails_to_be_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, storing = Gate(), asyncio.Event()
    async with house_with(tmp_path, gate.plugin()) as house:

        async def fail(*_args: object, **_kwargs: object) -> None:
            storing.set()
            await asyncio.sleep(0.05)
            raise StoreUnavailable("away")

        monkeypatch.setattr(house.store.runs, "start", fail)
        async with asyncio.timeout(10), asyncio.TaskGroup() as group:
            submitting = group.create_task(_refused(house))
            await storing.wait()
            (agent,) = await house.fleet.stop(CALLER, ["Ann"], grace=timedelta(seconds=5))

    assert submitting.result()
    assert agent.state.value == "stopped"


async def test_a_run_that_is_being_stored_while_the_server_leaves_is_left_for_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, storing, go_on = Gate(), asyncio.Event(), asyncio.Event()
    async with house_with(tmp_path, gate.plugin()) as house:
        start = house.store.runs.start

        async def slow(*args: object, **kwargs: object) -> None:
            storing.set()
            await go_on.wait()
            await start(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came

        monkeypatch.setattr(house.store.runs, "start", slow)
        with capture_logs() as logs:
            async with asyncio.TaskGroup() as group:
                submitting = group.create_task(house.runs.submit(CALLER, request("one")))
                await storing.wait()
                await house.host.drain(timedelta(0))
                go_on.set()
            await asyncio.sleep(0)
        run = submitting.result()

    gate.open.set()
    async with house_with(tmp_path, gate.plugin()) as house:
        outcome = await ended(house, run)

    assert not [line for line in logs if line["log_level"] == "error"]
    assert outcome.run.status is RunStatus.COMPLETED


async def _refused(house: House) -> bool:
    try:
        await house.runs.submit(CALLER, request("one"))
    except StoreUnavailable:
        return True
    return False


async def test_a_run_whose_end_cannot_be_stored_is_ended_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly one terminal event, also when the store was away for longer than a run waits for it."""
    monkeypatch.setattr(log, "_STORE_PAUSES", (0.0,))
    monkeypatch.setattr(starter, "_UNENDED_SECONDS", 0.05)
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        run = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        with monkeypatch.context() as away:
            away.setattr(house.store.runs, "append", _away)
            gate.open.set()
            with pytest.raises(StoreUnavailable):
                await ended(house, run)
        async with asyncio.timeout(5):
            outcome = await _outcome(house, run)

    assert outcome.run.status is RunStatus.ERROR
    assert outcome.run.error is not None
    assert outcome.run.error.reason == "RUN_INTERRUPTED"


async def test_a_run_whose_input_cannot_be_read_any_more_is_ended_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin(stubborn=False)) as house:
        monkeypatch.setattr(EventCodec, "encode_input", lambda _codec, _input: b"\xff\xff")
        run = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
    async with house_with(tmp_path, gate.plugin()) as house:
        outcome = await ended(house, run)

    assert outcome.run.status is RunStatus.ERROR
    assert outcome.run.error is not None
    assert outcome.run.error.reason == "RUN_INTERRUPTED"


async def _away(*_args: object, **_kwargs: object) -> None:
    raise StoreUnavailable("away")


async def _outcome(house: House, run: Run) -> RunOutcome:
    """Return what came of a run, asked for until it has ended, as a client with retries does."""
    while True:
        try:
            return await ended(house, run)
        except StoreUnavailable:
            await asyncio.sleep(0.01)
