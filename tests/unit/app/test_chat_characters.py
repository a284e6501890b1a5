"""Character files as `parley chat` reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.v1.agents_pb2 import AgentSpec
from parley.v1.runtime_pb2 import AddAgentsRequest
from parley_client.wellknown import struct_of
from parley_server.app.cli.characters import MAX_FILE_BYTES, BadCharacterFile, load_character


def test_juno_answers_when_nobody_is_named() -> None:
    assert load_character(None)["name"] == "Juno"


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'\xef\xbb\xbf{"name": "\xc3\x84nn", "odd": [1, {"x": null}]}')
    assert load_character(path) == {"name": "Änn", "odd": [1, {"x": None}]}


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{\n  "name": "A",\n  oops\n}', "line 3, column 3"),
        (b"", "line 1, column 1"),
        (b"[]", "holds no JSON object but a list"),
        (b'"text"', "but a text"),
        (b"null", "but null"),
        (b'{"name": "\xff"}', "not UTF-8 text: byte 10"),
        (b'{"name": "\\ud800"}', "half a character"),
        (b'{"x": NaN}', "NaN"),
        (b'{"x": 1e999}', "not JSON"),
        (b'{"x": ' + b"[" * 40 + b"]" * 40 + b"}", "deeper than 32"),
        (b"[" * 100_000, "deeper than 32"),
        (b'{"x": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
)
def test_a_bad_file_is_told_with_the_place(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(data)
    with pytest.raises(BadCharacterFile, match=r"bad\.json") as caught:
        load_character(path)
    assert problem in str(caught.value)


def test_a_missing_file_a_folder_and_a_huge_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadCharacterFile, match="is not there"):
        load_character(tmp_path / "none.json")
    with pytest.raises(BadCharacterFile, match="is a folder"):
        load_character(tmp_path)
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(BadCharacterFile, match="larger than 4 MiB"):
        load_character(huge)


def test_what_is_deep_enough_to_be_read_is_shallow_enough_to_travel(tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_bytes(b'{"x": ' * 31 + b"[]" + b"}" * 31)
    spec = AgentSpec(character_file=struct_of("character_file", load_character(path)))
    sent = AddAgentsRequest(agents=[spec]).SerializeToString()
    assert AddAgentsRequest.FromString(sent).agents[0] == spec
