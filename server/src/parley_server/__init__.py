"""The Parley server: hosts AI agents behind one gRPC contract."""
