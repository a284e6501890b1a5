from pathlib import Path

import pytest
from google.protobuf.message import Message
from google.rpc import error_details_pb2
from grpc import StatusCode, aio

from parley_server.rpc.methods import SERVICES, Method, methods_of
from parley_server.rpc.unimplemented import BEGIN, END, is_implemented, main, unimplemented
from tests.fakes.calls import call_method
from tests.fakes.serving import Served, detail_of

ALL = [method for service in SERVICES for method in methods_of(service)]
EXPECTED = {
    "BusService": (
        "Exchange Publish Subscribe Acknowledge ListEvents CreateSubscription GetSubscription ListSubscriptions"
        " UpdateSubscription SeekSubscription DeleteSubscription ListDeadLetters RedriveDeadLetters"
        " DiscardDeadLetters GetBusMetrics"
    ),
    "MessageService": (
        "HandleMessage StreamMessage HandleMessages SubmitMessage WatchRun GetRun ListRuns CancelRun BeginRun EndRun"
    ),
    "RuntimeService": (
        "GetServerInfo AddAgents GetAgent ListAgents StartAgents StopAgents DeleteAgents CheckHealth ListComponents"
        " UpdateAgent SetEditableMode ValidateApiKeys"
        " CallService CallRoute GetSettings GetActionResults UseModel StreamModel"
        " ComposeState ProcessActions"
    ),
}


def test_what_is_there_is_what_is_meant_to_be() -> None:
    there = {f"{method.service}/{method.name}" for method in ALL if is_implemented(method)}

    assert there == {f"parley.v1.{name}/{rpc}" for name, rpcs in EXPECTED.items() for rpc in rpcs.split()}


@pytest.mark.parametrize("method", list(unimplemented()), ids=lambda method: method.path)
async def test_each_of_the_others_answers_not_implemented(served: Served, method: Method) -> None:
    with pytest.raises(aio.AioRpcError) as caught:
        await call_method(served.channel, method, [method.request().SerializeToString()])

    info = detail_of(caught.value, error_details_pb2.ErrorInfo)
    assert caught.value.code() is StatusCode.UNIMPLEMENTED
    assert info is not None
    assert (info.reason, info.metadata["feature"]) == ("NOT_IMPLEMENTED", method.path[1:])


def test_the_table_is_printed_written_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"# A page\n{BEGIN}\nold\n{END}\nthe rest\n")

    assert main([]) == 0
    table = capsys.readouterr().out
    assert main(["--check", str(page)]) == 1
    assert main(["--write", str(page)]) == 0
    assert main(["--check", str(page)]) == 0

    assert page.read_text() == f"# A page\n{BEGIN}\n{table}{END}\nthe rest\n"
    assert "| `ChannelService` | none | " in table
    assert "Message" not in capsys.readouterr().out


def test_a_page_without_markers_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("# A page\n")

    with pytest.raises(ValueError, match="rpc-table"):
        main(["--check", str(page)])


def test_every_message_of_the_contract_can_be_made() -> None:
    assert all(issubclass(kind, Message) for method in ALL for kind in (method.request, method.response))
