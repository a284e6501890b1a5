"""Tiny sentence transformers: a table of vectors by word, as ONNX, and the tokenizer that goes with it.

The file is written field by field (onnx.proto): the package that does so is larger than all others here together.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

WORDS = ("[UNK]", "cat", "kitten", "train")
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_FLOAT, _INT64 = 1, 7


def write_model(
    folder: Path,
    dimension: int = 384,
    *,
    at: str = "model.onnx",
    inputs: Sequence[str] = INPUTS,
    value: float | None = None,
    pooled: bool = False,
) -> Path:
    """Write a model with its tokenizer and return its folder.

    The vector of the word n of WORDS is 1 at n and 2 at the end, or `value` everywhere. A `pooled` one sums up its
    words by itself and has one vector a text.
    """
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    (folder / at).parent.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / at).write_bytes(_model(dimension, inputs, value, pooled=pooled))
    return folder


def row(number: int, dimension: int) -> list[float]:
    """Return the vector of a word."""
    return [float(place == number) + 2.0 * (place == dimension - 1) for place in range(dimension)]


def _model(dimension: int, inputs: Sequence[str], value: float | None, *, pooled: bool) -> bytes:
    rows = [[value] * dimension if value is not None else row(number, dimension) for number in range(len(WORDS))]
    table = [number for one in rows for number in one]
    output = "words" if pooled else "last_hidden_state"
    nodes = _field(1, _node("Gather", ["table", inputs[0]], output))
    if pooled:
        nodes += _field(1, _node("ReduceMax", ["words"], "sentence_embedding"))
    graph = (
        nodes
        + _field(2, b"words")
        + _field(5, _tensor("table", (len(WORDS), dimension), table))
        + b"".join(_field(11, _value(name, _INT64, ("batch", "tokens"))) for name in inputs)
    )
    graph += (
        _field(12, _value("sentence_embedding", _FLOAT, ("a", "b", "c")))
        if pooled
        else _field(12, _value(output, _FLOAT, ("batch", "tokens", dimension)))
    )
    return _number(1, 8) + _field(7, graph) + _field(8, _field(1, b"") + _number(2, 13))


def _node(operator: str, inputs: Sequence[str], output: str) -> bytes:
    return (
        b"".join(_field(1, name.encode()) for name in inputs)
        + _field(2, output.encode())
        + _field(4, operator.encode())
    )


def _tensor(name: str, shape: Sequence[int], values: Sequence[float]) -> bytes:
    raw = struct.pack(f"<{len(values)}f", *values)
    return b"".join(_number(1, size) for size in shape) + _number(2, _FLOAT) + _field(8, name.encode()) + _field(9, raw)


def _value(name: str, kind: int, shape: Sequence[int | str]) -> bytes:
    sizes = b"".join(
        _field(1, _number(1, size) if isinstance(size, int) else _field(2, size.encode())) for size in shape
    )
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind) + _field(2, sizes)))


def _field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    data = bytearray()
    while value > 127:
        data.append(value & 127 | 128)
        value >>= 7
    return bytes([*data, value])
