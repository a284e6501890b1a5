"""The classic: an implementation of ELIZA (1966). It answers without any model, key or network."""

from parley_server.plugins.classic.plugin import classic_plugin

__all__ = ["classic_plugin"]
