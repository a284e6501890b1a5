"""What a server tells about itself and about the health of its agents."""

from parley.v1 import common_pb2, runtime_pb2
from parley_server.domain.agents import AgentHealth
from parley_server.domain.server import ServerInfo
from parley_server.wire.times import seconds_to_proto


def health_to_proto(health: AgentHealth) -> runtime_pb2.AgentHealth:
    """Return how an agent is doing."""
    return runtime_pb2.AgentHealth(
        agent_id=health.agent_id,
        alive=health.alive,
        responsive=health.responsive,
        memory_bytes=health.memory_bytes,
        uptime=None if health.uptime is None else seconds_to_proto(health.uptime),
        ready=health.ready,
        problems=health.problems,
    )


def server_info_to_proto(info: ServerInfo) -> runtime_pb2.GetServerInfoResponse:
    """Return what a server tells about itself."""
    return runtime_pb2.GetServerInfoResponse(
        server_version=info.server_version,
        protocol=common_pb2.ProtocolVersion(major=info.protocol_major, minor=info.protocol_minor),
        capabilities=info.capabilities,
        limits=info.limits,
        sizes=info.sizes,
        endpoints=info.endpoints,
        editable=info.editable,
        store_flush=info.store_flush,
    )
