"""local_embeddings: texts as vectors by the words and pieces of words in them, with no key, network or model file."""

from parley_server.plugins.local_embeddings.plugin import local_embeddings_plugin

__all__ = ["local_embeddings_plugin"]
