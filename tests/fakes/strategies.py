"""Domain values of every shape, for properties."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from parley_server.domain.agents import AgentSpec
from parley_server.domain.characters import Character, CharacterStyle, Dialogue, KnowledgeSource, Turn
from parley_server.domain.content import (
    ActionResult,
    Content,
    Media,
    MediaKind,
    Memory,
    MemoryMetadata,
    MemoryScope,
    MentionContext,
    Payload,
    State,
)
from parley_server.domain.errors import Failure
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId, RunId, WorldId
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.models import ModelResult, ModelUsage
from parley_server.domain.runs import (
    DisconnectPolicy,
    IncomingMessage,
    MessageOptions,
    MessageRequest,
    MessageResult,
    MessageSent,
    ModelSize,
    Response,
    ResponseMode,
    Run,
    RunEnded,
    RunEvent,
    RunInput,
    RunStarted,
    RunStatus,
    Step,
    StepKind,
    StepPhase,
    TextChunk,
)
from parley_server.domain.worlds import OverlapPolicy
from parley_server.wire.errors import CODES

EXACT = 2**53
UINT32 = 2**32 - 1
INT63 = 2**63 - 1

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
words = st.tuples() | st.lists(texts, max_size=3).map(tuple)
uuids = st.uuids().map(str)
times = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
spans = st.timedeltas(timedelta(0), timedelta(days=3650))

scalars = (
    st.none() | st.booleans() | st.integers(-EXACT, EXACT) | st.floats(allow_nan=False, allow_infinity=False) | texts
)
json_values: st.SearchStrategy[JsonValue] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)
json_objects: st.SearchStrategy[JsonObject] = st.dictionaries(texts, json_values, max_size=3)

payloads = st.one_of(
    st.builds(Payload, form=st.just("json"), json=json_values, content_type=texts),
    st.builds(Payload, form=st.just("raw"), raw=st.binary(max_size=20), content_type=texts),
    st.builds(Payload, form=st.just("text"), text=texts, content_type=texts),
)
counts = st.none() | st.integers(0, INT63)
usages = st.builds(
    ModelUsage,
    input_tokens=counts,
    output_tokens=counts,
    cached_input_tokens=counts,
    cost=st.none() | st.decimals(0, 100, places=8).map(lambda cost: Decimal(f"{cost:f}")),
    currency=texts,
)
model_results = st.builds(
    ModelResult,
    text=texts,
    object=json_values,
    embedding=st.lists(st.floats(width=32, allow_nan=False), max_size=3).map(tuple),
    data=st.binary(max_size=10),
    mime_type=texts,
    tokens=st.lists(st.integers(-(2**31), 2**31 - 1), max_size=3).map(tuple),
    usage=usages,
    provider=texts,
    model_id=texts,
)
media = st.builds(
    Media,
    media_id=texts,
    url=texts,
    data=st.binary(max_size=10),
    mime_type=texts,
    kind=st.sampled_from(MediaKind),
    title=texts,
    source=texts,
    description=texts,
    text=texts,
    file_name=texts,
    size_bytes=st.integers(0, INT63),
    sha256=texts,
)
action_results = st.builds(
    ActionResult,
    action_name=texts,
    success=st.booleans(),
    text=texts,
    values=json_objects,
    data=json_objects,
    error=texts,
    action_id=texts,
    run_id=uuids.map(RunId),
)
contents = st.builds(
    Content,
    text=texts,
    thought=texts,
    actions=words,
    providers=words,
    attachments=st.lists(media, max_size=2).map(tuple),
    source=texts,
    in_reply_to=st.just("") | uuids,
    channel_type=texts,
    mention=st.none()
    | st.builds(MentionContext, is_mention=st.booleans(), is_reply=st.booleans(), is_thread=st.booleans()),
    url=texts,
    target=texts,
    simple=st.booleans(),
    response_id=st.just("") | uuids,
    action_result=st.none() | action_results,
    extra=st.none() | payloads,
)
metadata = st.builds(
    MemoryMetadata,
    type=texts,
    source=texts,
    source_id=texts,
    scope=st.sampled_from(MemoryScope),
    tags=words,
    document_id=st.just("") | uuids,
    position=st.integers(0, 2**31 - 1),
    extra=st.none() | payloads,
)
memories = st.builds(
    Memory,
    memory_id=uuids.map(MemoryId),
    entity_id=uuids.map(EntityId),
    agent_id=uuids.map(AgentId),
    room_id=uuids.map(RoomId),
    world_id=st.just(WorldId("")) | uuids.map(WorldId),
    content=contents,
    created_at=times,
    table=st.sampled_from(["messages", "facts"]),
    metadata=metadata,
    unique=st.booleans(),
    revision=st.integers(0, INT63),
)
states = st.builds(State, text=texts, values=json_objects, data=json_objects)
options = st.builds(
    MessageOptions,
    use_multi_step=st.none() | st.booleans(),
    max_multi_step_iterations=st.none() | st.integers(1, 100),
    timeout=st.none() | spans,
    max_retries=st.none() | st.integers(0, 100),
    should_respond_model=st.sampled_from(ModelSize),
    overlap=st.sampled_from(OverlapPolicy),
    on_disconnect=st.sampled_from(DisconnectPolicy),
    continue_after_actions=st.none() | st.booleans(),
    keep_existing_responses=st.none() | st.booleans(),
    voice=st.booleans(),
    include_state=st.booleans(),
)
incoming = st.builds(
    IncomingMessage,
    content=contents,
    memory_id=st.just("") | uuids,
    entity_id=st.just("") | uuids,
    room_id=st.just("") | uuids,
    world_id=st.just("") | uuids,
    created_at=st.none() | times,
    metadata=json_objects,
)
requests = st.builds(MessageRequest, agent=texts | uuids, message=incoming, options=options, request_id=texts)
run_inputs = st.builds(RunInput, message=memories, options=options)
failures = st.builds(
    Failure,
    reason=st.sampled_from(sorted(CODES)),
    message=texts,
    metadata=st.dictionaries(texts, texts, max_size=3),
)
short_times = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def runs(draw: st.DrawFn) -> Run:
    started = draw(st.none() | short_times)
    ended = draw(st.none() | short_times) if started is None else started + draw(spans)
    return Run(
        run_id=RunId(draw(uuids)),
        agent_id=AgentId(draw(uuids)),
        message_id=MemoryId(draw(uuids)),
        room_id=RoomId(draw(uuids)),
        entity_id=EntityId(draw(uuids)),
        status=draw(st.sampled_from(RunStatus)),
        source=draw(texts),
        created_at=started or ended or datetime(1970, 1, 1, tzinfo=UTC),
        started_at=started,
        ended_at=ended,
        reason=draw(texts),
        error=draw(st.none() | failures),
        last_sequence=draw(st.integers(0, INT63)),
        usage=draw(usages),
        attempt=draw(st.integers(0, UINT32)),
    )


@st.composite
def ends(draw: st.DrawFn) -> RunEnded:
    run = draw(runs())
    result = MessageResult(
        status=run.status,
        reason=run.reason,
        did_respond=draw(st.booleans()),
        response_content=draw(st.none() | contents),
        response_messages=tuple(draw(st.lists(memories, max_size=1))),
        mode=draw(st.sampled_from(ResponseMode)),
        action_results=tuple(draw(st.lists(action_results, max_size=1))),
        state=draw(st.none() | states),
    )
    return RunEnded(run=run, result=result)


chunks = st.builds(
    TextChunk,
    message_id=uuids.map(MemoryId),
    text=texts,
    index=st.integers(0, UINT32),
    offset=st.integers(0, UINT32),
)
steps = st.builds(
    Step,
    step_id=texts,
    parent_step_id=texts,
    kind=st.sampled_from(StepKind),
    name=texts,
    phase=st.sampled_from(StepPhase),
    duration=st.none() | st.integers(0, 10**9).map(lambda micros: micros / 1e6),
    result=st.none() | action_results,
    usage=st.none() | usages,
    error=st.none() | failures,
    detail=json_objects,
)
bodies = st.one_of(
    chunks,
    steps,
    st.builds(RunStarted, run=runs()),
    st.builds(Response, message_id=uuids.map(MemoryId), content=contents, action_name=texts),
    st.builds(MessageSent, message=memories, source=texts),
    ends(),
)
events = st.builds(RunEvent, run_id=uuids.map(RunId), sequence=st.integers(1, INT63), time=times, body=bodies)

turns = st.builds(Turn, name=texts, content=contents)
dialogues = st.builds(Dialogue, turns=st.lists(turns, max_size=2).map(tuple), prompt=texts, outcome=texts)


@st.composite
def sources(draw: st.DrawFn) -> KnowledgeSource:
    kind = draw(st.sampled_from(["text", "path", "directory"]))
    return KnowledgeSource(
        **{kind: draw(texts)}, shared=draw(st.booleans()), source_id=draw(texts), source_path=draw(texts)
    )


public_objects = json_objects.map(lambda value: {key: item for key, item in value.items() if key.lower() != "secrets"})
public_characters = st.builds(
    Character,
    name=texts,
    id=texts,
    username=texts,
    system=texts,
    bio=words,
    lore=words,
    message_examples=st.lists(dialogues, max_size=2).map(tuple),
    post_examples=words,
    topics=words,
    adjectives=words,
    knowledge=st.lists(sources(), max_size=2).map(tuple),
    plugins=words,
    style=st.builds(CharacterStyle, all=words, chat=words, post=words),
    templates=st.dictionaries(texts, texts, max_size=2),
    settings=public_objects,
    model_provider=texts,
    clients=words,
    extra=public_objects,
)
specs = st.builds(AgentSpec, character=st.none() | public_characters, agent_id=st.just("") | uuids)
