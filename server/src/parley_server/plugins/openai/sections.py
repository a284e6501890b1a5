"""Providers as the settings name them: an address, a key, and the names of models."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from parley_server.domain.addresses import literal_address
from parley_server.domain.errors import ConfigurationMissing, InvalidField
from parley_server.domain.json import JsonValue
from parley_server.domain.models import OBJECT_LARGE, OBJECT_SMALL, TEXT_EMBEDDING, TEXT_LARGE, TEXT_SMALL
from parley_server.plugin_api import SettingLayer, SettingReader
from parley_server.plugins.openai.prices import Price, read_prices

OPENAI = "openai"
OPENAI_URL = "https://api.openai.com/v1"
AUTO = "auto"
"""As an address: the one model server that is found on this machine."""
PROVIDERS = "OPENAI_PROVIDERS"
"""Names further providers: with "groq,local" there are settings GROQ_BASE_URL, LOCAL_LARGE_MODEL and so on."""

_SUFFIXES = ("API_KEY", "BASE_URL", "SMALL_MODEL", "LARGE_MODEL", "EMBEDDING_MODEL", "TIMEOUT", "PRICES")
_DEFAULT_MODELS = {"SMALL_MODEL": "gpt-4.1-mini", "LARGE_MODEL": "gpt-4.1", "EMBEDDING_MODEL": "text-embedding-3-small"}
_MODEL_SETTINGS = {
    TEXT_SMALL: "SMALL_MODEL",
    TEXT_LARGE: "LARGE_MODEL",
    TEXT_EMBEDDING: "EMBEDDING_MODEL",
    OBJECT_SMALL: "SMALL_MODEL",
    OBJECT_LARGE: "LARGE_MODEL",
}
MODEL_TYPES = tuple(_MODEL_SETTINGS)
_OTHER = {"SMALL_MODEL": "LARGE_MODEL", "LARGE_MODEL": "SMALL_MODEL"}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One provider of one agent. `models` are the names of models by setting; `key` is the one that may be sent.

    `withheld`: there is a key, but a less trusted layer set the address, so that it stays here. `from_outside`: not the
    operator but the character or a client set the address. `looked_for`: the address is AUTO, until there is one; no
    key goes to a server that was found and not named. `timeout` is the longest silence of the model, in seconds.
    """

    name: str
    url: str
    key: str = field(repr=False)
    withheld: bool
    from_outside: bool
    looked_for: bool
    models: Mapping[str, str]
    timeout: float
    prices: Mapping[str, Price]

    @property
    def host(self) -> str:
        """Where it is, for messages: without path, query or credentials."""
        return urlsplit(self.url).netloc or self.url

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine."""
        address = literal_address(urlsplit(self.url).hostname or "")
        return address is not None and address.is_loopback

    @property
    def is_openai(self) -> bool:
        """Whether it is OpenAI itself, and no other server with its API."""
        return self.url == OPENAI_URL

    def setting(self, suffix: str) -> str:
        """Return the name of one of its settings."""
        return setting_name(self.name, suffix)

    def model_setting(self, model_type: str) -> str:
        """Return the name of the setting that names the model of a type."""
        return self.setting(_MODEL_SETTINGS[model_type])

    def model(self, model_type: str) -> str:
        """Return the name of the model of a type; empty when nobody named one."""
        suffix = _MODEL_SETTINGS[model_type]
        return self.models.get(suffix, "") or self.models.get(_OTHER.get(suffix, ""), "")


def setting_name(provider: str, suffix: str) -> str:
    """Return the name of a provider's setting, for example GROQ_API_KEY."""
    return f"{provider.upper()}_{suffix}"


def split_names(value: JsonValue) -> tuple[str, ...]:
    """Read OPENAI_PROVIDERS. Raises InvalidField for a name that cannot begin the name of a setting."""
    names = tuple(dict.fromkeys(part.strip().lower() for part in str(value or "").split(",") if part.strip()))
    for name in names:
        if not _NAME.fullmatch(name):
            raise InvalidField(PROVIDERS, f"{name!r} is no name of a provider: letters, digits and underscores")
    return names


def settings_keys(providers: Sequence[str]) -> tuple[str, ...]:
    """Return the names of all settings of these providers and of openai."""
    names = dict.fromkeys((OPENAI, *providers))
    return (PROVIDERS, *(setting_name(name, suffix) for name in names for suffix in _SUFFIXES))


def is_configured(settings: SettingReader) -> bool:
    """Tell whether there is a key or an address for openai, or another provider is named."""
    names = {OPENAI, *str(settings.get_setting(PROVIDERS) or "").lower().replace(" ", "").split(",")} - {""}
    return any(_text(settings, name, suffix) for name in names for suffix in ("API_KEY", "BASE_URL"))


def read_sections(settings: SettingReader) -> list[Section]:
    """Return the providers of an agent, the first choice first; openai alone where nothing is configured.

    Raises InvalidField and ConfigurationMissing, which name the setting at fault.
    """
    named = split_names(settings.get_setting(PROVIDERS))
    names = named if OPENAI in named else (OPENAI, *named)
    configured = [name for name in names if name != OPENAI or _has_any(settings, OPENAI)]
    return [_read(settings, name) for name in configured or [OPENAI]]


def _has_any(settings: SettingReader, name: str) -> bool:
    return any(_text(settings, name, suffix) for suffix in ("API_KEY", "BASE_URL"))


def _read(settings: SettingReader, name: str) -> Section:
    url, url_layer = _address(settings, name)
    key, withheld = _key(settings, name, url_layer)
    if url == AUTO:
        key, withheld = "", withheld or bool(key)
    models = {suffix: _text(settings, name, suffix) for suffix in _DEFAULT_MODELS}
    if url == OPENAI_URL:
        models = {suffix: models[suffix] or default for suffix, default in _DEFAULT_MODELS.items()}
    return Section(
        name=name,
        url=url,
        key=key,
        withheld=withheld,
        from_outside=url_layer < SettingLayer.ENVIRONMENT,
        looked_for=url == AUTO,
        models=models,
        timeout=_seconds(settings, name),
        prices=read_prices(setting_name(name, "PRICES"), _text(settings, name, "PRICES")),
    )


def _key(settings: SettingReader, name: str, url_layer: SettingLayer) -> tuple[str, bool]:
    """Return the key that may go to the address, and whether there is one that may not."""
    setting = setting_name(name, "API_KEY")
    found = settings.get_setting_with_layer(setting)
    key = "" if found is None else str(found.value).strip()
    if found is None or not key:
        return "", False
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise InvalidField(setting, "holds characters that no key has")
    return ("", True) if url_layer < found.layer else (key, False)


def _address(settings: SettingReader, name: str) -> tuple[str, SettingLayer]:
    setting = setting_name(name, "BASE_URL")
    found = settings.get_setting_with_layer(setting)
    text = "" if found is None else str(found.value).strip().rstrip("/")
    if found is not None and text:
        return AUTO if text.lower() == AUTO else _checked(setting, text), found.layer
    if name != OPENAI:
        raise ConfigurationMissing(f"{PROVIDERS} names {name!r}: set {setting} to its address", [setting])
    return OPENAI_URL, SettingLayer.BUILT_IN


def _checked(setting: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        whole = False
        parts = urlsplit("")
    if not whole or parts.username is not None or parts.query or parts.fragment or not text.isprintable():
        raise InvalidField(setting, "must be an address such as http://127.0.0.1:11434/v1, without user, ? and #")
    address = literal_address(parts.hostname or "")
    if address is not None and address.is_link_local:
        raise InvalidField(setting, "is a link-local address, where no model is but perhaps the secrets of a machine")
    return text


def _seconds(settings: SettingReader, name: str) -> float:
    text = _text(settings, name, "TIMEOUT")
    if not text:
        return _TIMEOUT
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 3600:
        raise InvalidField(setting_name(name, "TIMEOUT"), "must be a number of seconds, at most 3600")
    return seconds


def _text(settings: SettingReader, name: str, suffix: str) -> str:
    value = settings.get_setting(setting_name(name, suffix))
    return "" if value is None or isinstance(value, bool) else str(value).strip()
