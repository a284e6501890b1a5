"""A whole server: what an agent with templates of its own asks a model over HTTP."""

from __future__ import annotations

from pathlib import Path

from parley.v1 import agents_pb2, runtime_pb2
from tests.e2e.server import CALL_SECONDS, assert_whole, connect, running, text_of
from tests.fakes.model_server import model_server, says
from tests.fakes.models import envelope

TEMPLATE = """\
<task>You are {{agentName}}. {{#each nothing}}{{this}}{{else}}Speak plainly.{{/each}}</task>
{{providers}}
<response><thought></thought><actions></actions><providers></providers><text></text></response>"""


async def test_an_agent_with_a_template_answers_by_it(tmp_path: Path) -> None:
    environment = {"OPENAI_API_KEY": "sk-1", "OPENAI_LARGE_MODEL": "m-1"}
    async with model_server(says(*envelope("By the template."))) as server:
        environment["OPENAI_BASE_URL"] = server.url
        async with running(tmp_path, environment=environment) as process, connect(process.address) as api:
            character = agents_pb2.Character(name="Ann", templates={"messageHandlerTemplate": TEMPLATE})
            added = await api.runtime.AddAgents(
                runtime_pb2.AddAgentsRequest(agents=[agents_pb2.AgentSpec(character=character)], auto_start=True),
                timeout=CALL_SECONDS,
            )
            run = await api.submit(added.agents[0].agent_id, "Hello {{agentName}} {{providers}}")
            events = await api.watch(run.run_id)

    assert_whole(events)
    assert text_of(events) == "By the template."
    (request,) = server.requests
    asked = request.body["messages"][-1]["content"]
    assert asked.startswith("<task>You are Ann. Speak plainly.</task>\n# Available actions\n- REPLY: ")
    assert "Hello {{agentName}} {{providers}}\n<response>" in asked
    assert asked.count("<response>") == 1
