"""Requests are checked before they are converted: from descriptors and a few tables, with exact paths of fields."""

from parley_server.rpc.checks.walk import check_request

__all__ = ["check_request"]
