"""The Parley server: hosts AI agents behind one gRPC contract."""

__version__ = "0.1.0"
