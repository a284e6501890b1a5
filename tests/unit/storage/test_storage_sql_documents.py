"""Documents: nothing of a domain value is lost, and their form does not change by accident."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley_server.domain.content import (
    ActionResult,
    Content,
    Media,
    MediaKind,
    MemoryMetadata,
    MentionContext,
    Payload,
)
from parley_server.domain.ids import RunId
from parley_server.domain.json import JsonValue
from parley_server.domain.models import ModelUsage
from parley_server.domain.worlds import Entity, OverlapPolicy, Room, World
from parley_server.storage.sql.documents import document_of

# No deadline: a busy machine is no fault of the code.
CASES = settings(deadline=None, max_examples=50)

TEXT = st.text(max_size=10)
JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OBJECT = st.dictionaries(TEXT, JSON, max_size=3)
PAYLOAD = st.builds(
    Payload, form=st.sampled_from(["json", "raw", "text"]), json=JSON, raw=st.binary(), text=TEXT, content_type=TEXT
)
MEDIA = st.builds(Media, media_id=TEXT, data=st.binary(), kind=st.sampled_from(MediaKind), size_bytes=st.integers())
RESULT = st.builds(ActionResult, action_name=TEXT, success=st.booleans(), values=OBJECT, data=OBJECT, error=TEXT)
CONTENT = st.builds(
    Content,
    text=TEXT,
    thought=TEXT,
    actions=st.lists(TEXT, max_size=3).map(tuple),
    attachments=st.lists(MEDIA, max_size=2).map(tuple),
    mention=st.none() | st.builds(MentionContext, is_mention=st.booleans()),
    simple=st.booleans(),
    action_result=st.none() | RESULT,
    extra=st.none() | PAYLOAD,
)


@CASES
@given(CONTENT)
def test_contents_come_back_as_they_were(content: Content) -> None:
    assert document_of(Content).load(document_of(Content).dump(content)) == content


@CASES
@given(st.builds(MemoryMetadata, type=TEXT, tags=st.lists(TEXT).map(tuple), extra=st.none() | PAYLOAD))
def test_metadata_comes_back_as_it_was(metadata: MemoryMetadata) -> None:
    assert document_of(MemoryMetadata).load(document_of(MemoryMetadata).dump(metadata)) == metadata


@CASES
@given(st.builds(ModelUsage, input_tokens=st.none() | st.integers(), cost=st.none() | st.decimals(allow_nan=False)))
def test_usage_comes_back_as_it_was(usage: ModelUsage) -> None:
    back = document_of(ModelUsage).load(document_of(ModelUsage).dump(usage))
    assert back == usage
    assert str(back.cost) == str(usage.cost)  # 0.10 is not 0.1


def test_the_stored_form_is_what_earlier_releases_wrote() -> None:
    content = Content(
        text="hi",
        actions=("A",),
        attachments=(Media(data=b"\x00\xff", kind=MediaKind.AUDIO),),
        action_result=ActionResult(action_name="A", run_id=RunId("r")),
        extra=Payload(form="raw", raw=b"\x80"),
    )
    assert document_of(Content).dump(content) == (
        '{"text":"hi","actions":["A"],"attachments":[{"data":"AP8=","kind":"audio"}],'
        '"action_result":{"action_name":"A","success":true,"run_id":"r"},"extra":{"form":"raw","raw":"gA=="}}'
    )


@pytest.mark.parametrize("kind", [Content, MemoryMetadata, ModelUsage, Room, World, Entity])
def test_every_stored_kind_has_a_form(kind: type[object]) -> None:
    assert document_of(kind) is document_of(kind)


def test_unknown_keys_are_ignored_and_missing_ones_take_their_default() -> None:
    assert document_of(Content).load('{"text":"hi","later":1}') == Content(text="hi")


def test_a_default_that_is_not_empty_is_written() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Sample:
        at: datetime
        policy: OverlapPolicy = OverlapPolicy.QUEUE
        price: Decimal = Decimal(1)
        flag: bool = True
        number: int = 0

    sample = Sample(at=datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    text = document_of(Sample).dump(sample)
    assert text == '{"at":1000000,"policy":"queue","price":"1","flag":true}'
    assert document_of(Sample).load(text) == sample


def test_a_field_without_a_stored_form_is_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Sample:
        anything: object

    with pytest.raises(TypeError, match="no stored form"):
        document_of(Sample)
