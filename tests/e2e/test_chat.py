"""`parley chat` as people and scripts use it: a real process, on pipes and on a terminal."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import orjson
import pytest

from parley.v1 import messages_pb2
from tests.e2e.command_line import PATIENCE_SECONDS, parley, start, terminal
from tests.e2e.server import REPOSITORY, connect, running

ECHO = "tests.fakes.models:echo"
PACED = "tests.fakes.models:paced"
SLOW = {"PARLEY_TEST_PAUSE": "0.05"}


def old_character(folder: Path) -> Path:
    """Return a character file of the first shape: the project's sample data where it is there, else one like it."""
    for samples in (os.environ.get("PARLEY_CHARACTER_DATA", ""), str(REPOSITORY / "../shared/data/characters")):
        file = Path(samples) / "c3po.character.json"
        if samples and file.is_file():
            return file
    file = folder / "old.character.json"
    character = {"name": "Tin Man", "clients": [], "modelProvider": "anthropic", "plugins": [], "bio": ["Rusts."]}
    talk = [[{"user": "{{user1}}", "content": {"text": "Hi"}}, {"user": "Tin Man", "content": {"text": "Oil?"}}]]
    file.write_text(json.dumps({**character, "lore": ["Was a woodman."], "messageExamples": talk}))
    return file


def texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(one) for one in value] if isinstance(value, list) else []


async def test_two_lines_on_a_pipe_get_two_replies(tmp_path: Path) -> None:
    ended = await parley(tmp_path, "chat", typed="hello\nI am sad about my work\n")

    header, first, second = ended.out.splitlines()
    assert ended.code == 0
    assert header.startswith("Juno at 127.0.0.1:")
    assert header.endswith("classic, no key found; set OPENAI_API_KEY")
    assert first.startswith("Juno: ")
    assert second.startswith("Juno: ")
    assert "work" in second
    assert ended.err == ""


async def test_a_reply_arrives_piece_by_piece(tmp_path: Path) -> None:
    process = await start(tmp_path, "chat", plugins=PACED, environment={"PARLEY_TEST_PAUSE": "0.1"})
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"go\n")
    await process.stdin.drain()

    async with asyncio.timeout(PATIENCE_SECONDS):
        begun = await process.stdout.readuntil(b"word-3")

    # Ten words a second of 250: the whole would take 25 s.
    assert b"word-20" not in begun
    process.send_signal(signal.SIGKILL)
    await process.communicate()


async def test_a_character_file_of_old_is_who_answers(tmp_path: Path) -> None:
    file, record = old_character(tmp_path), tmp_path / "requests"
    character = json.loads(file.read_text())
    bio = texts(character["bio"])

    ended = await parley(
        tmp_path / "data",
        *("chat", "--character", str(file)),
        typed="hello\n",
        plugins=ECHO,
        environment={"PARLEY_TEST_RECORD": str(record)},
    )

    name = character["name"]
    assert ended.code == 0, ended.err
    assert ended.out.startswith(f"{name} at ")
    assert f"\n{name}: You said: hello\n" in ended.out
    (request,) = [orjson.loads(line) for line in record.read_bytes().splitlines()]
    asked = request["system"] + request["prompt"]
    assert all(text in asked for text in texts(character.get("system")))
    # The provider takes some of a long bio.
    assert any(text in asked for text in bio)


async def test_the_system_text_of_a_character_reaches_the_model(tmp_path: Path) -> None:
    file, record = tmp_path / "ann.json", tmp_path / "requests"
    file.write_text(json.dumps({"name": "Ann", "system": "You are Ann, a baker.", "bio": ["Bakes at night."]}))

    ended = await parley(
        tmp_path / "data",
        *("chat", "--character", str(file)),
        typed="hello\n",
        plugins=ECHO,
        environment={"PARLEY_TEST_RECORD": str(record)},
    )

    assert ended.code == 0, ended.err
    assert ended.out.startswith("Ann at ")
    (request,) = [orjson.loads(line) for line in record.read_bytes().splitlines()]
    assert "You are Ann, a baker." in request["system"]
    assert "Bakes at night." in request["system"] + request["prompt"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "cannot be read: No such file"),
        (
            b'{"name": "Ann",\n  bio}',
            "line 2, column 3",
        ),
        (b'["Ann"]', "holds no JSON object"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b'{"name": "' + b"x" * 2_100_000 + b'"}', "is larger than"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"name": "Ann", "a": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"bio": 7}', "/name: is missing"),
    ],
    ids=["missing", "not JSON", "a list", "not text", "large", "deep", "digits", "no character"],
)
async def test_a_bad_character_file_is_a_clear_error(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    file = tmp_path / "some.json"
    if content is not None:
        file.write_bytes(content)

    ended = await parley(tmp_path / "data", "chat", "--character", str(file), typed="hello\n")

    assert ended.code == 1
    assert complaint in ended.err
    assert str(file) in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


async def test_a_folder_is_no_character_file(tmp_path: Path) -> None:
    ended = await parley(tmp_path / "data", "chat", "--character", str(tmp_path), typed="hello\n")

    assert (ended.code, ended.out) == (1, "")
    assert "Is a directory" in ended.err
    assert "Traceback" not in ended.err


async def test_every_problem_of_a_character_is_named(tmp_path: Path) -> None:
    file = REPOSITORY / "tests/fixtures/characters/bad.json"

    ended = await parley(tmp_path, "chat", "--character", str(file), typed="hello\n")

    assert ended.code == 1
    assert "has 8 problems:" in ended.err
    assert "\n  /topics/0: must be text\n" in ended.err


async def test_a_data_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    ended = await parley(tmp_path / "file", "chat", typed="hello\n")

    assert ended.code == 1
    assert "PARLEY_DATA" in ended.err
    assert "Traceback" not in ended.err


async def test_a_server_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    ended = await parley(tmp_path, "chat", "--server", "127.0.0.1:1", typed="hello\n")

    assert ended.code == 1
    assert "no server answers at 127.0.0.1:1" in ended.err
    assert "Traceback" not in ended.err


async def test_an_unknown_agent_is_a_clear_error(tmp_path: Path) -> None:
    ended = await parley(tmp_path, "chat", "--agent", "nobody", typed="hello\n")

    assert ended.code == 1
    assert "AGENT_NOT_FOUND: no agent 'nobody'" in ended.err


async def test_a_line_that_is_refused_fails_alone(tmp_path: Path) -> None:
    ended = await parley(tmp_path, "chat", typed="x" * 300_000 + "\nhello\n", plugins=ECHO)

    assert ended.code == 1
    assert "TOO_LARGE" in ended.err
    assert "Juno: You said: hello\n" in ended.out


async def test_bytes_that_are_no_text_are_replaced(tmp_path: Path) -> None:
    ended = await parley(tmp_path, "chat", typed=b"caf\xe9\nhello\n", plugins=ECHO)

    assert ended.code == 0, ended.err
    assert "You said: caf\N{REPLACEMENT CHARACTER}\n" in ended.out
    assert "You said: hello\n" in ended.out


async def test_a_reader_who_leaves_ends_it_quietly(tmp_path: Path) -> None:
    """As with `parley chat | head -2`: the pipe breaks in the middle of a reply."""
    process = await start(tmp_path, "chat", plugins=PACED, environment=SLOW)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(b"go\n")
    async with asyncio.timeout(PATIENCE_SECONDS):
        await process.stdout.readuntil(b"word-3")
        # The reading end is closed: the next word cannot be written.
        process._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]
        words = await process.stderr.read()
        code = await process.wait()

    assert code == 0
    assert words == b""


async def test_no_standard_input_is_an_empty_one(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_shell(
        'exec "$PYTHON" -m parley_server chat <&-',
        cwd=REPOSITORY,
        env={**os.environ, "PARLEY_DATA": str(tmp_path), "PYTHON": sys.executable},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        out, err = await process.communicate()

    assert (process.returncode, err) == (0, b"")
    assert out.startswith(b"Juno at ")


def test_ctrl_c_cancels_the_reply_and_not_the_program(tmp_path: Path) -> None:
    with terminal(tmp_path, "chat", plugins=PACED, environment=SLOW) as one:
        one.read_until("You: ")
        one.type("hello\n")
        one.read_until("word-3")
        one.press_ctrl_c()
        shown = one.read_until("[cancelled]")
        one.read_until("You: ")
        one.type("again\n")
        one.read_until("word-3")
        one.press_ctrl_c()
        one.read_until("[cancelled]")
        one.read_until("You: ")
        one.type("\x04")

        assert "word-100" not in shown
        assert one.wait() == 0
        assert "Traceback" not in one.rest


def test_ctrl_c_at_the_prompt_leaves(tmp_path: Path) -> None:
    with terminal(tmp_path, "chat") as one:
        one.read_until("You: ")
        one.press_ctrl_c()

        assert one.wait() == 0
        assert "Traceback" not in one.rest


async def test_an_interrupt_on_a_pipe_cancels_the_run(tmp_path: Path) -> None:
    async with running(tmp_path, plugins=PACED, environment=SLOW) as server, connect(server.address) as api:
        process = await start(tmp_path, "chat")
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"hello\n")
        async with asyncio.timeout(PATIENCE_SECONDS):
            await process.stdout.readuntil(b"word-3")
            process.send_signal(signal.SIGINT)
            await process.stdout.readuntil(b"[cancelled]\n")
            process.stdin.write(b"again\n")
            await process.stdout.readuntil(b"word-3")
            process.send_signal(signal.SIGINT)
            rest, err = await process.communicate(b"")
        listed = await api.messages.ListRuns(messages_pb2.ListRunsRequest())

    assert (process.returncode, err) == (0, b"")
    assert b"[cancelled]" in rest
    assert [run.status for run in listed.runs] == [messages_pb2.RUN_STATUS_CANCELLED] * 2


async def test_a_running_server_on_the_folder_is_joined(tmp_path: Path) -> None:
    async with running(tmp_path, plugins=ECHO) as server:
        ended = await parley(tmp_path, "chat", typed="hello\n")

        assert ended.code == 0, ended.err
        assert ended.out == f"Juno at {server.address}: echo\nJuno: You said: hello\n"
        assert server.process.returncode is None


async def test_an_agent_that_others_use_keeps_its_character(tmp_path: Path) -> None:
    file = tmp_path / "juno.json"
    file.write_text(json.dumps({"character": {"name": "Juno", "system": "You are another Juno."}}))
    data = tmp_path / "data"
    async with running(data, plugins=ECHO):
        first = await parley(data, "chat", typed="hello\n")
        second = await parley(data, "chat", "--character", str(file), typed="hello\n")

    assert (first.code, second.code) == (0, 0)
    assert "Juno is there already with another character, which stays" in second.err


async def test_a_server_of_its_own_takes_the_new_character(tmp_path: Path) -> None:
    file, record = tmp_path / "juno.json", tmp_path / "requests"
    file.write_text(json.dumps({"name": "Juno", "system": "You are another Juno."}))
    data = tmp_path / "data"
    await parley(data, "chat", typed="hello\n")

    ended = await parley(
        data,
        *("chat", "--character", str(file)),
        typed="hello\n",
        plugins=ECHO,
        environment={"PARLEY_TEST_RECORD": str(record)},
    )

    assert ended.code == 0, ended.err
    assert "You are another Juno." in orjson.loads(record.read_bytes().splitlines()[-1])["system"]


async def test_two_chats_started_at_once_on_one_folder_are_both_answered(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        chats = [group.create_task(parley(tmp_path, "chat", typed=f"I am {name}\nhello\n")) for name in ("Ann", "Bob")]

    for one in chats:
        ended = one.result()
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.count("\nJuno: ") == 2


async def test_a_chat_goes_on_by_itself_when_the_server_that_it_joined_is_gone(tmp_path: Path) -> None:
    words = {"PARLEY_TEST_PAUSE": "0.02", "PARLEY_TEST_WORDS": "100"}
    async with running(tmp_path, plugins=PACED, environment=words) as server:
        process = await start(tmp_path, "chat", plugins=PACED, environment=words)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"hello\n")
        async with asyncio.timeout(PATIENCE_SECONDS):
            begun = await process.stdout.readuntil(b"word-3")
            server.terminate()
            rest, err = await process.communicate(b"again\n")

    replies = (begun + rest).decode().splitlines()[1:]
    whole = "Juno: " + " ".join(f"word-{index}-ü" for index in range(100))
    assert (process.returncode, err) == (0, b"")
    assert replies == [whole, whole]
