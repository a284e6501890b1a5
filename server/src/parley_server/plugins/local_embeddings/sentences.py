"""Texts as vectors by what they mean: a sentence transformer of the user's, run by ONNX Runtime.

Nothing is downloaded: both packages read the files that they are given. All functions here take their time; they are
called in threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from parley_server.domain.errors import ComponentFailed, ConfigurationMissing
from parley_server.plugins.local_embeddings.folders import ModelFiles, invalid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

# Vectors of other lengths cannot be stored.
DIMENSIONS = (384, 512, 768, 1024, 1536, 3072)
MAX_TOKENS = 512
# More never makes a difference: a token is rarely longer than this many letters.
_MAX_TEXT = MAX_TOKENS * 64
# Without an end to it, one text would take all of a large machine.
_MAX_THREADS = 4
_PROBE = "A sentence."
# The values of all tokens, as exporters call them; else the first output is taken for it.
_OUTPUTS = ("last_hidden_state", "token_embeddings")
_IDS, _MASK, _TYPES = "input_ids", "attention_mask", "token_type_ids"
_ERRORS_ALONE = 3


def check_installed() -> None:
    """Raise ConfigurationMissing where the packages of the extra are not there. Looks at files."""
    missing = [name for name in ("onnxruntime", "tokenizers", "numpy") if find_spec(name) is None]
    if missing:
        raise ConfigurationMissing(
            f"LOCAL_EMBEDDING_MODEL needs {' and '.join(missing)}: pip install 'parley[onnx]'", missing
        )


class SentenceModel:
    """A model that is loaded and works. Calls of `embed` from several threads do no harm."""

    def __init__(self, files: ModelFiles) -> None:
        """Load it and try it on a sentence. Raises InvalidField, which says what is wrong with the files."""
        self.name = files.name
        self._tokenizer = _loaded("tokenizer.json", lambda: _tokenizer(files))
        self._session = _loaded("model.onnx", lambda: _session(files))
        self._types = {given.name: _input_type(given.name, given.type) for given in self._session.get_inputs()}
        if _IDS not in self._types:
            raise invalid(f"the model has no input {_IDS}: it is no sentence transformer")
        names = [output.name for output in self._session.get_outputs()]
        self._output = next((name for name in _OUTPUTS if name in names), names[0])
        try:
            self.dimension = int(self._pooled(_PROBE).shape[0])
        except Exception as error:
            raise invalid(f"the model cannot be run: {_first_line(error)}") from error
        if self.dimension not in DIMENSIONS:
            *but_last, last = DIMENSIONS
            wanted = f"{', '.join(map(str, but_last))} or {last}"
            raise invalid(f"the vectors of the model have {self.dimension} dimensions, not {wanted}")

    def embed(self, text: str) -> tuple[float, ...]:
        """Return the vector of a text, of length 1; none for a text without a single sign.

        Of a long text the first 512 tokens count, or as many as the tokenizer's file says. Raises ComponentFailed.
        """
        import numpy as np

        # Half a surrogate pair is no Unicode, and comes all the same.
        clean = text.strip()[:_MAX_TEXT].encode("utf-8", "replace").decode()
        if not clean:
            return ()
        try:
            vector = self._pooled(clean)
        except Exception as error:
            raise ComponentFailed("local_embeddings", self.name, _first_line(error)) from error
        length = float(np.linalg.norm(vector))
        if not np.isfinite(length) or not length:
            raise ComponentFailed("local_embeddings", self.name, "the model gave no vector")
        return tuple((vector / length).tolist())

    def _pooled(self, text: str) -> NDArray[np.float64]:
        import numpy as np

        tokens = self._tokenizer.encode(text)
        known = {_IDS: tokens.ids, _MASK: tokens.attention_mask, _TYPES: tokens.type_ids}
        given = {name: np.array([known[name]], dtype=kind) for name, kind in self._types.items()}
        (hidden,) = self._session.run([self._output], given)
        return pool(hidden, tokens.attention_mask)


def pool(hidden: NDArray[np.float32], mask: list[int]) -> NDArray[np.float64]:
    """Return the mean of the values of those tokens that count; `hidden` is 1 by tokens by dimensions.

    Raises ValueError for an output of another form.
    """
    import numpy as np

    if hidden.ndim != 3 or hidden.shape[:2] != (1, len(mask)):
        raise ValueError(f"its output has the form {hidden.shape}, not (1, tokens, dimensions)")
    weights = np.asarray(mask, dtype=np.float64)
    mean: NDArray[np.float64] = weights @ hidden[0].astype(np.float64) / max(1.0, float(weights.sum()))
    return mean


def _loaded(what: str, load: Callable[[], Any]) -> Any:  # noqa: ANN401 ONNX Runtime has no types
    try:
        return load()
    except Exception as error:
        # What it says holds paths of this machine.
        raise invalid(f"{what} cannot be loaded ({type(error).__name__}): it is broken or of another kind") from error


def _tokenizer(files: ModelFiles) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(files.tokenizer))
    own = (tokenizer.truncation or {}).get("max_length", MAX_TOKENS)
    tokenizer.enable_truncation(max_length=min(own, MAX_TOKENS))
    # There is one text at a time.
    tokenizer.no_padding()
    return tokenizer


def _session(files: ModelFiles) -> Any:  # noqa: ANN401 ONNX Runtime has no types
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(_MAX_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    # Threads that wait for the next text must not take the processor from the server.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = _ERRORS_ALONE
    return onnxruntime.InferenceSession(str(files.model), options, providers=["CPUExecutionProvider"])


def _input_type(name: str, kind: str) -> str:
    types = {"tensor(int64)": "int64", "tensor(int32)": "int32"}
    if name not in {_IDS, _MASK, _TYPES} or kind not in types:
        raise invalid(f"the model has an input {name!r} of {kind}: it is no sentence transformer")
    return types[kind]


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:300] or type(error).__name__
