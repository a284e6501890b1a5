"""A secret planted at every place where a server takes one is used there and comes out nowhere."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from parley.v1 import agents_pb2, bus_pb2, components_pb2, messages_pb2, runtime_pb2
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.rpc.methods import SERVICES, Method, methods_of
from parley_server.wire.structs import struct_from_json
from tests.e2e.command_line import parley
from tests.e2e.server import REPOSITORY, Api, clean_environment, connect
from tests.fakes.confidant import KEYS, MARK, canary

PLUGIN = "tests.fakes.confidant:PLUGIN"
AGENT = "Ann"
# What takes things away comes last.
LAST = ("Delete", "Stop", "Clear", "Remove", "Discard", "Cancel", "End", "Detach")
STREAM_SECONDS = 1.0
ENVIRONMENT = {
    "CONFIDANT_API_KEY": canary("environment"),
    "CONFIDANT_CODE": canary("environment-declared"),
    "PARLEY_SECRET_KEY": canary("server-key"),
    "OPENAI_API_KEY": canary("model-key"),
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    "PARLEY_LOG_LEVEL": "debug",
}


class Sweep:
    """Everything that came out of a server, by where it came out."""

    def __init__(self) -> None:
        self._seen: dict[str, bytes] = {}

    def add(self, where: str, what: bytes | str) -> None:
        self._seen[where] = self._seen.get(where, b"") + (what.encode() if isinstance(what, str) else what)

    def leaks(self) -> dict[str, bytes]:
        """Return where a secret came out, with what stands around it."""
        found: dict[str, bytes] = {}
        for where, what in self._seen.items():
            at = what.find(MARK.encode())
            if at >= 0:
                found[where] = what[max(0, at - 80) : at + 40]
        return found

    def __getitem__(self, where: str) -> bytes:
        return self._seen[where]

    def __len__(self) -> int:
        return len(self._seen)


SETTINGS: JsonObject = {
    "TONE": "kind",
    "CONFIDANT_WORD": canary("settings-declared"),
    "secrets": {"NESTED_WORD": canary("settings-secrets")},
    "VAULT_API_KEY": canary("settings-name"),
    "VAULT_URL": f"postgres://ann:{canary('settings-address')}@db.example/vault",
    "discord": {"botToken": canary("settings-nested"), "lists": [{"password": canary("settings-nested")}]},
}
FILE: JsonObject = {
    "name": AGENT,
    "bio": "Knows much",
    "secrets": {"VAULT_WORD": canary("character-secret")},
    "settings": SETTINGS,
}
"""An agent that is told secrets in every way in which a file can tell them."""


def agent(*plugins: str, **changes: JsonValue) -> agents_pb2.AgentSpec:
    """Return the agent as a caller adds it, with other members of its file."""
    spec = agents_pb2.AgentSpec(character_file=struct_from_json({**FILE, **changes}), plugins=plugins)
    spec.settings.update({"SPEC_API_KEY": canary("spec-name"), "secrets": {"SPEC_WORD": canary("spec-nested")}})
    return spec


@asynccontextmanager
async def serving(data: Path, log: Path) -> AsyncIterator[Api]:
    """Run a server at its most talkative, its output in a file."""
    with await asyncio.to_thread(log.open, "ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "parley_server", "serve"),
            cwd=REPOSITORY,
            env={**clean_environment(data, PLUGIN), **ENVIRONMENT, "PATH": ""},
            stdout=asyncio.subprocess.PIPE,
            stderr=output,
        )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            while not (line := (await process.stdout.readline()).decode()).startswith("READY"):
                assert line, await asyncio.to_thread(log.read_text)
        async with connect(line.split()[1]) as api:
            yield api
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def asked(method: Method, agent_id: str, run_id: str) -> Message:
    """Return a request for all that a method can tell of an agent and its run."""
    known: dict[str, JsonValue] = {"agent_id": agent_id, "agent_ids": [agent_id], "run_id": run_id, "keys": KEYS}
    names = {field.name for field in method.request.DESCRIPTOR.fields if field.cpp_type == field.CPPTYPE_STRING}
    return method.request(**{name: value for name, value in known.items() if name in names})


async def call(api: Api, method: Method, request: Message, sweep: Sweep) -> None:
    """Call a method and keep its answer, or its error with all details."""
    kind = "unary_stream" if method.server_streaming else "unary_unary"
    stub = getattr(api.channel, kind)(method.path, method.request.SerializeToString, None)
    try:
        if method.server_streaming:
            async for frame in stub(request, timeout=STREAM_SECONDS):
                sweep.add(method.path, frame)
        else:
            sweep.add(method.path, await stub(request, timeout=10))
    except grpc.aio.AioRpcError as error:
        sweep.add(method.path, f"{error}")
        for _, value in error.trailing_metadata() or ():
            sweep.add(method.path, value)


async def change(api: Api, agent_id: str, sweep: Sweep) -> None:
    """Change who the agent is: what is stored anew is sealed anew."""
    known = {one.name: one for one in methods()}
    changed = agents_pb2.Agent(character=agents_pb2.Character(system="You keep a secret."))
    mask = FieldMask(paths=["character.system"])
    requests = {
        "SetEditableMode": runtime_pb2.SetEditableModeRequest(editable=True),
        "UpdateAgent": runtime_pb2.UpdateAgentRequest(agent_id=agent_id, agent=changed, update_mask=mask),
    }
    for name, request in requests.items():
        await call(api, known[name], request, sweep)


def methods() -> Sequence[Method]:
    every = [one for service in SERVICES for one in methods_of(service) if not one.client_streaming]
    return sorted(every, key=lambda one: one.name.startswith(LAST))


async def talk(api: Api, sweep: Sweep) -> tuple[str, str]:
    """Add the agent and let it learn and tell; return its id and that of its run."""
    added = await api.runtime.AddAgents(runtime_pb2.AddAgentsRequest(agents=[agent()], auto_start=True), timeout=30)
    sweep.add("AddAgents", added.SerializeToString())
    agent_id = added.agents[0].agent_id
    run = await api.submit(agent_id, "What do you know?")
    events = await api.watch(run.run_id)
    for event in events:
        sweep.add("events of the run", event.SerializeToString())
    # Errors of all kinds of components that quote a key.
    failed = await api.submit(agent_id, "Please quote it.")
    for event in await api.watch(failed.run_id):
        sweep.add("events of the run that failed", event.SerializeToString())
    again = await api.runtime.GetAgent(runtime_pb2.GetAgentRequest(agent_id=agent_id), timeout=10)
    assert again.agent.character.settings["TONE"] == "kind"
    return agent_id, run.run_id


async def provoke(api: Api, sweep: Sweep) -> None:
    """Ask for what is refused, with secrets in it: errors quote none."""
    twice = agent(secrets={"VAULT_WORD": f"{canary('character-secret')}-changed"})
    broken = agent(secrets={"VAULT_WORD": {"deep": canary("character-secret")}}, messageExamples="none")
    unknown = agent("no-such-plugin", name="Bea")
    quoting = agent(name="Cleo", settings={**SETTINGS, "QUOTE_AT_START": True})
    add = next(one for one in methods() if one.name == "AddAgents")
    for spec in (twice, broken, unknown, quoting):
        await call(api, add, runtime_pb2.AddAgentsRequest(agents=[spec], auto_start=True), sweep)
    assert b"INVALID" in sweep[add.path] or b"invalid" in sweep[add.path]


@pytest.mark.timeout(180)
async def test_no_secret_comes_out_of_any_call_log_event_file_or_command(tmp_path: Path) -> None:
    data, log, sweep = tmp_path / "data", tmp_path / "log", Sweep()
    async with serving(data, log) as api:
        agent_id, run_id = await talk(api, sweep)
        # All of them were there, so that their absence elsewhere means something.
        assert f"I know {len(KEYS) + 2} secrets.".encode() in sweep["events of the run"]
        await provoke(api, sweep)
        await change(api, agent_id, sweep)
        arguments = (
            ("agents", "list"),
            ("agents", "show", AGENT),
            ("runs", "list"),
            ("runs", "show", run_id),
            ("doctor",),
        )
        for words in (*arguments, ("config", "show")):
            for further in ((), ("--json",)):
                ended = await parley(data, *words, *further, plugins=PLUGIN, environment=ENVIRONMENT)
                sweep.add(f"parley {' '.join(words)}", ended.out + ended.err)
        quoted = components_pb2.RouteRequest(method="GET", path="/confidant/quote")
        route = runtime_pb2.CallRouteRequest(agent_id=agent_id, request=quoted)
        await call(api, next(one for one in methods() if one.name == "CallRoute"), route, sweep)
        for method in methods():
            await call(api, method, asked(method, agent_id, run_id), sweep)
    async with serving(data, log):
        pass
    sweep.add("log", await asyncio.to_thread(log.read_bytes))
    for file in sorted(data.rglob("*")):
        if file.is_file():
            sweep.add(f"file {file.name}", await asyncio.to_thread(file.read_bytes))

    assert sweep.leaks() == {}
    assert b"confided" in sweep["log"]
    assert sweep["log"].count(b"401: the key **") >= len(
        ("action", "provider", "evaluator", "event", "service", "task")
    )
    assert b"401: the key **" in sweep["events of the run that failed"]
    assert b"401: the key **" in sweep["/parley.v1.RuntimeService/CallRoute"]
    assert b"401: the key **" in sweep["/parley.v1.RuntimeService/ListComponents"]
    assert len(sweep) > len(methods())
    assert b"Knows much" in sweep["file parley.db"]
    assert bus_pb2.ListEventsResponse.FromString(sweep["/parley.v1.BusService/ListEvents"]).events
    assert messages_pb2.GetRunResponse.FromString(sweep["/parley.v1.MessageService/GetRun"]).run.run_id == run_id
    assert runtime_pb2.GetSettingsResponse.FromString(sweep["/parley.v1.RuntimeService/GetSettings"]).settings
