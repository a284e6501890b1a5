"""The words of a run, picked out of its events."""

from collections.abc import Iterable

from parley.v1.messages_pb2 import RunEvent
from parley_client import ParleyClient
from parley_client.pieces import TextPieces
from tests.fakes.fake_server import FakeServer
from tests.fakes.scripted_runs import chunk, ended, reply, started, whole


def pieces(events: Iterable[RunEvent]) -> list[tuple[str, str]]:
    texts = TextPieces()
    return [(piece.message_id, piece.text) for event in events for piece in texts.of(event)]


def test_a_streamed_reply_is_not_repeated_as_a_whole() -> None:
    assert pieces(reply("a", "b")) == [("m1", "a"), ("m1", "b")]


def test_a_reply_that_came_whole_is_one_piece() -> None:
    assert pieces([started(), whole("all of it"), ended("all of it")]) == [("m1", "all of it")]


def test_a_reply_in_the_result_alone_is_one_piece() -> None:
    assert pieces([started(), ended("late")]) == [("", "late")]


def test_what_an_action_sends_on_its_way_is_a_message_of_its_own() -> None:
    events = [whole("Wait...", "m0", "SEARCH"), chunk("Found.", "m1"), whole("Found.", "m1"), ended("Found.")]
    assert pieces(events) == [("m0", "Wait..."), ("m1", "Found.")]


def test_empty_texts_are_no_pieces() -> None:
    assert pieces([chunk(""), whole(""), ended("")]) == []


async def test_text_parts_messages_by_a_blank_line(client: ParleyClient, server: FakeServer) -> None:
    server.script = lambda _text: [whole("Wait...", "m0"), chunk("Fo", "m1"), chunk("und.", "m1"), ended("Found.")]
    assert "".join([piece async for piece in client.stream("Juno", "hello").text()]) == "Wait...\n\nFound."
