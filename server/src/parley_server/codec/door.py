"""The door of the codecs: one protocol for every syntax in which a model can be asked to answer."""

from typing import Protocol

from parley_server.codec.streaming import StreamExtractor
from parley_server.domain.shapes import Fields, ResponseShape

ACTIONS_FIELD = "actions"
"""The list field that by default decides whether text may be shown while it is written."""


class ResponseCodec(Protocol):
    """One syntax for answers. Stateless, so one instance serves every agent; the syntax is chosen per model.

    Whatever the syntax, `stream` and `parse` agree: the pieces that a stream yields are, once concatenated, either
    nothing at all or exactly the streamed field of what `parse` returns for the whole output
    (reference-values, section A, "streamed and final text").
    """

    @property
    def name(self) -> str:
        """The name under which settings and logs know this syntax."""
        ...

    def instructions(self, shape: ResponseShape) -> str:
        """Return what goes into a prompt, so that a model answers with the fields of `shape` in this syntax."""
        ...

    def is_asked_for_in(self, template: str) -> bool:
        """Tell whether a template of somebody else's asks for this syntax by itself, so that `instructions` may go."""
        ...

    def repair_hint(self, shape: ResponseShape) -> str:
        """Return what goes into a prompt after an answer that could not be read; it names the syntax read here."""
        ...

    def parse(self, text: str, shape: ResponseShape) -> Fields | None:
        """Return the fields of a model's whole output, or None when it holds none.

        An output that was cut off yields what is there, so that it agrees with what was streamed. Whether required
        fields are there is asked of the shape (`ResponseShape.missing`), whether the end is there of `is_complete`.
        """
        ...

    def is_complete(self, text: str, shape: ResponseShape) -> bool:
        """Tell whether the model finished its answer. False for an output that was cut off, or that is no answer."""
        ...

    def stream(self, shape: ResponseShape, *, gate: str | None = ACTIONS_FIELD) -> StreamExtractor:
        """Return a new extractor of the streamed field of `shape`; it never yields anything when there is none.

        `gate` names the list field that decides: text is shown only when that list is REPLY alone, or is missing.
        None shows the text in any case, and so does a `gate` that `shape` does not have.
        """
        ...
