"""Settings of a world, as plugins ask for them, show them and change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from parley_server.domain.setting_changes import SettingOutcome
from parley_server.domain.world_settings import SettingValue, WorldSetting, WorldSettings
from parley_server.domain.worlds import World


class WorldSettingsAccess(Protocol):
    """The part of the runtime that has to do with what a world's owner is asked for (reference, settings.ts).

    A world is meant by its `server_id`, from which its id is made (create_unique_uuid); else the world with this id, or
    with this `server_id`, counts. Values of secrets are sealed in all that is returned here but by `get_world_setting`.
    `domain.setting_changes` has what can be told of settings alone, `unset_required` for example.
    """

    async def get_world_settings(self, server_id: str) -> dict[str, WorldSetting] | None:
        """Return the settings of a world by key, secrets sealed; None when there is no such world or it has none."""
        ...

    async def get_world_setting(self, server_id: str, key: str) -> SettingValue:
        """Return the value of one setting in clear, None when it has none. A secret must not be shown nor logged.

        Raises ConfigurationMissing for a secret that was sealed with another key of the server.
        """
        ...

    async def update_world_settings(self, server_id: str, settings: WorldSettings) -> bool:
        """Replace a world's settings; False when there is no such world. Secrets are sealed unless they are already."""
        ...

    async def change_world_settings(
        self, server_id: str, changes: Mapping[str, SettingValue]
    ) -> tuple[SettingOutcome, ...]:
        """Set values as `change_settings` does, one caller at a time, and return what came of each.

        Raises NotFound when there is no such world or it has no settings.
        """
        ...

    async def initialize_onboarding(self, world: World, config: WorldSettings) -> dict[str, WorldSetting]:
        """Give a stored world these settings to ask for, and return all that it has then, secrets sealed.

        What has a value keeps it, whatever the new config says, also where the config leaves it out; what was a secret
        stays one. Raises NotFound for a world that is not stored.
        """
        ...
