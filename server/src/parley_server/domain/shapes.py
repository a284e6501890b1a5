"""What a model is asked to answer: the fields of an answer, apart from the syntax in which it writes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["text", "list", "flag"]
FieldValue = str | tuple[str, ...] | bool
Fields = Mapping[str, FieldValue]

# Legal as an XML tag, as a JSON key and as a parameter of a tool alike.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of an answer.

    `kind` is the type of the value: "text" a str, "list" a tuple of str, "flag" a bool. `description` tells a model
    what to write there. `choices` are the only values asked for; empty means any. `streamed` marks the field whose
    text goes to the user while the model is still writing.
    """

    name: str
    kind: FieldKind = "text"
    description: str = ""
    required: bool = False
    streamed: bool = False
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what some syntax could not carry. Raises ValueError."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"Not a field name: {self.name!r}")
        if self.streamed and self.kind != "text":
            raise ValueError(f"Only text can be streamed: {self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseShape:
    """The fields of an answer, in the order in which a model shall write them. `name` is the name of the whole."""

    fields: tuple[FieldSpec, ...]
    name: str = "response"

    def __post_init__(self) -> None:
        """Refuse an ambiguous shape. Raises ValueError."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"Not a shape name: {self.name!r}")
        names = [spec.name for spec in self.fields]
        if len(set(names)) < len(names):
            raise ValueError(f"A field name occurs twice: {names}")
        if sum(spec.streamed for spec in self.fields) > 1:
            raise ValueError("Only one field can be streamed")

    @property
    def streamed(self) -> FieldSpec | None:
        """The field whose text is streamed, or None when nothing of the answer is for the user's eyes."""
        return next((spec for spec in self.fields if spec.streamed), None)

    def find(self, name: str) -> FieldSpec | None:
        """Return the field called `name`, or None."""
        return next((spec for spec in self.fields if spec.name == name), None)

    def missing(self, values: Fields) -> tuple[str, ...]:
        """Return the names of the required fields that `values` lacks, in order.

        A required text must not be empty; a list or a flag only has to be there (reference-values 2.1, step 12).
        """
        return tuple(spec.name for spec in self.fields if spec.required and values.get(spec.name, "") == "")


RESPOND_SHAPE = ResponseShape(
    name="respond_decision",
    fields=(
        FieldSpec(name="name", description="Your own name."),
        FieldSpec(name="reasoning", description="In one sentence, why you decide so."),
        FieldSpec(
            name="action",
            description="What to do about the message.",
            required=True,
            choices=("RESPOND", "IGNORE", "STOP"),
        ),
    ),
)
"""The decision whether to answer a message at all (reference-values 2.1, step 11)."""

PLAN_SHAPE = ResponseShape(
    name="response_plan",
    fields=(
        FieldSpec(name="thought", description="What you think about the message and plan to do.", required=True),
        FieldSpec(name="actions", kind="list", description="The actions to take, in order.", required=True),
        FieldSpec(name="providers", kind="list", description="The providers whose context you need, if any."),
        FieldSpec(name="text", description="What you say to the user.", streamed=True),
    ),
)
"""The plan of a reply: what to think, do, look up and say (reference-values 2.1, step 12)."""
