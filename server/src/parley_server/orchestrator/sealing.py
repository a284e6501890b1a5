"""Secrets that agents are told while they run, one text at a time."""

from __future__ import annotations

from parley_server.domain.errors import ConfigurationMissing
from parley_server.orchestrator.old_secrets import open_old_secret
from parley_server.orchestrator.secrets import SecretBox


class BoxSealer:
    """Implements TextSealer with the box that seals the secrets of characters."""

    def __init__(self, box: SecretBox, salt: str = "") -> None:
        """Seal with this box; what elizaOS has sealed with this salt is opened, empty = its own default."""
        self._box = box
        self._salt = salt

    def seal(self, place: str, text: str) -> str:
        """Return a text encrypted and marked."""
        return self._box.seal({place: text}).decode()

    def open(self, place: str, text: str) -> str:
        """Return what was sealed for this place; see TextSealer."""
        if not self.is_marked(text):
            return open_old_secret(text, self._salt)
        return self._box.open(text.encode()).get(place, text)

    def is_marked(self, text: str) -> bool:
        """Tell whether a text looks like a sealed one."""
        return self._box.is_marked(text)

    def is_sealed(self, place: str, text: str) -> bool:
        """Tell whether a text was sealed for this place, with this key."""
        if not self.is_marked(text):
            return False
        try:
            return place in self._box.open(text.encode())
        except ConfigurationMissing:
            return False
