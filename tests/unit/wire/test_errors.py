import re
from datetime import timedelta
from pathlib import Path

import pytest
from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.v1 import errors_pb2
from parley_server.domain import errors
from parley_server.domain.errors import FieldProblem, InvalidField, Overloaded, ParleyError
from parley_server.wire.errors import CODES, error_to_status, failure_to_status, internal_status, status_to_failure
from tests.fakes import strategies
from tests.fakes.serving import find_detail

PROTO = Path(__file__).parents[3] / "proto/parley/v1/errors.proto"
REASON = re.compile(r"// ([A-Z_]+)[:,][^\n]*\n(?: *//[^\n]*\n)* *ERROR_REASON_([A-Z_]+) = ")


def test_the_table_says_what_the_contract_says() -> None:
    told = {reason: code_pb2.Code.Value(code) for code, reason in REASON.findall(PROTO.read_text())}

    assert told == CODES
    assert len(told) == len(errors_pb2.ErrorReason.items()) - 1


def subclasses(kind: type[ParleyError]) -> list[type[ParleyError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in subclasses(child))]


def test_every_domain_error_has_a_reason_of_the_contract() -> None:
    kinds = [kind for kind in subclasses(ParleyError)[1:] if kind.__module__ == errors.__name__]

    assert len(kinds) > 20
    assert {kind.reason for kind in kinds} <= CODES.keys()


def detail(status: status_pb2.Status, kind: type[Message]) -> Message | None:
    return find_detail(status.details, kind)


def test_an_invalid_field_is_named() -> None:
    status = error_to_status(InvalidField("message.room_id", "not an id"))

    bad = find_detail(status.details, error_details_pb2.BadRequest)
    assert status.code == code_pb2.INVALID_ARGUMENT
    assert bad is not None
    assert [(item.field, item.description) for item in bad.field_violations] == [("message.room_id", "not an id")]
    assert detail(status, error_details_pb2.RetryInfo) is None


def test_a_retryable_error_says_when_to_come_back() -> None:
    retry = find_detail(error_to_status(Overloaded("runs", 5)).details, error_details_pb2.RetryInfo)

    assert retry is not None
    assert retry.retry_delay.seconds == 1


def test_a_fault_of_the_server_has_an_id_and_no_reason() -> None:
    status = internal_status("req-1")

    request = find_detail(status.details, error_details_pb2.RequestInfo)
    assert status.code == code_pb2.INTERNAL
    assert request is not None
    assert request.request_id == "req-1"
    assert detail(status, error_details_pb2.ErrorInfo) is None
    assert status_to_failure(status).metadata == {"request_id": "req-1"}


@settings(deadline=None)
@given(failure=strategies.failures)
def test_failures_come_back(failure: errors.Failure) -> None:
    assert status_to_failure(failure_to_status(failure)) == failure


class AnyError(ParleyError):
    reason = "CONFIGURATION_MISSING"


@settings(deadline=None)
@given(
    message=st.text(max_size=5000),
    problems=st.lists(st.builds(FieldProblem, field=st.text(max_size=900), note=st.text(max_size=900)), max_size=30),
    metadata=st.dictionaries(st.text(max_size=200), st.text(max_size=3000), max_size=20),
)
def test_whatever_is_said_fits_into_the_metadata_of_a_call(
    message: str, problems: list[FieldProblem], metadata: dict[str, str]
) -> None:
    error = AnyError(message, problems=problems, metadata=metadata, retry_after=timedelta(seconds=3))

    status = error_to_status(error)

    assert len(status.message.encode()) <= 1024
    assert sum(item.ByteSize() for item in status.details) <= 4096
    info = find_detail(status.details, error_details_pb2.ErrorInfo)
    assert info is not None
    assert info.reason == "CONFIGURATION_MISSING"
    assert detail(status, error_details_pb2.RetryInfo) is not None


@pytest.mark.parametrize(("code", "reason"), [(code_pb2.NOT_FOUND, "NOT_FOUND"), (77, "INTERNAL")])
def test_a_status_from_elsewhere_keeps_its_code_as_reason(code: int, reason: str) -> None:
    assert status_to_failure(status_pb2.Status(code=code, message="x")).reason == reason
