"""The form of an archived log."""

from hypothesis import given, settings
from hypothesis import strategies as st

from parley_server.storage.runs import LogRecord
from parley_server.storage.sql.run_log import pack, unpack

# No deadline: a busy machine is no fault of the code.
CASES = settings(deadline=None, max_examples=50)

RECORD = st.builds(LogRecord, sequence=st.integers(0, 2**63 - 1), data=st.binary(max_size=50))


@CASES
@given(st.lists(RECORD, max_size=20))
def test_what_is_packed_is_unpacked(records: list[LogRecord]) -> None:
    assert list(unpack(pack(records))) == records


def test_the_form_is_what_earlier_releases_wrote() -> None:
    stored = bytes.fromhex("789c636000034606549a392bbf120002dc0158")
    assert list(unpack(stored)) == [LogRecord(sequence=1, data=b""), LogRecord(sequence=2**32, data=b"joy")]
