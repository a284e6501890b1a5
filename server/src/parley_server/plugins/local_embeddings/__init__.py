"""local_embeddings: texts as vectors with no key and no network.

By the words and pieces of words in them, or by what they mean, where the user has a model on disk.
"""

from parley_server.plugins.local_embeddings.plugin import local_embeddings_plugin

__all__ = ["local_embeddings_plugin"]
