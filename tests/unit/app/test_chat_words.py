"""Errors of calls in words for people."""

from __future__ import annotations

import pytest

from parley_client import FieldViolation, Internal, InvalidArgument, ParleyClientError, Unavailable
from parley_server.app.cli.words import in_words

AT = "127.0.0.1:7"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unavailable("refused"), "no server answers at 127.0.0.1:7 (refused); is it running?"),
        (Unavailable("bye", reason="DRAINING"), "the server at 127.0.0.1:7 is stopping; try again in a moment"),
        (InvalidArgument("text: too long", reason="TOO_LARGE"), "TOO_LARGE: text: too long"),
        (Internal("it failed", request_id="r1"), "INTERNAL: it failed (request r1)"),
        (ParleyClientError("not open"), "not open"),
    ],
)
def test_an_error_is_one_sentence(error: ParleyClientError, words: str) -> None:
    assert in_words(error, AT) == words


def test_several_faults_are_listed() -> None:
    faults = [FieldViolation(field=name, description="is missing") for name in ("a", "b")]

    words = in_words(InvalidArgument("a: is missing", reason="INVALID_FIELD", field_violations=faults), AT)

    assert words == "INVALID_FIELD:\n  a: is missing\n  b: is missing"
