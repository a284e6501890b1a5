"""What of a memory becomes its vector."""

from hashlib import sha256

from parley_server.domain.content import Memory
from parley_server.domain.embeddings import EmbeddingPriority
from parley_server.domain.errors import InvalidField


def text_of(memory: Memory) -> str:
    """Return the text of a memory; empty when there is nothing to be read in it."""
    text = memory.content.text
    return "" if text.isspace() else text


def hash_of(text: str) -> bytes:
    """Return the key of a text in the cache; half a surrogate pair is no Unicode, and comes all the same."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


def priority_of(word: EmbeddingPriority | str) -> EmbeddingPriority:
    """Return a priority by its word: "high", "normal" or "low" (document 3). Raises InvalidField for another one."""
    if isinstance(word, EmbeddingPriority):
        return word
    try:
        return EmbeddingPriority[word.upper()]
    except KeyError:
        raise InvalidField("priority", 'not "high", "normal" or "low"') from None
