"""Asyncio client of Parley: send messages to agents, watch their runs, keep agents.

async with ParleyClient("localhost:50051") as client:
    reply = await client.send("Juno", "Hello!")
    print(reply.text)
"""

from parley.v1.agents_pb2 import Agent, AgentSpec, Character
from parley.v1.common_pb2 import Content, Media
from parley.v1.memories_pb2 import Memory
from parley.v1.messages_pb2 import MessageOptions, MessageResult, Run, RunEvent, RunStatus
from parley_client.agents import AddedAgent
from parley_client.client import ParleyClient
from parley_client.errors import (
    Aborted,
    AlreadyExists,
    Cancelled,
    ContractViolation,
    DataLoss,
    DeadlineExceeded,
    EndMissing,
    FailedPrecondition,
    FieldViolation,
    Internal,
    InvalidArgument,
    NotFound,
    OutOfRange,
    ParleyClientError,
    ParleyRpcError,
    PermissionDenied,
    ResourceExhausted,
    RunNotEnded,
    SequenceGap,
    Unauthenticated,
    Unavailable,
    Unimplemented,
    Unknown,
)
from parley_client.pieces import TextPiece
from parley_client.replies import Reply
from parley_client.retry import RetryPolicy
from parley_client.runs import RunStream
from parley_client.statuses import error_from_status

__all__ = [
    "Aborted",
    "AddedAgent",
    "Agent",
    "AgentSpec",
    "AlreadyExists",
    "Cancelled",
    "Character",
    "Content",
    "ContractViolation",
    "DataLoss",
    "DeadlineExceeded",
    "EndMissing",
    "FailedPrecondition",
    "FieldViolation",
    "Internal",
    "InvalidArgument",
    "Media",
    "Memory",
    "MessageOptions",
    "MessageResult",
    "NotFound",
    "OutOfRange",
    "ParleyClient",
    "ParleyClientError",
    "ParleyRpcError",
    "PermissionDenied",
    "Reply",
    "ResourceExhausted",
    "RetryPolicy",
    "Run",
    "RunEvent",
    "RunNotEnded",
    "RunStatus",
    "RunStream",
    "SequenceGap",
    "TextPiece",
    "Unauthenticated",
    "Unavailable",
    "Unimplemented",
    "Unknown",
    "error_from_status",
]
