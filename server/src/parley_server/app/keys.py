"""The key that seals secrets: the operator's, else one made once in the data folder."""

import os
import secrets
from pathlib import Path

from parley_server.app.errors import DataFolderUnusable
from parley_server.app.settings import Settings

KEY_FILE = "secret.key"


def secret_key(settings: Settings) -> str:
    """Return PARLEY_SECRET_KEY, else the key in the data folder, which is made with mode 0600 when missing.

    Raises DataFolderUnusable.
    """
    given = settings.secret_key.get_secret_value()
    if given:
        return given
    path = settings.data / KEY_FILE
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        return path.read_text().strip()
    except OSError as error:
        raise DataFolderUnusable(settings.data, error.strerror or str(error)) from None


def _make(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another server of this folder was faster
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(32))
