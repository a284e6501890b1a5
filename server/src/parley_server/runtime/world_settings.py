"""The settings of worlds, as plugins read and change them; secrets lie there sealed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from parley_server.domain.errors import ConfigurationMissing, InvalidField, NotFound
from parley_server.domain.ids import AgentId, TenantId, WorldId, create_unique_uuid
from parley_server.domain.json import JsonObject
from parley_server.domain.setting_changes import SettingOutcome, change_settings
from parley_server.domain.world_settings import (
    SETTINGS_KEY,
    SettingValue,
    WorldSetting,
    WorldSettings,
    create_setting_from_config,
    read_settings,
    with_secrecy,
    write_settings,
)
from parley_server.domain.worlds import World
from parley_server.plugin_api import Logger
from parley_server.runtime.redaction import Redactor
from parley_server.runtime.sealing import TextSealer
from parley_server.runtime.shared_reads import shared_change
from parley_server.runtime.world_access import once_more
from parley_server.storage.worlds import WorldStore


class RuntimeWorldSettings:
    """Implements the protocol WorldSettingsAccess for AgentRuntime.

    Changes of one agent come one after the other, so that none writes over another. Logs have keys, never values.
    """

    _agent_id: AgentId
    _tenant: TenantId
    _worlds: WorldStore
    _changing_worlds: asyncio.Lock
    _log: Logger

    def _open_world_settings(self, sealer: TextSealer | None, redactor: Redactor) -> None:
        self._sealer = sealer
        self._redactor = redactor

    async def get_world_settings(self, server_id: str) -> dict[str, WorldSetting] | None:
        """Return the settings of a world by key, secrets sealed; None when it has none."""
        world = await self._world_of_server(server_id)
        return None if world is None else self._settings_of(world)

    async def get_world_setting(self, server_id: str, key: str) -> SettingValue:
        """Return the value of one setting in clear, None when it has none."""
        world = await self._world_of_server(server_id)
        setting = (read_settings(world.metadata) or {}).get(key) if world is not None else None
        if world is None or setting is None:
            return None
        return self._open(_place(world, key), setting)

    @once_more
    async def update_world_settings(self, server_id: str, settings: WorldSettings) -> bool:
        """Replace a world's settings; False when there is no such world."""
        async with self._changing_worlds:
            world = await self._world_of_server(server_id)
            if world is None:
                self._log.warning("world_settings_without_world", server_id=server_id)
                return False
            await self._store_settings(world, settings)
        return True

    @once_more
    async def change_world_settings(
        self, server_id: str, changes: Mapping[str, SettingValue]
    ) -> tuple[SettingOutcome, ...]:
        """Set values as `change_settings` does, and return what came of each."""
        async with self._changing_worlds:
            world = await self._world_of_server(server_id)
            settings = None if world is None else self._settings_of(world)
            if world is None or settings is None:
                raise NotFound("world with settings", server_id)
            changed = change_settings(settings, changes)
            if changed.applied:
                # What somebody says is in clear, whatever it looks like.
                fresh = {key: self._seal(_place(world, key), changed.settings[key]) for key in changed.applied}
                await self._store_settings(world, {**changed.settings, **fresh})
        return changed.outcomes

    @once_more
    async def initialize_onboarding(self, world: World, config: WorldSettings) -> dict[str, WorldSetting]:
        """Give a stored world these settings to ask for, and return all that it has then."""
        async with self._changing_worlds:
            stored = await self._worlds.get_world(self._tenant, self._agent_id, world.world_id)
            if stored is None:
                raise NotFound("world", world.world_id)
            return await self._store_settings(stored, _merged(self._settings_of(stored) or {}, config))

    async def _world_of_server(self, server_id: str) -> World | None:
        derived = create_unique_uuid(self._agent_id, server_id)
        for world_id in dict.fromkeys((derived, server_id)):
            world = await self._worlds.get_world(self._tenant, self._agent_id, WorldId(world_id))
            if world is not None:
                return world
        worlds = await self._worlds.list_worlds(self._tenant, self._agent_id)
        return next((one for one in worlds if server_id and one.server_id == server_id), None)

    @shared_change
    async def _store_settings(self, world: World, settings: WorldSettings) -> dict[str, WorldSetting]:
        kept = read_settings(world.metadata) or {}
        sealed = {
            key: self._sealed(_place(world, key), with_secrecy(key, one), kept.get(key))
            for key, one in settings.items()
        }
        metadata = {**world.metadata, SETTINGS_KEY: {**_others(world), **write_settings(sealed)}}
        await self._worlds.update_world(self._tenant, replace(world, metadata=metadata))
        self._log.info("world_settings_stored", world_id=world.world_id, keys=sorted(sealed))
        return sealed

    def _settings_of(self, world: World) -> dict[str, WorldSetting] | None:
        """Return what a world has, sealed also where somebody else has put it there in clear."""
        settings = read_settings(world.metadata)
        if settings is None:
            return None
        return {key: self._sealed(_place(world, key), one, one) for key, one in settings.items()}

    def _sealed(self, place: str, setting: WorldSetting, kept: WorldSetting | None) -> WorldSetting:
        """Seal a value unless it is sealed; what is kept already and was sealed with a lost key stays as it is."""
        if not _to_seal(setting):
            return setting
        sealer, value = self._need_sealer(), str(setting.value)
        unchanged = kept is not None and kept.secret and kept.value == value and sealer.is_marked(value)
        if unchanged or sealer.is_sealed(place, value):
            return setting
        opened = value if sealer.is_marked(value) else sealer.open(place, value)
        return replace(setting, value=sealer.seal(place, opened))

    def _seal(self, place: str, setting: WorldSetting) -> WorldSetting:
        if not _to_seal(setting):
            return setting
        sealed = self._need_sealer().seal(place, str(setting.value))
        # From now on it is taken out of what is logged of this agent; what was logged before stays.
        self._redactor.learn(setting.value)
        return replace(setting, value=sealed)

    def _open(self, place: str, setting: WorldSetting) -> SettingValue:
        if not _to_seal(setting):
            return setting.value
        opened = self._need_sealer().open(place, str(setting.value))
        self._redactor.learn(opened)
        return opened

    def _need_sealer(self) -> TextSealer:
        if self._sealer is None:
            raise ConfigurationMissing("this agent has no key to keep secrets with", ["PARLEY_SECRET_KEY"])
        return self._sealer


def _to_seal(setting: WorldSetting) -> bool:
    """Tell whether a value is to be sealed: texts of secrets alone, and not the empty one (reference-values 1.7)."""
    return setting.secret and isinstance(setting.value, str) and setting.value != ""


def _others(world: World) -> JsonObject:
    """Return what a plugin keeps beside the settings that are asked for, such as `{"allowBots": true}` (document 3)."""
    kept, settings = world.metadata.get(SETTINGS_KEY), read_settings(world.metadata) or {}
    return {key: value for key, value in kept.items() if key not in settings} if isinstance(kept, Mapping) else {}


def _place(world: World, key: str) -> str:
    return f"world {world.world_id} {key}"


def _described(key: str, config: WorldSetting) -> WorldSetting:
    """Return a setting as a config describes it. Raises InvalidField, which names the setting."""
    try:
        return with_secrecy(key, create_setting_from_config(config))
    except InvalidField as error:
        (problem,) = error.problems
        raise InvalidField(f"{key}.{problem.field}", problem.note) from None


def _merged(kept: WorldSettings, config: WorldSettings) -> dict[str, WorldSetting]:
    merged: dict[str, WorldSetting] = {}
    for key, template in config.items():
        setting = _described(key, template)
        old = kept.get(key)
        if old is not None and old.is_set:
            setting = replace(setting, value=old.value, secret=setting.secret or old.secret)
        merged[key] = setting
    merged.update({key: old for key, old in kept.items() if key not in merged and old.is_set})
    return merged
