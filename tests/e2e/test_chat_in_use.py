"""`parley chat` as people and scripts use it: who answers, and what goes wrong on the way."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import orjson

from tests.e2e.command_line import PATIENCE_SECONDS, parley, start
from tests.e2e.server import REPOSITORY, clean_environment

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


async def test_a_data_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    ended = await parley(tmp_path / "file", "chat", typed="hello\n")

    assert ended.code == 1
    assert "PARLEY_DATA" in ended.err
    assert "Traceback" not in ended.err


async def test_a_line_that_is_refused_fails_alone(tmp_path: Path) -> None:
    ended = await parley(tmp_path, "chat", typed="x" * 300_000 + "\nhello\n", plugins=ECHO)

    assert ended.code == 1
    assert "TOO_LARGE" in ended.err
    assert "Juno: You said: hello\n" in ended.out


async def test_a_closed_standard_input_is_an_empty_one(tmp_path: Path) -> None:
    command = f'exec "{sys.executable}" -m parley_server chat <&-'
    environment = {**os.environ, **clean_environment(tmp_path, ECHO)}
    process = await asyncio.create_subprocess_shell(
        command, cwd=REPOSITORY, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        out, err = await process.communicate()

    assert process.returncode == 0, err.decode()
    assert out.startswith(b"Juno at ")


async def test_bytes_that_are_no_text_are_replaced(tmp_path: Path) -> None:
    ended = await parley(tmp_path, "chat", typed=b"caf\xe9\nhello\n", plugins=ECHO)

    assert ended.code == 0, ended.err
    assert "You said: caf\N{REPLACEMENT CHARACTER}\n" in ended.out
    assert "You said: hello\n" in ended.out


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


async def test_a_chat_goes_on_when_the_chat_whose_server_it_joined_leaves(tmp_path: Path) -> None:
    first = await start(tmp_path, "chat", plugins=ECHO)
    assert first.stdin is not None
    assert first.stdout is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        await first.stdout.readuntil(b"\n")
    second = await start(tmp_path, "chat", plugins=ECHO)
    assert second.stdin is not None
    assert second.stdout is not None
    second.stdin.write(b"one\n")
    async with asyncio.timeout(PATIENCE_SECONDS):
        await second.stdout.readuntil(b"You said: one\n")
        first.stdin.close()
        await first.wait()
        second.stdin.write(b"two\n")
        second.stdin.close()
        rest = await second.stdout.read()

    assert b"You said: two\n" in rest
    assert await second.wait() == 0
