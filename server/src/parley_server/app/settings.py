"""Settings: read once at the start, from the environment (prefix PARLEY_) and a few well-known names beside it."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AliasChoices, Field, IPvAnyNetwork, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEFAULT_PORT = 50051
_MAX_PORT = 65_535
# Where model servers listen by default: Ollama, vLLM, llama.cpp and LocalAI, LM Studio, Jan, KoboldCpp, SGLang.
_MODEL_PORTS = (11434, 8000, 8080, 1234, 1337, 5001, 30000)


def default_data_folder() -> Path:
    """Return the user's data folder for Parley."""
    return Path(platformdirs.user_data_dir("parley", appauthor=False))


class Settings(BaseSettings):
    """What an operator can set. Times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="PARLEY_", extra="ignore", frozen=True, populate_by_name=True)

    host: str = "127.0.0.1"
    port: int = Field(DEFAULT_PORT, ge=0, le=_MAX_PORT, validation_alias=AliasChoices("PARLEY_PORT", "API_PORT"))
    data: Path = Field(default_factory=default_data_folder)
    database_url: SecretStr = Field(SecretStr(""), validation_alias=AliasChoices("PARLEY_DATABASE_URL", "DATABASE_URL"))
    store_flush: Literal["process", "disk"] = "process"
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias=AliasChoices("PARLEY_LOG_LEVEL", "LOG_LEVEL")
    )
    log_format: Literal["auto", "json", "text"] = "auto"
    env: str = Field("production", validation_alias=AliasChoices("PARLEY_ENV", "NODE_ENV"))
    agent_id: str = Field("", validation_alias=AliasChoices("PARLEY_AGENT_ID", "AGENT_ID"))
    plugins: Annotated[tuple[str, ...], NoDecode] = ()
    allow_private_addresses: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = ()
    model_ports: Annotated[tuple[Annotated[int, Field(gt=0, le=_MAX_PORT)], ...], NoDecode] = _MODEL_PORTS
    allow_destructive_migrations: bool = Field(
        default=False,
        validation_alias=AliasChoices("PARLEY_ALLOW_DESTRUCTIVE_MIGRATIONS", "ELIZA_ALLOW_DESTRUCTIVE_MIGRATIONS"),
    )
    secret_key: SecretStr = SecretStr("")
    drain_grace: float = Field(10.0, ge=0, le=3600)
    keep_runs_days: float = Field(30.0, gt=0)
    keep_runs: int = Field(100_000, gt=0)
    keep_events_days: float = Field(7.0, gt=0)
    keep_events_mib: int = Field(1024, gt=0)

    @field_validator("plugins", "allow_private_addresses", "model_ports", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return {"trace": "debug", "warn": "warning"}.get(value.lower(), value.lower())

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url and not url.startswith(("postgresql://", "postgres://", "postgresql+asyncpg://")):
            # Only what stands before "://" is shown: the rest, or something pasted here by mistake, may be a secret.
            scheme, separator, _ = url.partition("://")
            given = repr(scheme) if separator else "this"
            raise ValueError(f"{given} is no database of ours: give postgresql://..., or nothing for SQLite")
        return value

    @field_validator("host")
    @classmethod
    def _loopback(cls, value: str) -> str:
        """Refuse every address but the loopback's while authentication is off (architecture, "Safe")."""
        if value == "localhost":
            return "127.0.0.1"
        try:
            if ipaddress.ip_address(value).is_loopback:
                return value
        except ValueError:
            pass
        raise ValueError(
            f"{value!r} is not a loopback address: without authentication the server listens on 127.0.0.1 or ::1 only"
        )

    @property
    def grace(self) -> timedelta:
        """Time for runs to end when the server stops."""
        return timedelta(seconds=self.drain_grace)


def environment() -> Mapping[str, str]:
    """Return the process environment as it is now; agents see only keys that their plugins declare."""
    return dict(os.environ)
