"""UPDATE_ROLE: who manages a world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parley_server.domain.content import ActionResult, Memory, State
from parley_server.domain.ids import EntityId
from parley_server.domain.shapes import Fields, FieldSpec, ResponseShape
from parley_server.domain.worlds import Entity, Role, World
from parley_server.plugin_api import Action, HandlerCallback, HandlerOptions, Runtime
from parley_server.plugin_api.roles import role_in
from parley_server.plugins.bootstrap.actions.asking import Question, Saying, ask
from parley_server.plugins.bootstrap.actions.examples import exchange
from parley_server.plugins.bootstrap.places import (
    MOST_PEOPLE,
    find_person,
    is_group,
    is_manager,
    listed,
    name_of,
    world_of,
)

_MOST_CHANGES = 10
_FIELDS: Mapping[str, Role] = {"owners": Role.OWNER, "admins": Role.ADMIN, "without_role": Role.NONE}
_WORDS = {Role.OWNER: "an owner", Role.ADMIN: "an admin", Role.NONE: "without a role"}

_QUESTION = Question(
    template="updateRoleTemplate",
    task=(
        "The message asks {name} to change what somebody may do here. Write down who shall get which role, by the "
        "names or ids below. Write nobody down whom the message does not speak of."
    ),
    shape=ResponseShape(
        name="roles",
        fields=(
            FieldSpec(name="owners", kind="list", description="Who shall be an owner."),
            FieldSpec(name="admins", kind="list", description="Who shall be an admin."),
            FieldSpec(name="without_role", kind="list", description="Who shall lose their role."),
        ),
    ),
)


def refusal(world: World, speaker: EntityId, person: EntityId, role: Role) -> str:
    """Return why somebody may not give a person a role in a world, empty when they may.

    Owners give every role; admins neither make owners nor change them. Nobody takes the world from whom it belongs to.
    """
    mine = role_in(world, speaker)
    if mine not in (Role.OWNER, Role.ADMIN):
        return "you do not manage this place"
    if person == world.owner_id and role is not Role.OWNER:
        return "this place belongs to them"
    if mine is Role.ADMIN and Role.OWNER in (role, role_in(world, person)):
        return "only an owner can make or change owners"
    return ""


async def _update(
    runtime: Runtime,
    message: Memory,
    state: State,
    _options: HandlerOptions,
    callback: HandlerCallback,
    _responses: Sequence[Memory],
) -> ActionResult:
    saying = Saying(action="UPDATE_ROLE", callback=callback)
    world = await _managed(runtime, message)
    if world is None:
        return await saying.failed("You may not change roles here.", "the sender does not manage this world")
    people = await _people(runtime, message, world)
    roles = "\n".join(f"- {name_of(one)}: {role_in(world, one.entity_id).value}" for one in people)
    facts = f"# People here\n{listed(people, message.entity_id)}\n\n# Their roles\n{roles}"
    fields = await ask(runtime, message, state, _QUESTION, facts=facts)
    wanted = [] if fields is None else _wanted(fields)
    if not wanted:
        return await saying.unreadable("who should get which role")
    return await _change(runtime, message, world, people, wanted, saying)


async def _may_change(runtime: Runtime, message: Memory, _state: State) -> bool:
    return await _managed(runtime, message) is not None


async def _managed(runtime: Runtime, message: Memory) -> World | None:
    """Return the world of the message when it comes from a room of many, by somebody who manages that world."""
    room = await runtime.get_room(message.room_id)
    if room is None or not is_group(room):
        return None
    world = await world_of(runtime, room)
    return world if is_manager(world, message.entity_id) else None


async def _people(runtime: Runtime, message: Memory, world: World) -> list[Entity]:
    here = await runtime.get_entities_for_room(message.room_id)
    known = {one.entity_id for one in here}
    others = [EntityId(one) for one in world.roles if one not in known]
    people = [*here, *await runtime.get_entities(others)]
    return [one for one in people if one.entity_id != EntityId(runtime.agent_id)][:MOST_PEOPLE]


def _wanted(fields: Fields) -> list[tuple[str, Role]]:
    found: list[tuple[str, Role]] = []
    for name, role in _FIELDS.items():
        value = fields.get(name, ())
        names = value if isinstance(value, tuple) else ()
        found.extend((one, role) for one in names if one.strip())
    return found[:_MOST_CHANGES]


async def _change(
    runtime: Runtime,
    message: Memory,
    world: World,
    people: Sequence[Entity],
    wanted: Sequence[tuple[str, Role]],
    saying: Saying,
) -> ActionResult:
    """Make those changes that the sender may make, by what the world says now, and tell of all."""
    done: list[str] = []
    left: list[str] = []

    def apply(now: World) -> World:
        for name, role in wanted:
            person = find_person(people, name, message.entity_id)
            if person is None:
                left.append(f"I do not know who {name.strip()[:100]} is.")
            elif why := refusal(now, message.entity_id, person.entity_id, role):
                left.append(f"I have not changed the role of {name_of(person)}: {why}.")
            else:
                now = _with_role(now, person.entity_id, role)
                done.append(f"{name_of(person)} is {_WORDS[role]} now.")
        return now

    await runtime.change_world(world.world_id, apply)
    if not done:
        return await saying.failed(" ".join(left), "no role was changed")
    return await saying.done(" ".join((*done, *left)), values={"changed": len(done)})


def _with_role(world: World, entity_id: EntityId, role: Role) -> World:
    roles = {who: one for who, one in world.roles.items() if who != entity_id}
    return replace(world, roles=roles if role is Role.NONE else {**roles, entity_id: role})


UPDATE_ROLE = Action(
    name="UPDATE_ROLE",
    description="Make somebody an owner or an admin of this place, or take their role away.",
    similes=("GIVE_ROLE", "CHANGE_ROLE", "MAKE_ADMIN", "TAKE_ROLE"),
    examples=(exchange("Please make Dana an admin.", "I am changing it.", "UPDATE_ROLE"),),
    validate=_may_change,
    handler=_update,
)
