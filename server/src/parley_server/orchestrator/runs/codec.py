"""The bytes that runs are stored and sent in; made by `wire/`, injected here, so that nobody below sees a protobuf."""

from typing import Protocol

from parley_server.domain.runs import MessageRequest, MessageResult, OpenRunRequest, Run, RunEvent, RunInput


class RunCodec(Protocol):
    """Encodes and decodes what the run log keeps."""

    def encode_event(self, event: RunEvent) -> bytes:
        """Return the bytes of an event, as watchers get them."""
        ...

    def decode_outcome(self, data: bytes) -> tuple[Run, MessageResult]:
        """Read the run and its result back from the bytes of a terminal event."""
        ...

    def encode_input(self, run_input: RunInput) -> bytes:
        """Return the bytes of what a run needs to start."""
        ...

    def decode_input(self, data: bytes) -> RunInput:
        """Read back what a run needs to start."""
        ...

    def fingerprint(self, request: MessageRequest | OpenRunRequest) -> bytes:
        """Return a digest of a request's body without its request_id: equal bodies, equal digests."""
        ...
