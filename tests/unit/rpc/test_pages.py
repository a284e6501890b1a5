import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.v1 import messages_pb2, runtime_pb2
from parley_server.domain.errors import InvalidPageToken
from parley_server.rpc.pages import PageTokens

SECRET = b"a secret that replicas share"
RUNS = messages_pb2.ListRunsRequest


@settings(deadline=None)
@given(key=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_a_token_brings_its_key_back(key: str) -> None:
    pages = PageTokens(SECRET)
    token = pages.make(RUNS(agent_id="A", page_size=10), "t", key)

    page = PageTokens(SECRET).read(RUNS(agent_id="A", page_size=99, page_token=token), "t")

    assert (page.after_key, page.size) == (key, 99)


@pytest.mark.parametrize(("asked", "given_size"), [(0, 50), (1, 1), (1000, 1000), (5000, 1000)])
def test_page_sizes_have_a_default_and_a_cap(asked: int, given_size: int) -> None:
    assert PageTokens().read(RUNS(page_size=asked), "t").size == given_size


def test_the_last_page_has_no_token() -> None:
    assert PageTokens().make(RUNS(), "t", None) == ""


def test_tokens_of_another_query_method_tenant_or_secret_are_refused() -> None:
    pages = PageTokens(SECRET)
    token = pages.make(RUNS(agent_id="A"), "t", "key")

    with pytest.raises(InvalidPageToken):
        pages.read(RUNS(agent_id="B", page_token=token), "t")
    with pytest.raises(InvalidPageToken):
        pages.read(runtime_pb2.ListAgentsRequest(page_token=token), "t")
    with pytest.raises(InvalidPageToken):
        pages.read(RUNS(agent_id="A", page_token=token), "other")
    with pytest.raises(InvalidPageToken):
        PageTokens(b"another").read(RUNS(agent_id="A", page_token=token), "t")


@settings(deadline=None)
@given(token=st.one_of(st.text(max_size=80), st.binary(max_size=80).map(lambda data: base64.b64encode(data).decode())))
def test_made_up_tokens_are_refused(token: str) -> None:
    if not token or "\ud800" <= max(token) <= "\udfff":
        return
    with pytest.raises(InvalidPageToken):
        PageTokens(SECRET).read(RUNS(page_token=token), "t")


def test_a_token_with_one_character_changed_is_refused() -> None:
    pages = PageTokens(SECRET)
    token = pages.make(RUNS(), "t", "some key")
    for place in range(len(token) - 1):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(InvalidPageToken):
            pages.read(RUNS(page_token=changed), "t")
