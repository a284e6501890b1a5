"""Plans, as they are read from a model's answer."""

from __future__ import annotations

import pytest

from parley_server.message.plan import read_plan


@pytest.mark.parametrize(
    ("actions", "text", "expected"),
    [
        (("REPLY", "IGNORE"), "Hi", ("REPLY",)),
        (("IGNORE", "IGNORE"), "Hi", ("REPLY",)),
        (("ignore", "LAMP"), "Hi", ("LAMP",)),
        (("REPLY", "IGNORE"), "", ("IGNORE",)),
        (("IGNORE",), "Hi", ("IGNORE",)),
        ((), "Hi", ("IGNORE",)),
        (("REPLY", "", " LAMP "), "Hi", ("REPLY", "LAMP")),
    ],
)
def test_ignore_among_several_actions(actions: tuple[str, ...], text: str, expected: tuple[str, ...]) -> None:
    assert read_plan({"thought": "t", "actions": actions, "text": text}, "").actions == expected


def test_what_was_streamed_is_said_and_never_ignored() -> None:
    plan = read_plan({"thought": "t", "actions": ("IGNORE",), "text": "Something else"}, "Hello")

    assert (plan.actions, plan.text) == (("REPLY",), "Hello")


@pytest.mark.parametrize(
    ("actions", "providers", "text", "simple"),
    [
        (("REPLY",), (), "Hi", True),
        (("reply",), (), "Hi", True),
        (("NONE",), (), "Hi", True),
        (("REPLY",), (), "", False),
        (("REPLY",), ("TIME",), "Hi", False),
        (("REPLY", "LAMP"), (), "Hi", False),
    ],
)
def test_a_plan_is_simple_when_a_reply_is_all(
    actions: tuple[str, ...], providers: tuple[str, ...], text: str, simple: bool
) -> None:
    plan = read_plan({"thought": "t", "actions": actions, "providers": providers, "text": text}, "")

    assert plan.is_simple is simple
