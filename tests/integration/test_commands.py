"""The commands `parley agents`, `runs`, `character`, `config` and `doctor`, on a real server where they need one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog
from typer.testing import CliRunner, Result

from parley_client import ParleyClient
from parley_server.app.cli.main import app
from parley_server.app.serve import RunningServer, open_server
from parley_server.app.settings import Settings
from parley_server.sql.schema import HEAD
from tests.e2e.command_line import UNWANTED, terminal
from tests.e2e.command_line import parley as parley_apart
from tests.fakes.models import Gate, echo

REPOSITORY = Path(__file__).resolve().parents[2]
FIXTURES = REPOSITORY / "tests/fixtures/characters"


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*UNWANTED, "PARLEY_PLUGINS", "LOG_LEVEL", "PARLEY_LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PARLEY_PORT", "0")
    # Logs of the server in this process would stand among what a command prints.
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


async def parley(*arguments: str) -> Result:
    """Run a command in a thread, with an event loop of its own, while the server runs in this one."""
    return await asyncio.to_thread(run, *arguments)


async def printed(*arguments: str) -> object:
    """Run a command with --json and return what it prints."""
    result = await parley(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[RunningServer]:
    async with open_server(Settings(data=tmp_path / "data", port=0), plugins=[echo()]) as running:
        yield running


@pytest.fixture
def ann(tmp_path: Path) -> str:
    file = tmp_path / "ann.json"
    file.write_text(json.dumps({"name": "Ann", "system": "You are Ann.", "bio": "Bakes [bold]bread[/bold]."}))
    return str(file)


async def test_agents_are_added_listed_shown_stopped_started_and_removed(server: RunningServer, ann: str) -> None:
    added = await parley("agents", "add", ann)
    assert added.exit_code == 0, added.output
    name, state, plugins, agent_id = added.stdout.rstrip("\n").split("\t")
    assert (name, state, plugins) == ("Ann", "running", "bootstrap,echo")

    assert (await parley("agents", "list")).stdout == added.stdout
    shown = (await parley("agents", "show", "ann")).stdout.splitlines()
    assert "system\tYou are Ann." in shown
    assert "bio\tBakes [bold]bread[/bold]." in shown

    assert (await parley("agents", "stop", "Ann")).stdout.split("\t")[1] == "stopped"
    assert (await parley("agents", "start", agent_id)).stdout.split("\t")[1] == "running"
    assert (await parley("agents", "remove", "Ann")).stdout == f"{agent_id}\n"
    assert (await parley("agents", "list")).stdout == ""


async def test_agents_print_json(server: RunningServer, ann: str) -> None:
    added = await printed("agents", "add", ann)

    assert isinstance(added, list)
    assert added[0]["character"]["name"] == "Ann"
    assert await printed("agents", "list") == added
    assert await printed("agents", "show", "Ann") == added[0]
    stopped = await printed("agents", "stop", "Ann")
    assert isinstance(stopped, list)
    assert stopped[0]["state"] == "AGENT_STATE_STOPPED"
    assert await printed("agents", "remove", "Ann") == [added[0]["agentId"]]


async def test_changes_to_a_file_are_told_beside_the_output(server: RunningServer) -> None:
    result = await parley("agents", "add", str(FIXTURES / "version-1.json"), "--stopped")

    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.startswith("/")


async def test_an_agent_that_does_not_start_fails_the_command(server: RunningServer, tmp_path: Path) -> None:
    file = tmp_path / "bob.json"
    file.write_text(json.dumps({"name": "Bob", "plugins": ["no-such-plugin"]}))

    result = await parley("agents", "add", str(file))

    assert result.exit_code == 1
    assert "failed" in result.stdout
    assert "Bob could not start: this server has no plugin 'no-such-plugin'" in result.stderr


@pytest.mark.parametrize("command", ["show", "start", "stop", "remove"])
async def test_an_unknown_agent_is_a_clear_error(server: RunningServer, command: str) -> None:
    result = await parley("agents", command, "nobody")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "no agent 'nobody'" in result.stderr


async def test_runs_are_listed_shown_and_followed(server: RunningServer, ann: str) -> None:
    await parley("agents", "add", ann)
    async with ParleyClient(server.address) as client:
        replies = [await client.send("Ann", text) for text in ("one", "two")]
    first, second = (reply.run.run_id for reply in replies)

    listed = (await parley("runs", "list")).stdout.splitlines()
    assert [line.split("\t")[:2] for line in listed] == [[second, "completed"], [first, "completed"]]
    assert len((await parley("runs", "list", "--limit", "1")).stdout.splitlines()) == 1
    assert (await parley("runs", "list", "--status", "error")).stdout == ""
    assert "text\tYou said: one" in (await parley("runs", "show", first)).stdout.splitlines()
    assert (await parley("runs", "tail", first)).stdout == "You said: one\n"

    asked = await printed("runs", "list", "--agent", "Ann", "--status", "completed")
    assert isinstance(asked, list)
    assert [run["runId"] for run in asked] == [second, first]
    shown = await printed("runs", "show", first)
    assert isinstance(shown, dict)
    assert shown["run"]["runId"] == first
    events = [json.loads(line) for line in (await parley("runs", "tail", first, "--json")).stdout.splitlines()]
    assert [event["sequence"] for event in events] == [str(number) for number in range(1, len(events) + 1)]
    assert "ended" in events[-1]


async def test_a_run_at_work_is_cancelled_and_its_follower_leaves_with_1(tmp_path: Path, ann: str) -> None:
    gate = Gate()
    async with (
        open_server(Settings(data=tmp_path / "data", port=0), plugins=[gate.plugin()]) as server,
        ParleyClient(server.address) as client,
    ):
        await parley("agents", "add", ann)
        run_id = (await client.submit("Ann", "hello")).run_id
        async with asyncio.TaskGroup() as group:
            # In a process of its own: two commands in this one would share standard output.
            follower = group.create_task(parley_apart(tmp_path / "data", "runs", "tail", run_id))
            await gate.waiting.wait()
            cancelled = await parley("runs", "cancel", run_id, "--reason", "enough")

    assert cancelled.exit_code == 0, cancelled.output
    assert cancelled.stdout.startswith(f"{run_id}\t")
    ended = follower.result()
    assert ended.code == 1
    assert "RUN_CANCELLED" in ended.err


async def test_an_unknown_run_is_a_clear_error(server: RunningServer) -> None:
    result = await parley("runs", "show", "01a1fb9b-1910-72da-af9b-2aa3bb3d9d3e")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [("agents", "list"), ("runs", "list"), ("agents", "show", "Ann")])
def test_without_a_server_a_command_says_how_to_start_one(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert f"no server runs on {tmp_path / 'data'}; start one with `parley serve`" in result.stderr


async def test_a_server_is_named_by_its_address(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_DATA", "/nowhere")

    result = await parley("agents", "list", "--server", server.address)

    assert (result.exit_code, result.stderr) == (0, "")


def test_lint_tells_changes_and_leaves_with_0() -> None:
    result = run("character", "lint", str(FIXTURES / "version-1.json"))

    assert result.exit_code == 0
    assert all(line.startswith("change\t/") for line in result.stdout.splitlines())


def test_lint_tells_problems_by_pointers_and_leaves_with_1() -> None:
    result = run("character", "lint", str(FIXTURES / "bad.json"), "--json")

    assert result.exit_code == 1
    problems = json.loads(result.stdout)["problems"]
    assert {"pointer": "/topics/0", "note": "must be text"} in problems


def test_lint_tells_of_templates_that_would_not_be_used(tmp_path: Path) -> None:
    templates = {"replyTemplate": "Say {{#if x}} it.", "messageHandlerTemplate": "You are {{agentName}}."}
    (tmp_path / "x.json").write_text(json.dumps({"name": "Ann", "templates": templates}))

    result = run("character", "lint", str(tmp_path / "x.json"))

    assert result.exit_code == 1
    (problem,) = [line for line in result.stdout.splitlines() if line.startswith("problem")]
    assert problem.startswith("problem\t/templates/replyTemplate\tnot used: ")


def test_lint_tells_where_a_file_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"name":\n}')

    result = run("character", "lint", str(tmp_path / "x.json"))

    assert result.exit_code == 1
    assert result.stdout.startswith("problem\t/\t")
    assert " is not JSON: " in result.stdout
    assert "line 2, column 1" in result.stdout


def test_a_converted_file_needs_no_more_changes(tmp_path: Path) -> None:
    output = tmp_path / "new.json"

    result = run("character", "convert", str(FIXTURES / "version-0.json"), "-o", str(output))

    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(run("character", "lint", str(output), "--json").stdout)["changes"] == []
    assert run("character", "convert", str(output)).stdout == output.read_text()


def test_convert_never_writes_over_a_file_and_never_prints_secrets(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"name": "X", "settings": {"secrets": {"TOKEN": "planted-secret"}}}))
    before = file.read_text()

    over = run("character", "convert", str(file), "-o", str(file))
    plain = run("character", "convert", str(file))

    assert over.exit_code == 1
    assert file.read_text() == before
    assert "planted-secret" not in plain.output
    assert "left out, as they are secrets: TOKEN" in plain.stderr


def test_config_tells_where_each_value_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "WARN")
    monkeypatch.setenv("PARLEY_SECRET_KEY", "planted-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:planted-password@db/x")

    result = run("config", "show", "--data", str(tmp_path), "--json")

    rows = {row["setting"]: (row["value"], row["source"]) for row in json.loads(result.stdout)}
    assert rows["log_level"] == ("warning", "LOG_LEVEL")
    assert rows["port"] == ("0", "PARLEY_PORT")
    assert rows["host"] == ("127.0.0.1", "default")
    assert rows["data"] == (str(tmp_path), "--data")
    assert rows["secret_key"] == ("(set)", "PARLEY_SECRET_KEY")
    assert rows["database_url"] == ("postgresql://db/x", "DATABASE_URL")
    assert "planted" not in result.output


def test_config_prints_lines_on_a_pipe() -> None:
    result = run("config", "show")

    assert "host\t127.0.0.1\tdefault" in result.stdout.splitlines()


async def test_the_doctor_sees_a_running_server_and_leaves_it_alone(server: RunningServer) -> None:
    found = await printed("doctor")

    assert isinstance(found, list)
    by_check = {one["check"]: one for one in found}
    assert f"at {server.address}, Parley " in by_check["lock"]["found"]
    assert by_check["lock"]["level"] == "fine"
    assert f"schema {HEAD}" in by_check["store"]["found"]
    assert (await parley("agents", "list")).exit_code == 0


def test_the_doctor_leaves_with_1_on_problems_and_shows_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_PORT", "70000")
    monkeypatch.setenv("OPENAI_API_KEY", "planted-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")

    result = run("doctor")

    assert result.exit_code == 1
    assert "problem\tsettings\tPARLEY_PORT: " in result.stdout
    assert "planted-secret" not in result.output


def test_a_terminal_gets_a_table_with_a_head(tmp_path: Path) -> None:
    with terminal(tmp_path, "config", "show") as one:
        one.read_until("SETTING")
        one.read_until("127.0.0.1")

        assert one.wait() == 0


def test_completion_is_offered() -> None:
    assert "--show-completion" in run("--help").stdout


@pytest.mark.parametrize("group", ["agents", "runs", "character", "config", "doctor"])
def test_help_tells_the_exit_codes(group: str) -> None:
    assert "Exit codes: 0" in " ".join(run(group, "--help").stdout.split())


def test_a_bad_setting_leaves_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_PORT", "70000")

    result = run("agents", "list")

    assert result.exit_code == 2
    assert "PARLEY_PORT" in result.stderr
