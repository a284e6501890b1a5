"""Where models lie: the folder that LOCAL_EMBEDDING_MODEL names.

The operator names any folder. A character or a client names one below the operator's folder of models: characters are
files that travel. What the operator set is not repeated in errors, which clients read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from parley_server.domain.errors import InvalidField
from parley_server.plugin_api import LayeredSetting, SettingLayer

MODEL_SETTING = "LOCAL_EMBEDDING_MODEL"

# The first that is there counts.
_MODELS = ("model.onnx", "onnx/model.onnx")
_TOKENIZER = "tokenizer.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """A model on disk: its name, which is its folder's, and its files, symlinks resolved."""

    name: str
    model: Path
    tokenizer: Path


def invalid(note: str) -> InvalidField:
    """Return the error that says what is wrong with the model."""
    return InvalidField(f"settings.{MODEL_SETTING}", note)


def find_model(setting: LayeredSetting, models: Path | None) -> ModelFiles:
    """Return the files of the model that the setting names; `models` is the operator's folder of models.

    Looks at the disk. Raises InvalidField, which says what is not there.
    """
    if not isinstance(setting.value, str):
        raise invalid("not the path of a folder")
    if setting.layer >= SettingLayer.ENVIRONMENT:
        below, where = None, "no such folder"
        folder = _resolved(Path(setting.value))
    else:
        below, where = _resolved(models), "no such folder in this server's folder of models"
        folder = None if below is None else _resolved(below / setting.value, below)
    if folder is None or not folder.is_dir():
        raise invalid(where)
    tokenizer = _file(folder / _TOKENIZER, below)
    if tokenizer is None:
        raise invalid(f"the folder has no {_TOKENIZER}")
    for name in _MODELS:
        if (model := _file(folder / name, below)) is not None:
            return ModelFiles(name=folder.name, model=model, tokenizer=tokenizer)
    raise invalid(f"the folder has no {' or '.join(_MODELS)}")


def _file(path: Path, below: Path | None) -> Path | None:
    found = _resolved(path, below)
    return found if found is not None and found.is_file() else None


def _resolved(path: Path | None, below: Path | None = None) -> Path | None:
    """Return what a path means, or None when it is not there or lies elsewhere than below that folder."""
    if path is None:
        return None
    try:
        found = path.expanduser().resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # missing, a null byte, a circle of symlinks or nobody's home
        return None
    return found if below is None or found.is_relative_to(below) else None
