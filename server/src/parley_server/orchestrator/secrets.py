"""Secrets at rest: authenticated encryption in a marked format (architecture, "Safe from the first day")."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from parley_server.domain.errors import ConfigurationMissing

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_MARK = b"parley1:"


class SecretBox:
    """Seals and opens the secrets of characters. The key never leaves it."""

    def __init__(self, key: str) -> None:
        """Derive the encryption key from any text of enough entropy."""
        self._key = base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        """Return the secrets encrypted and marked; empty when there are none."""
        if not secrets:
            return b""
        return _MARK + self._cipher().encrypt(json.dumps(dict(secrets)).encode())

    def open(self, sealed: bytes) -> dict[str, str]:
        """Return what was sealed. Raises ConfigurationMissing when it was sealed with another key."""
        if not sealed:
            return {}
        from cryptography.fernet import InvalidToken

        try:
            opened: dict[str, str] = json.loads(self._cipher().decrypt(sealed.removeprefix(_MARK)))
        except InvalidToken:
            note = "the secrets of this agent were sealed with another key; set PARLEY_SECRET_KEY to that one"
            raise ConfigurationMissing(note, ["PARLEY_SECRET_KEY"]) from None
        return opened

    def is_marked(self, text: str) -> bool:
        """Tell whether a text looks like a sealed one; whether it is, opening tells."""
        return text.startswith(_MARK.decode())

    def _cipher(self) -> Fernet:
        from cryptography.fernet import Fernet

        return Fernet(self._key)
