"""The providers of models that the environment names: openai, and those of OPENAI_PROVIDERS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parley_server.app.doctor.findings import Finding, problem
from parley_server.domain.characters import Character
from parley_server.domain.errors import InvalidField, ParleyError
from parley_server.plugins.openai.sections import (
    OPENAI,
    OPENAI_URL,
    PROVIDERS,
    read_sections,
    setting_name,
    settings_keys,
    split_names,
)
from parley_server.runtime.settings import AgentSettings

_CHECK = "model settings"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider: the names of its settings, and what the environment says there."""

    name: str
    environment: Mapping[str, str]

    def setting(self, suffix: str) -> str:
        """Return the name of a setting, for example GROQ_API_KEY."""
        return setting_name(self.name, suffix)

    def value(self, suffix: str) -> str:
        """Return what a setting is set to; empty when it is not."""
        return self.environment.get(self.setting(suffix), "")

    def check(self, what: str) -> str:
        """Return the name of a check; with the provider, where it is not the one that needs no name."""
        return what if self.name == OPENAI else f"{what} {self.name}"

    @property
    def key(self) -> str:
        """Its key, a secret."""
        return self.value("API_KEY")

    @property
    def base(self) -> str:
        """Its address; empty for a provider that has no default and is not told one."""
        return self.value("BASE_URL") or (OPENAI_URL if self.name == OPENAI else "")

    @property
    def models(self) -> Mapping[str, str]:
        """The models that are named, by setting."""
        names = ("SMALL_MODEL", "LARGE_MODEL", "EMBEDDING_MODEL")
        return {self.setting(name): self.value(name) for name in names if self.value(name)}

    @property
    def has_answers(self) -> bool:
        """Whether it is known which model writes its answers: OpenAI itself has defaults."""
        return bool(self.base == OPENAI_URL or self.value("LARGE_MODEL") or self.value("SMALL_MODEL"))


def providers_of(environment: Mapping[str, str]) -> tuple[list[Provider], list[Finding]]:
    """Return the providers that have something to look at, in the order in which they are asked, and bad names."""
    try:
        named = split_names(environment.get(PROVIDERS))
    except InvalidField as error:
        remedy = f"Set {PROVIDERS} to names such as groq,local; each begins the names of that provider's settings."
        return [], [problem(_CHECK, str(error), remedy)]
    names = named if OPENAI in named else (OPENAI, *named)
    providers = [Provider(name, environment) for name in names]
    return [one for one in providers if one.name != OPENAI or one.key or one.value("BASE_URL")], []


def check_as_agents_do(environment: Mapping[str, str]) -> list[Finding]:
    """Would an agent refuse these settings? Timeouts and prices are read as well."""
    settings = AgentSettings(Character(name="doctor"), {}, environment)
    try:
        settings.declare(settings_keys(split_names(environment.get(PROVIDERS))))
        read_sections(settings)
    except ParleyError as error:
        setting = error.problems[0].field if error.problems else PROVIDERS
        return [problem(_CHECK, str(error), f"Correct or unset {setting}; until then no agent gets a model of openai.")]
    return []
