"""Where scripts come from: Parley's own, and files below a folder that the operator names."""

import asyncio
from importlib.resources import files
from pathlib import Path

from parley_server.domain.errors import InvalidField, TooLarge
from parley_server.plugins.classic.expressions import MAX_CHARACTERS, ScriptError
from parley_server.plugins.classic.loading import load_script
from parley_server.plugins.classic.script import Script

MAX_BYTES = MAX_CHARACTERS
OWN_SCRIPT = "scripts/listener.script"


class Library:
    """Loads scripts by the value of the setting `setting`; paths must lie, symlinks resolved, below `folder`."""

    def __init__(self, *, setting: str, folder: Path | None) -> None:
        """Without a folder there is Parley's own script alone."""
        self._field = f"settings.{setting}"
        self._folder = folder
        self._own: Script | None = None

    async def load(self, path: str) -> Script:
        """Return the script at `path`, relative to the folder; Parley's own for "". Reads the disk beside the loop.

        Raises:
            InvalidField: There is no such file below the folder, or it holds no script; the note says why.
            TooLarge: The file has more than `MAX_BYTES`.
        """
        if path:
            return await asyncio.to_thread(self._read, path)
        if self._own is None:
            self._own = await asyncio.to_thread(_read_own)
        return self._own

    def _read(self, path: str) -> Script:
        file = self._find(path)
        if file is None:
            raise InvalidField(self._field, f"no script {path!r} in this server's folder of scripts")
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                raise TooLarge(self._field, limit=MAX_BYTES, unit="bytes")
            return load_script(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise InvalidField(self._field, f"{path!r} is not UTF-8 text") from None
        except OSError as error:
            raise InvalidField(self._field, f"{path!r} cannot be read: {error.strerror}") from error
        except ScriptError as error:
            raise InvalidField(self._field, f"{path!r}, {error}") from error

    def _find(self, path: str) -> Path | None:
        """Return the regular file that `path` means, or None when it is not there or lies elsewhere."""
        if self._folder is None:
            return None
        try:
            folder = self._folder.resolve(strict=True)
            file = (folder / path).resolve(strict=True)
        except (OSError, ValueError, RuntimeError):  # missing, a null byte, a circle of symlinks
            return None
        return file if file.is_relative_to(folder) and file.is_file() else None


def _read_own() -> Script:
    return load_script(files(__package__).joinpath(OWN_SCRIPT).read_text(encoding="utf-8"))
