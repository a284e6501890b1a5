"""Protobuf to domain and back, one file per noun. Imported by `rpc/` and `app/` alone: below, nobody sees a message."""
