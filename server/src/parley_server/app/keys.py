"""The key that seals secrets: the operator's, else one made once in the data folder."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from parley_server.app.errors import BadFolder, BadKey
from parley_server.app.settings import Settings

_FILE = "secret.key"


def secret_key(settings: Settings) -> str:
    """Return PARLEY_SECRET_KEY, else the key in the data folder, which is made with mode 0600 when missing.

    Raises BadFolder when that is not possible, and BadKey for an empty file: what is sealed with no key is open to
    everybody.
    """
    given = settings.secret_key.get_secret_value()
    if given:
        return given
    path = settings.data / _FILE
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        key = path.read_text().strip()
    except OSError as error:
        raise BadFolder(settings.data, error) from None
    if not key:
        raise BadKey(path)
    return key


def _make(path: Path) -> None:
    # Under its name it is whole from the first moment on, whatever happens to us meanwhile.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.") as file:
        file.write(secrets.token_urlsafe(32))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):  # another server of this folder was faster
            os.link(file.name, path)
