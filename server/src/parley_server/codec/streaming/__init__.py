"""Extractors: a model's output goes in as it is written, text for a user comes out (reference-values 2.5)."""

from parley_server.codec.streaming.action import ActionStreamFilter
from parley_server.codec.streaming.extractor import (
    MAX_BUFFER,
    MAX_CHUNK,
    SAFE_MARGIN,
    MarkableExtractor,
    PassthroughExtractor,
    StreamError,
    StreamErrorCode,
    StreamExtractor,
)
from parley_server.codec.streaming.response import ResponseStreamExtractor
from parley_server.codec.streaming.tag import XmlTagExtractor, extract_tag

__all__ = [
    "MAX_BUFFER",
    "MAX_CHUNK",
    "SAFE_MARGIN",
    "ActionStreamFilter",
    "MarkableExtractor",
    "PassthroughExtractor",
    "ResponseStreamExtractor",
    "StreamError",
    "StreamErrorCode",
    "StreamExtractor",
    "XmlTagExtractor",
    "extract_tag",
]
