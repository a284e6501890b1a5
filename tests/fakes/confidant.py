"""A plugin that is told secrets at every place where a server takes them, and says how many it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn, Self, cast

from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.tasks import Task, TaskSpec
from parley_server.domain.world_settings import WorldSetting
from parley_server.domain.worlds import World
from parley_server.plugin_api import (
    Action,
    Evaluator,
    HandlerCallback,
    HandlerOptions,
    ModelHandler,
    ModelRequest,
    Plugin,
    PluginSetting,
    Provider,
    ProviderResult,
    Route,
    RouteRequest,
    RouteResponse,
    Runtime,
    Service,
    TaskWorker,
)
from parley_server.plugin_api.components import EventParams

MARK = "canary-7f3a"
PLACES = (
    *("character-secret", "settings-secrets", "settings-name", "settings-address", "settings-nested", "spec-name"),
    *("spec-nested", "environment", "environment-declared", "plugin-config", "set-late", "world", "world-second"),
    *("settings-declared", "server-key", "model-key"),
)
KEYS = (
    *("VAULT_WORD", "NESTED_WORD", "VAULT_API_KEY", "VAULT_URL", "SPEC_API_KEY", "SPEC_WORD"),
    *("CONFIDANT_API_KEY", "CONFIDANT_CODE", "CONFIDANT_CONFIG", "CONFIDANT_WORD", "LATE"),
)
"""Settings of which each has a secret."""


def canary(place: str) -> str:
    """Return the secret of one place."""
    assert place in PLACES
    return f"{MARK}-{place}"


async def _init(_config: Mapping[str, str], runtime: Runtime) -> None:
    runtime.set_setting("LATE", canary("set-late"), secret=True)
    await runtime.create_task(TaskSpec(name="quote", tags=("queue",)))
    await _init_quoting(_config, runtime)


async def _confide(
    runtime: Runtime,
    message: Memory,
    _state: State,
    _options: HandlerOptions,
    callback: HandlerCallback,
    _responses: Sequence[Memory],
) -> ActionResult:
    """Learn the secrets of a world, and say what may be said of all that is known."""
    room = await runtime.get_room(message.room_id)
    assert room is not None
    world = await runtime.get_world(room.world_id) or await runtime.create_world(
        World(world_id=room.world_id, agent_id=runtime.agent_id)
    )
    await runtime.initialize_onboarding(
        world, {"WORD": WorldSetting(name="Word", secret=True), "SECOND": WorldSetting(name="Second", secret=True)}
    )
    outcomes = await runtime.change_world_settings(
        world.world_id, {"WORD": canary("world"), "SECOND": canary("world-second"), "NO_SUCH": canary("world")}
    )
    settings = await runtime.get_world_settings(world.world_id)
    assert settings is not None
    await runtime.update_world_settings(world.world_id, settings)
    known = [runtime.get_setting(key) for key in KEYS]
    known += [await runtime.get_world_setting(world.world_id, key) for key in ("WORD", "SECOND")]
    count = len({one for one in known if isinstance(one, str) and MARK in one})
    notes = " ".join(outcome.note for outcome in outcomes)
    shown = ", ".join(f"{key} {one} {one.shown} {one.value}" for key, one in settings.items())
    text = f"I know {count} secrets. {notes} {shown}"
    runtime.logger.error("confided", settings=settings, outcomes=outcomes, found=runtime.get_setting_with_layer("LATE"))
    await callback(Content(text=text))
    return ActionResult(action_name="CONFIDE", text=text, data={"notes": notes})


async def _quote(runtime: Runtime, *_others: object) -> NoReturn:
    """Fail as clients of other services do, which quote the key that was refused."""
    raise RuntimeError(f"401: the key {runtime.get_setting('VAULT_API_KEY')} is not known at {canary('environment')}")


async def _quote_event(params: EventParams) -> None:
    await _quote(cast("Runtime", params["runtime"]))


async def _quote_route(_request: RouteRequest, runtime: Runtime) -> RouteResponse:
    await _quote(runtime)


async def _quote_task(runtime: Runtime, task: Task) -> None:
    await _quote(runtime)


class Quoting(Service):
    """A service that cannot start."""

    service_type = "quoting"

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:
        return await _quote(runtime)

    async def stop(self) -> None:
        return


async def _init_quoting(_config: Mapping[str, str], runtime: Runtime) -> None:
    if runtime.get_setting("QUOTE_AT_START"):
        await _quote(runtime)


async def _tell(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    room = await runtime.get_room(message.room_id)
    settings = await runtime.get_world_settings(room.world_id) if room else None
    return ProviderResult(text=f"{settings} {sorted(runtime.character.secrets)}", values={"settings": repr(settings)})


async def _plan(_runtime: Runtime, request: ModelRequest) -> ModelResult:
    # The model repeats all that it reads: whatever reaches a prompt reaches the user.
    return ModelResult(
        object={
            "thought": request.prompt + request.system,
            "actions": ["QUOTE" if "quote" in request.user_text else "CONFIDE"],
            "text": f"{request}",
        }
    )


def confidant() -> Plugin:
    """Return the plugin."""
    return Plugin(
        name="confidant",
        init=_init,
        config={"CONFIDANT_CONFIG": canary("plugin-config")},
        settings=(
            PluginSetting(key="CONFIDANT_CODE", secret=True),
            PluginSetting(key="CONFIDANT_API_KEY"),
            PluginSetting(key="CONFIDANT_CONFIG", secret=True),
            PluginSetting(key="CONFIDANT_WORD", secret=True),
        ),
        actions=(
            Action(name="CONFIDE", description="Learns secrets", handler=_confide),
            Action(name="QUOTE", description="Fails", handler=_quote),
        ),
        providers=(
            Provider(name="CONFIDENCES", description="What is known", get=_tell),
            Provider(name="QUOTED", description="Fails", get=_quote),
        ),
        evaluators=(Evaluator(name="QUOTING", description="Fails", handler=_quote, always_run=True),),
        events={"RUN_STARTED": (_quote_event,)},
        services=(Quoting,),
        routes=(Route(method="GET", path="/quote", handler=_quote_route),),
        task_workers=(TaskWorker(name="quote", handler=_quote_task),),
        models=(ModelHandler(model_type=TEXT_LARGE, generate=_plan, structured=True, priority=1000),),
    )


PLUGIN = confidant()
