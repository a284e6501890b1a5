package io.parley.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Worlds hold rooms, rooms hold participants, participants are entities. All of it, relationships and components too,
 * is seen from one agent and keyed by (tenant, agent, id): two agents may use one room id and see two rooms.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class WorldServiceGrpc {

  private WorldServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "parley.v1.WorldService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.parley.v1.EnsureConnectionRequest,
      io.parley.v1.EnsureConnectionResponse> getEnsureConnectionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "EnsureConnection",
      requestType = io.parley.v1.EnsureConnectionRequest.class,
      responseType = io.parley.v1.EnsureConnectionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.EnsureConnectionRequest,
      io.parley.v1.EnsureConnectionResponse> getEnsureConnectionMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.EnsureConnectionRequest, io.parley.v1.EnsureConnectionResponse> getEnsureConnectionMethod;
    if ((getEnsureConnectionMethod = WorldServiceGrpc.getEnsureConnectionMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getEnsureConnectionMethod = WorldServiceGrpc.getEnsureConnectionMethod) == null) {
          WorldServiceGrpc.getEnsureConnectionMethod = getEnsureConnectionMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.EnsureConnectionRequest, io.parley.v1.EnsureConnectionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "EnsureConnection"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.EnsureConnectionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.EnsureConnectionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("EnsureConnection"))
              .build();
        }
      }
    }
    return getEnsureConnectionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.EnsureConnectionsRequest,
      io.parley.v1.EnsureConnectionsResponse> getEnsureConnectionsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "EnsureConnections",
      requestType = io.parley.v1.EnsureConnectionsRequest.class,
      responseType = io.parley.v1.EnsureConnectionsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.EnsureConnectionsRequest,
      io.parley.v1.EnsureConnectionsResponse> getEnsureConnectionsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.EnsureConnectionsRequest, io.parley.v1.EnsureConnectionsResponse> getEnsureConnectionsMethod;
    if ((getEnsureConnectionsMethod = WorldServiceGrpc.getEnsureConnectionsMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getEnsureConnectionsMethod = WorldServiceGrpc.getEnsureConnectionsMethod) == null) {
          WorldServiceGrpc.getEnsureConnectionsMethod = getEnsureConnectionsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.EnsureConnectionsRequest, io.parley.v1.EnsureConnectionsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "EnsureConnections"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.EnsureConnectionsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.EnsureConnectionsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("EnsureConnections"))
              .build();
        }
      }
    }
    return getEnsureConnectionsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CreateWorldRequest,
      io.parley.v1.CreateWorldResponse> getCreateWorldMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateWorld",
      requestType = io.parley.v1.CreateWorldRequest.class,
      responseType = io.parley.v1.CreateWorldResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CreateWorldRequest,
      io.parley.v1.CreateWorldResponse> getCreateWorldMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CreateWorldRequest, io.parley.v1.CreateWorldResponse> getCreateWorldMethod;
    if ((getCreateWorldMethod = WorldServiceGrpc.getCreateWorldMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getCreateWorldMethod = WorldServiceGrpc.getCreateWorldMethod) == null) {
          WorldServiceGrpc.getCreateWorldMethod = getCreateWorldMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CreateWorldRequest, io.parley.v1.CreateWorldResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateWorld"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateWorldRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateWorldResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("CreateWorld"))
              .build();
        }
      }
    }
    return getCreateWorldMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListWorldsRequest,
      io.parley.v1.ListWorldsResponse> getListWorldsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListWorlds",
      requestType = io.parley.v1.ListWorldsRequest.class,
      responseType = io.parley.v1.ListWorldsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListWorldsRequest,
      io.parley.v1.ListWorldsResponse> getListWorldsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListWorldsRequest, io.parley.v1.ListWorldsResponse> getListWorldsMethod;
    if ((getListWorldsMethod = WorldServiceGrpc.getListWorldsMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getListWorldsMethod = WorldServiceGrpc.getListWorldsMethod) == null) {
          WorldServiceGrpc.getListWorldsMethod = getListWorldsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListWorldsRequest, io.parley.v1.ListWorldsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListWorlds"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListWorldsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListWorldsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("ListWorlds"))
              .build();
        }
      }
    }
    return getListWorldsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UpdateWorldRequest,
      io.parley.v1.UpdateWorldResponse> getUpdateWorldMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateWorld",
      requestType = io.parley.v1.UpdateWorldRequest.class,
      responseType = io.parley.v1.UpdateWorldResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UpdateWorldRequest,
      io.parley.v1.UpdateWorldResponse> getUpdateWorldMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UpdateWorldRequest, io.parley.v1.UpdateWorldResponse> getUpdateWorldMethod;
    if ((getUpdateWorldMethod = WorldServiceGrpc.getUpdateWorldMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getUpdateWorldMethod = WorldServiceGrpc.getUpdateWorldMethod) == null) {
          WorldServiceGrpc.getUpdateWorldMethod = getUpdateWorldMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UpdateWorldRequest, io.parley.v1.UpdateWorldResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateWorld"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateWorldRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateWorldResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("UpdateWorld"))
              .build();
        }
      }
    }
    return getUpdateWorldMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteWorldRequest,
      io.parley.v1.DeleteWorldResponse> getDeleteWorldMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteWorld",
      requestType = io.parley.v1.DeleteWorldRequest.class,
      responseType = io.parley.v1.DeleteWorldResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteWorldRequest,
      io.parley.v1.DeleteWorldResponse> getDeleteWorldMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteWorldRequest, io.parley.v1.DeleteWorldResponse> getDeleteWorldMethod;
    if ((getDeleteWorldMethod = WorldServiceGrpc.getDeleteWorldMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getDeleteWorldMethod = WorldServiceGrpc.getDeleteWorldMethod) == null) {
          WorldServiceGrpc.getDeleteWorldMethod = getDeleteWorldMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteWorldRequest, io.parley.v1.DeleteWorldResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteWorld"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteWorldRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteWorldResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("DeleteWorld"))
              .build();
        }
      }
    }
    return getDeleteWorldMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CreateRoomsRequest,
      io.parley.v1.CreateRoomsResponse> getCreateRoomsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateRooms",
      requestType = io.parley.v1.CreateRoomsRequest.class,
      responseType = io.parley.v1.CreateRoomsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CreateRoomsRequest,
      io.parley.v1.CreateRoomsResponse> getCreateRoomsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CreateRoomsRequest, io.parley.v1.CreateRoomsResponse> getCreateRoomsMethod;
    if ((getCreateRoomsMethod = WorldServiceGrpc.getCreateRoomsMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getCreateRoomsMethod = WorldServiceGrpc.getCreateRoomsMethod) == null) {
          WorldServiceGrpc.getCreateRoomsMethod = getCreateRoomsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CreateRoomsRequest, io.parley.v1.CreateRoomsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateRooms"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateRoomsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateRoomsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("CreateRooms"))
              .build();
        }
      }
    }
    return getCreateRoomsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListRoomsRequest,
      io.parley.v1.ListRoomsResponse> getListRoomsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRooms",
      requestType = io.parley.v1.ListRoomsRequest.class,
      responseType = io.parley.v1.ListRoomsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListRoomsRequest,
      io.parley.v1.ListRoomsResponse> getListRoomsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListRoomsRequest, io.parley.v1.ListRoomsResponse> getListRoomsMethod;
    if ((getListRoomsMethod = WorldServiceGrpc.getListRoomsMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getListRoomsMethod = WorldServiceGrpc.getListRoomsMethod) == null) {
          WorldServiceGrpc.getListRoomsMethod = getListRoomsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListRoomsRequest, io.parley.v1.ListRoomsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRooms"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListRoomsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListRoomsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("ListRooms"))
              .build();
        }
      }
    }
    return getListRoomsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UpdateRoomRequest,
      io.parley.v1.UpdateRoomResponse> getUpdateRoomMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateRoom",
      requestType = io.parley.v1.UpdateRoomRequest.class,
      responseType = io.parley.v1.UpdateRoomResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UpdateRoomRequest,
      io.parley.v1.UpdateRoomResponse> getUpdateRoomMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UpdateRoomRequest, io.parley.v1.UpdateRoomResponse> getUpdateRoomMethod;
    if ((getUpdateRoomMethod = WorldServiceGrpc.getUpdateRoomMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getUpdateRoomMethod = WorldServiceGrpc.getUpdateRoomMethod) == null) {
          WorldServiceGrpc.getUpdateRoomMethod = getUpdateRoomMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UpdateRoomRequest, io.parley.v1.UpdateRoomResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateRoom"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateRoomRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateRoomResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("UpdateRoom"))
              .build();
        }
      }
    }
    return getUpdateRoomMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteRoomRequest,
      io.parley.v1.DeleteRoomResponse> getDeleteRoomMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteRoom",
      requestType = io.parley.v1.DeleteRoomRequest.class,
      responseType = io.parley.v1.DeleteRoomResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteRoomRequest,
      io.parley.v1.DeleteRoomResponse> getDeleteRoomMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteRoomRequest, io.parley.v1.DeleteRoomResponse> getDeleteRoomMethod;
    if ((getDeleteRoomMethod = WorldServiceGrpc.getDeleteRoomMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getDeleteRoomMethod = WorldServiceGrpc.getDeleteRoomMethod) == null) {
          WorldServiceGrpc.getDeleteRoomMethod = getDeleteRoomMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteRoomRequest, io.parley.v1.DeleteRoomResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteRoom"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteRoomRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteRoomResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("DeleteRoom"))
              .build();
        }
      }
    }
    return getDeleteRoomMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.AddParticipantsRequest,
      io.parley.v1.AddParticipantsResponse> getAddParticipantsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddParticipants",
      requestType = io.parley.v1.AddParticipantsRequest.class,
      responseType = io.parley.v1.AddParticipantsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.AddParticipantsRequest,
      io.parley.v1.AddParticipantsResponse> getAddParticipantsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.AddParticipantsRequest, io.parley.v1.AddParticipantsResponse> getAddParticipantsMethod;
    if ((getAddParticipantsMethod = WorldServiceGrpc.getAddParticipantsMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getAddParticipantsMethod = WorldServiceGrpc.getAddParticipantsMethod) == null) {
          WorldServiceGrpc.getAddParticipantsMethod = getAddParticipantsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.AddParticipantsRequest, io.parley.v1.AddParticipantsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddParticipants"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AddParticipantsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AddParticipantsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("AddParticipants"))
              .build();
        }
      }
    }
    return getAddParticipantsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.RemoveParticipantsRequest,
      io.parley.v1.RemoveParticipantsResponse> getRemoveParticipantsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RemoveParticipants",
      requestType = io.parley.v1.RemoveParticipantsRequest.class,
      responseType = io.parley.v1.RemoveParticipantsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.RemoveParticipantsRequest,
      io.parley.v1.RemoveParticipantsResponse> getRemoveParticipantsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.RemoveParticipantsRequest, io.parley.v1.RemoveParticipantsResponse> getRemoveParticipantsMethod;
    if ((getRemoveParticipantsMethod = WorldServiceGrpc.getRemoveParticipantsMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getRemoveParticipantsMethod = WorldServiceGrpc.getRemoveParticipantsMethod) == null) {
          WorldServiceGrpc.getRemoveParticipantsMethod = getRemoveParticipantsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.RemoveParticipantsRequest, io.parley.v1.RemoveParticipantsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RemoveParticipants"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.RemoveParticipantsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.RemoveParticipantsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("RemoveParticipants"))
              .build();
        }
      }
    }
    return getRemoveParticipantsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListParticipantsRequest,
      io.parley.v1.ListParticipantsResponse> getListParticipantsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListParticipants",
      requestType = io.parley.v1.ListParticipantsRequest.class,
      responseType = io.parley.v1.ListParticipantsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListParticipantsRequest,
      io.parley.v1.ListParticipantsResponse> getListParticipantsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListParticipantsRequest, io.parley.v1.ListParticipantsResponse> getListParticipantsMethod;
    if ((getListParticipantsMethod = WorldServiceGrpc.getListParticipantsMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getListParticipantsMethod = WorldServiceGrpc.getListParticipantsMethod) == null) {
          WorldServiceGrpc.getListParticipantsMethod = getListParticipantsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListParticipantsRequest, io.parley.v1.ListParticipantsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListParticipants"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListParticipantsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListParticipantsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("ListParticipants"))
              .build();
        }
      }
    }
    return getListParticipantsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.SetParticipantStateRequest,
      io.parley.v1.SetParticipantStateResponse> getSetParticipantStateMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SetParticipantState",
      requestType = io.parley.v1.SetParticipantStateRequest.class,
      responseType = io.parley.v1.SetParticipantStateResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.SetParticipantStateRequest,
      io.parley.v1.SetParticipantStateResponse> getSetParticipantStateMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.SetParticipantStateRequest, io.parley.v1.SetParticipantStateResponse> getSetParticipantStateMethod;
    if ((getSetParticipantStateMethod = WorldServiceGrpc.getSetParticipantStateMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getSetParticipantStateMethod = WorldServiceGrpc.getSetParticipantStateMethod) == null) {
          WorldServiceGrpc.getSetParticipantStateMethod = getSetParticipantStateMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.SetParticipantStateRequest, io.parley.v1.SetParticipantStateResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SetParticipantState"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SetParticipantStateRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SetParticipantStateResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("SetParticipantState"))
              .build();
        }
      }
    }
    return getSetParticipantStateMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CreateEntitiesRequest,
      io.parley.v1.CreateEntitiesResponse> getCreateEntitiesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateEntities",
      requestType = io.parley.v1.CreateEntitiesRequest.class,
      responseType = io.parley.v1.CreateEntitiesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CreateEntitiesRequest,
      io.parley.v1.CreateEntitiesResponse> getCreateEntitiesMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CreateEntitiesRequest, io.parley.v1.CreateEntitiesResponse> getCreateEntitiesMethod;
    if ((getCreateEntitiesMethod = WorldServiceGrpc.getCreateEntitiesMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getCreateEntitiesMethod = WorldServiceGrpc.getCreateEntitiesMethod) == null) {
          WorldServiceGrpc.getCreateEntitiesMethod = getCreateEntitiesMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CreateEntitiesRequest, io.parley.v1.CreateEntitiesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateEntities"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateEntitiesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateEntitiesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("CreateEntities"))
              .build();
        }
      }
    }
    return getCreateEntitiesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListEntitiesRequest,
      io.parley.v1.ListEntitiesResponse> getListEntitiesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListEntities",
      requestType = io.parley.v1.ListEntitiesRequest.class,
      responseType = io.parley.v1.ListEntitiesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListEntitiesRequest,
      io.parley.v1.ListEntitiesResponse> getListEntitiesMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListEntitiesRequest, io.parley.v1.ListEntitiesResponse> getListEntitiesMethod;
    if ((getListEntitiesMethod = WorldServiceGrpc.getListEntitiesMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getListEntitiesMethod = WorldServiceGrpc.getListEntitiesMethod) == null) {
          WorldServiceGrpc.getListEntitiesMethod = getListEntitiesMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListEntitiesRequest, io.parley.v1.ListEntitiesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListEntities"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListEntitiesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListEntitiesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("ListEntities"))
              .build();
        }
      }
    }
    return getListEntitiesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UpdateEntityRequest,
      io.parley.v1.UpdateEntityResponse> getUpdateEntityMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateEntity",
      requestType = io.parley.v1.UpdateEntityRequest.class,
      responseType = io.parley.v1.UpdateEntityResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UpdateEntityRequest,
      io.parley.v1.UpdateEntityResponse> getUpdateEntityMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UpdateEntityRequest, io.parley.v1.UpdateEntityResponse> getUpdateEntityMethod;
    if ((getUpdateEntityMethod = WorldServiceGrpc.getUpdateEntityMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getUpdateEntityMethod = WorldServiceGrpc.getUpdateEntityMethod) == null) {
          WorldServiceGrpc.getUpdateEntityMethod = getUpdateEntityMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UpdateEntityRequest, io.parley.v1.UpdateEntityResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateEntity"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateEntityRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateEntityResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("UpdateEntity"))
              .build();
        }
      }
    }
    return getUpdateEntityMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteEntityRequest,
      io.parley.v1.DeleteEntityResponse> getDeleteEntityMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteEntity",
      requestType = io.parley.v1.DeleteEntityRequest.class,
      responseType = io.parley.v1.DeleteEntityResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteEntityRequest,
      io.parley.v1.DeleteEntityResponse> getDeleteEntityMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteEntityRequest, io.parley.v1.DeleteEntityResponse> getDeleteEntityMethod;
    if ((getDeleteEntityMethod = WorldServiceGrpc.getDeleteEntityMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getDeleteEntityMethod = WorldServiceGrpc.getDeleteEntityMethod) == null) {
          WorldServiceGrpc.getDeleteEntityMethod = getDeleteEntityMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteEntityRequest, io.parley.v1.DeleteEntityResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteEntity"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteEntityRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteEntityResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("DeleteEntity"))
              .build();
        }
      }
    }
    return getDeleteEntityMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.PutEntityComponentRequest,
      io.parley.v1.PutEntityComponentResponse> getPutEntityComponentMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PutEntityComponent",
      requestType = io.parley.v1.PutEntityComponentRequest.class,
      responseType = io.parley.v1.PutEntityComponentResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.PutEntityComponentRequest,
      io.parley.v1.PutEntityComponentResponse> getPutEntityComponentMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.PutEntityComponentRequest, io.parley.v1.PutEntityComponentResponse> getPutEntityComponentMethod;
    if ((getPutEntityComponentMethod = WorldServiceGrpc.getPutEntityComponentMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getPutEntityComponentMethod = WorldServiceGrpc.getPutEntityComponentMethod) == null) {
          WorldServiceGrpc.getPutEntityComponentMethod = getPutEntityComponentMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.PutEntityComponentRequest, io.parley.v1.PutEntityComponentResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PutEntityComponent"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.PutEntityComponentRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.PutEntityComponentResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("PutEntityComponent"))
              .build();
        }
      }
    }
    return getPutEntityComponentMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteEntityComponentRequest,
      io.parley.v1.DeleteEntityComponentResponse> getDeleteEntityComponentMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteEntityComponent",
      requestType = io.parley.v1.DeleteEntityComponentRequest.class,
      responseType = io.parley.v1.DeleteEntityComponentResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteEntityComponentRequest,
      io.parley.v1.DeleteEntityComponentResponse> getDeleteEntityComponentMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteEntityComponentRequest, io.parley.v1.DeleteEntityComponentResponse> getDeleteEntityComponentMethod;
    if ((getDeleteEntityComponentMethod = WorldServiceGrpc.getDeleteEntityComponentMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getDeleteEntityComponentMethod = WorldServiceGrpc.getDeleteEntityComponentMethod) == null) {
          WorldServiceGrpc.getDeleteEntityComponentMethod = getDeleteEntityComponentMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteEntityComponentRequest, io.parley.v1.DeleteEntityComponentResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteEntityComponent"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteEntityComponentRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteEntityComponentResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("DeleteEntityComponent"))
              .build();
        }
      }
    }
    return getDeleteEntityComponentMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.PutRelationshipRequest,
      io.parley.v1.PutRelationshipResponse> getPutRelationshipMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PutRelationship",
      requestType = io.parley.v1.PutRelationshipRequest.class,
      responseType = io.parley.v1.PutRelationshipResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.PutRelationshipRequest,
      io.parley.v1.PutRelationshipResponse> getPutRelationshipMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.PutRelationshipRequest, io.parley.v1.PutRelationshipResponse> getPutRelationshipMethod;
    if ((getPutRelationshipMethod = WorldServiceGrpc.getPutRelationshipMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getPutRelationshipMethod = WorldServiceGrpc.getPutRelationshipMethod) == null) {
          WorldServiceGrpc.getPutRelationshipMethod = getPutRelationshipMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.PutRelationshipRequest, io.parley.v1.PutRelationshipResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PutRelationship"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.PutRelationshipRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.PutRelationshipResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("PutRelationship"))
              .build();
        }
      }
    }
    return getPutRelationshipMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListRelationshipsRequest,
      io.parley.v1.ListRelationshipsResponse> getListRelationshipsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRelationships",
      requestType = io.parley.v1.ListRelationshipsRequest.class,
      responseType = io.parley.v1.ListRelationshipsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListRelationshipsRequest,
      io.parley.v1.ListRelationshipsResponse> getListRelationshipsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListRelationshipsRequest, io.parley.v1.ListRelationshipsResponse> getListRelationshipsMethod;
    if ((getListRelationshipsMethod = WorldServiceGrpc.getListRelationshipsMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getListRelationshipsMethod = WorldServiceGrpc.getListRelationshipsMethod) == null) {
          WorldServiceGrpc.getListRelationshipsMethod = getListRelationshipsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListRelationshipsRequest, io.parley.v1.ListRelationshipsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRelationships"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListRelationshipsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListRelationshipsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("ListRelationships"))
              .build();
        }
      }
    }
    return getListRelationshipsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteRelationshipRequest,
      io.parley.v1.DeleteRelationshipResponse> getDeleteRelationshipMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteRelationship",
      requestType = io.parley.v1.DeleteRelationshipRequest.class,
      responseType = io.parley.v1.DeleteRelationshipResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteRelationshipRequest,
      io.parley.v1.DeleteRelationshipResponse> getDeleteRelationshipMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteRelationshipRequest, io.parley.v1.DeleteRelationshipResponse> getDeleteRelationshipMethod;
    if ((getDeleteRelationshipMethod = WorldServiceGrpc.getDeleteRelationshipMethod) == null) {
      synchronized (WorldServiceGrpc.class) {
        if ((getDeleteRelationshipMethod = WorldServiceGrpc.getDeleteRelationshipMethod) == null) {
          WorldServiceGrpc.getDeleteRelationshipMethod = getDeleteRelationshipMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteRelationshipRequest, io.parley.v1.DeleteRelationshipResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteRelationship"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteRelationshipRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteRelationshipResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WorldServiceMethodDescriptorSupplier("DeleteRelationship"))
              .build();
        }
      }
    }
    return getDeleteRelationshipMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static WorldServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WorldServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WorldServiceStub>() {
        @java.lang.Override
        public WorldServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WorldServiceStub(channel, callOptions);
        }
      };
    return WorldServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static WorldServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WorldServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WorldServiceBlockingV2Stub>() {
        @java.lang.Override
        public WorldServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WorldServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return WorldServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static WorldServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WorldServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WorldServiceBlockingStub>() {
        @java.lang.Override
        public WorldServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WorldServiceBlockingStub(channel, callOptions);
        }
      };
    return WorldServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static WorldServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WorldServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WorldServiceFutureStub>() {
        @java.lang.Override
        public WorldServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WorldServiceFutureStub(channel, callOptions);
        }
      };
    return WorldServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Worlds hold rooms, rooms hold participants, participants are entities. All of it, relationships and components too,
   * is seen from one agent and keyed by (tenant, agent, id): two agents may use one room id and see two rooms.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Makes or updates entity, world and room, and lets entity and agent take part in the room.
     * </pre>
     */
    default void ensureConnection(io.parley.v1.EnsureConnectionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.EnsureConnectionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getEnsureConnectionMethod(), responseObserver);
    }

    /**
     * <pre>
     * The same for a whole platform at once: one world, its rooms, its entities. Entities join the first room.
     * </pre>
     */
    default void ensureConnections(io.parley.v1.EnsureConnectionsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.EnsureConnectionsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getEnsureConnectionsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a world, or returns the one with this id unchanged.
     * </pre>
     */
    default void createWorld(io.parley.v1.CreateWorldRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateWorldResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateWorldMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists worlds.
     * </pre>
     */
    default void listWorlds(io.parley.v1.ListWorldsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListWorldsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListWorldsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a world.
     * </pre>
     */
    default void updateWorld(io.parley.v1.UpdateWorldRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateWorldResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateWorldMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a world with its rooms.
     * </pre>
     */
    default void deleteWorld(io.parley.v1.DeleteWorldRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteWorldResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteWorldMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates rooms; those with a known id are returned unchanged.
     * </pre>
     */
    default void createRooms(io.parley.v1.CreateRoomsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateRoomsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateRoomsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists rooms.
     * </pre>
     */
    default void listRooms(io.parley.v1.ListRoomsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListRoomsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRoomsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a room, for example its overlap policy.
     * </pre>
     */
    default void updateRoom(io.parley.v1.UpdateRoomRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateRoomResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateRoomMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a room with its memories.
     * </pre>
     */
    default void deleteRoom(io.parley.v1.DeleteRoomRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteRoomResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteRoomMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds entities to a room.
     * </pre>
     */
    default void addParticipants(io.parley.v1.AddParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AddParticipantsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddParticipantsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Takes entities out of a room.
     * </pre>
     */
    default void removeParticipants(io.parley.v1.RemoveParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.RemoveParticipantsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRemoveParticipantsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists who takes part in a room, with each one's state.
     * </pre>
     */
    default void listParticipants(io.parley.v1.ListParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListParticipantsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListParticipantsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lets a participant follow or mute a room, or neither.
     * </pre>
     */
    default void setParticipantState(io.parley.v1.SetParticipantStateRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SetParticipantStateResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSetParticipantStateMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates entities; those with a known id are returned unchanged.
     * </pre>
     */
    default void createEntities(io.parley.v1.CreateEntitiesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateEntitiesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateEntitiesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists entities by id, name or room.
     * </pre>
     */
    default void listEntities(io.parley.v1.ListEntitiesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListEntitiesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListEntitiesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes an entity.
     * </pre>
     */
    default void updateEntity(io.parley.v1.UpdateEntityRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateEntityResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateEntityMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes an entity with its components and relationships.
     * </pre>
     */
    default void deleteEntity(io.parley.v1.DeleteEntityRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteEntityResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteEntityMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates or replaces a component of an entity.
     * </pre>
     */
    default void putEntityComponent(io.parley.v1.PutEntityComponentRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.PutEntityComponentResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPutEntityComponentMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a component of an entity.
     * </pre>
     */
    default void deleteEntityComponent(io.parley.v1.DeleteEntityComponentRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteEntityComponentResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteEntityComponentMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates or replaces a relationship; agent, source and target identify it.
     * </pre>
     */
    default void putRelationship(io.parley.v1.PutRelationshipRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.PutRelationshipResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPutRelationshipMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the relationships of an entity, in both directions.
     * </pre>
     */
    default void listRelationships(io.parley.v1.ListRelationshipsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListRelationshipsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRelationshipsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a relationship.
     * </pre>
     */
    default void deleteRelationship(io.parley.v1.DeleteRelationshipRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteRelationshipResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteRelationshipMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service WorldService.
   * <pre>
   * Worlds hold rooms, rooms hold participants, participants are entities. All of it, relationships and components too,
   * is seen from one agent and keyed by (tenant, agent, id): two agents may use one room id and see two rooms.
   * </pre>
   */
  public static abstract class WorldServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return WorldServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service WorldService.
   * <pre>
   * Worlds hold rooms, rooms hold participants, participants are entities. All of it, relationships and components too,
   * is seen from one agent and keyed by (tenant, agent, id): two agents may use one room id and see two rooms.
   * </pre>
   */
  public static final class WorldServiceStub
      extends io.grpc.stub.AbstractAsyncStub<WorldServiceStub> {
    private WorldServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WorldServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WorldServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes or updates entity, world and room, and lets entity and agent take part in the room.
     * </pre>
     */
    public void ensureConnection(io.parley.v1.EnsureConnectionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.EnsureConnectionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getEnsureConnectionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The same for a whole platform at once: one world, its rooms, its entities. Entities join the first room.
     * </pre>
     */
    public void ensureConnections(io.parley.v1.EnsureConnectionsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.EnsureConnectionsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getEnsureConnectionsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a world, or returns the one with this id unchanged.
     * </pre>
     */
    public void createWorld(io.parley.v1.CreateWorldRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateWorldResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateWorldMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists worlds.
     * </pre>
     */
    public void listWorlds(io.parley.v1.ListWorldsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListWorldsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListWorldsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a world.
     * </pre>
     */
    public void updateWorld(io.parley.v1.UpdateWorldRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateWorldResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateWorldMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a world with its rooms.
     * </pre>
     */
    public void deleteWorld(io.parley.v1.DeleteWorldRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteWorldResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteWorldMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates rooms; those with a known id are returned unchanged.
     * </pre>
     */
    public void createRooms(io.parley.v1.CreateRoomsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateRoomsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateRoomsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists rooms.
     * </pre>
     */
    public void listRooms(io.parley.v1.ListRoomsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListRoomsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRoomsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a room, for example its overlap policy.
     * </pre>
     */
    public void updateRoom(io.parley.v1.UpdateRoomRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateRoomResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateRoomMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a room with its memories.
     * </pre>
     */
    public void deleteRoom(io.parley.v1.DeleteRoomRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteRoomResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteRoomMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds entities to a room.
     * </pre>
     */
    public void addParticipants(io.parley.v1.AddParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AddParticipantsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddParticipantsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Takes entities out of a room.
     * </pre>
     */
    public void removeParticipants(io.parley.v1.RemoveParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.RemoveParticipantsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRemoveParticipantsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists who takes part in a room, with each one's state.
     * </pre>
     */
    public void listParticipants(io.parley.v1.ListParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListParticipantsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListParticipantsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lets a participant follow or mute a room, or neither.
     * </pre>
     */
    public void setParticipantState(io.parley.v1.SetParticipantStateRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SetParticipantStateResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSetParticipantStateMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates entities; those with a known id are returned unchanged.
     * </pre>
     */
    public void createEntities(io.parley.v1.CreateEntitiesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateEntitiesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateEntitiesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists entities by id, name or room.
     * </pre>
     */
    public void listEntities(io.parley.v1.ListEntitiesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListEntitiesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListEntitiesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes an entity.
     * </pre>
     */
    public void updateEntity(io.parley.v1.UpdateEntityRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateEntityResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateEntityMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes an entity with its components and relationships.
     * </pre>
     */
    public void deleteEntity(io.parley.v1.DeleteEntityRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteEntityResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteEntityMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates or replaces a component of an entity.
     * </pre>
     */
    public void putEntityComponent(io.parley.v1.PutEntityComponentRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.PutEntityComponentResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPutEntityComponentMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a component of an entity.
     * </pre>
     */
    public void deleteEntityComponent(io.parley.v1.DeleteEntityComponentRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteEntityComponentResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteEntityComponentMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates or replaces a relationship; agent, source and target identify it.
     * </pre>
     */
    public void putRelationship(io.parley.v1.PutRelationshipRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.PutRelationshipResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPutRelationshipMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the relationships of an entity, in both directions.
     * </pre>
     */
    public void listRelationships(io.parley.v1.ListRelationshipsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListRelationshipsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRelationshipsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a relationship.
     * </pre>
     */
    public void deleteRelationship(io.parley.v1.DeleteRelationshipRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteRelationshipResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteRelationshipMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service WorldService.
   * <pre>
   * Worlds hold rooms, rooms hold participants, participants are entities. All of it, relationships and components too,
   * is seen from one agent and keyed by (tenant, agent, id): two agents may use one room id and see two rooms.
   * </pre>
   */
  public static final class WorldServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<WorldServiceBlockingV2Stub> {
    private WorldServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WorldServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WorldServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes or updates entity, world and room, and lets entity and agent take part in the room.
     * </pre>
     */
    public io.parley.v1.EnsureConnectionResponse ensureConnection(io.parley.v1.EnsureConnectionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getEnsureConnectionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The same for a whole platform at once: one world, its rooms, its entities. Entities join the first room.
     * </pre>
     */
    public io.parley.v1.EnsureConnectionsResponse ensureConnections(io.parley.v1.EnsureConnectionsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getEnsureConnectionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a world, or returns the one with this id unchanged.
     * </pre>
     */
    public io.parley.v1.CreateWorldResponse createWorld(io.parley.v1.CreateWorldRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateWorldMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists worlds.
     * </pre>
     */
    public io.parley.v1.ListWorldsResponse listWorlds(io.parley.v1.ListWorldsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListWorldsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a world.
     * </pre>
     */
    public io.parley.v1.UpdateWorldResponse updateWorld(io.parley.v1.UpdateWorldRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateWorldMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a world with its rooms.
     * </pre>
     */
    public io.parley.v1.DeleteWorldResponse deleteWorld(io.parley.v1.DeleteWorldRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteWorldMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates rooms; those with a known id are returned unchanged.
     * </pre>
     */
    public io.parley.v1.CreateRoomsResponse createRooms(io.parley.v1.CreateRoomsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateRoomsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists rooms.
     * </pre>
     */
    public io.parley.v1.ListRoomsResponse listRooms(io.parley.v1.ListRoomsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRoomsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a room, for example its overlap policy.
     * </pre>
     */
    public io.parley.v1.UpdateRoomResponse updateRoom(io.parley.v1.UpdateRoomRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateRoomMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a room with its memories.
     * </pre>
     */
    public io.parley.v1.DeleteRoomResponse deleteRoom(io.parley.v1.DeleteRoomRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteRoomMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds entities to a room.
     * </pre>
     */
    public io.parley.v1.AddParticipantsResponse addParticipants(io.parley.v1.AddParticipantsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes entities out of a room.
     * </pre>
     */
    public io.parley.v1.RemoveParticipantsResponse removeParticipants(io.parley.v1.RemoveParticipantsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRemoveParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists who takes part in a room, with each one's state.
     * </pre>
     */
    public io.parley.v1.ListParticipantsResponse listParticipants(io.parley.v1.ListParticipantsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets a participant follow or mute a room, or neither.
     * </pre>
     */
    public io.parley.v1.SetParticipantStateResponse setParticipantState(io.parley.v1.SetParticipantStateRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSetParticipantStateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates entities; those with a known id are returned unchanged.
     * </pre>
     */
    public io.parley.v1.CreateEntitiesResponse createEntities(io.parley.v1.CreateEntitiesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateEntitiesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists entities by id, name or room.
     * </pre>
     */
    public io.parley.v1.ListEntitiesResponse listEntities(io.parley.v1.ListEntitiesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListEntitiesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes an entity.
     * </pre>
     */
    public io.parley.v1.UpdateEntityResponse updateEntity(io.parley.v1.UpdateEntityRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateEntityMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes an entity with its components and relationships.
     * </pre>
     */
    public io.parley.v1.DeleteEntityResponse deleteEntity(io.parley.v1.DeleteEntityRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteEntityMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates or replaces a component of an entity.
     * </pre>
     */
    public io.parley.v1.PutEntityComponentResponse putEntityComponent(io.parley.v1.PutEntityComponentRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPutEntityComponentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a component of an entity.
     * </pre>
     */
    public io.parley.v1.DeleteEntityComponentResponse deleteEntityComponent(io.parley.v1.DeleteEntityComponentRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteEntityComponentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates or replaces a relationship; agent, source and target identify it.
     * </pre>
     */
    public io.parley.v1.PutRelationshipResponse putRelationship(io.parley.v1.PutRelationshipRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPutRelationshipMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the relationships of an entity, in both directions.
     * </pre>
     */
    public io.parley.v1.ListRelationshipsResponse listRelationships(io.parley.v1.ListRelationshipsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRelationshipsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a relationship.
     * </pre>
     */
    public io.parley.v1.DeleteRelationshipResponse deleteRelationship(io.parley.v1.DeleteRelationshipRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteRelationshipMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service WorldService.
   * <pre>
   * Worlds hold rooms, rooms hold participants, participants are entities. All of it, relationships and components too,
   * is seen from one agent and keyed by (tenant, agent, id): two agents may use one room id and see two rooms.
   * </pre>
   */
  public static final class WorldServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<WorldServiceBlockingStub> {
    private WorldServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WorldServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WorldServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes or updates entity, world and room, and lets entity and agent take part in the room.
     * </pre>
     */
    public io.parley.v1.EnsureConnectionResponse ensureConnection(io.parley.v1.EnsureConnectionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getEnsureConnectionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The same for a whole platform at once: one world, its rooms, its entities. Entities join the first room.
     * </pre>
     */
    public io.parley.v1.EnsureConnectionsResponse ensureConnections(io.parley.v1.EnsureConnectionsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getEnsureConnectionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a world, or returns the one with this id unchanged.
     * </pre>
     */
    public io.parley.v1.CreateWorldResponse createWorld(io.parley.v1.CreateWorldRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateWorldMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists worlds.
     * </pre>
     */
    public io.parley.v1.ListWorldsResponse listWorlds(io.parley.v1.ListWorldsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListWorldsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a world.
     * </pre>
     */
    public io.parley.v1.UpdateWorldResponse updateWorld(io.parley.v1.UpdateWorldRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateWorldMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a world with its rooms.
     * </pre>
     */
    public io.parley.v1.DeleteWorldResponse deleteWorld(io.parley.v1.DeleteWorldRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteWorldMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates rooms; those with a known id are returned unchanged.
     * </pre>
     */
    public io.parley.v1.CreateRoomsResponse createRooms(io.parley.v1.CreateRoomsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateRoomsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists rooms.
     * </pre>
     */
    public io.parley.v1.ListRoomsResponse listRooms(io.parley.v1.ListRoomsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRoomsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a room, for example its overlap policy.
     * </pre>
     */
    public io.parley.v1.UpdateRoomResponse updateRoom(io.parley.v1.UpdateRoomRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateRoomMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a room with its memories.
     * </pre>
     */
    public io.parley.v1.DeleteRoomResponse deleteRoom(io.parley.v1.DeleteRoomRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteRoomMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds entities to a room.
     * </pre>
     */
    public io.parley.v1.AddParticipantsResponse addParticipants(io.parley.v1.AddParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes entities out of a room.
     * </pre>
     */
    public io.parley.v1.RemoveParticipantsResponse removeParticipants(io.parley.v1.RemoveParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRemoveParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists who takes part in a room, with each one's state.
     * </pre>
     */
    public io.parley.v1.ListParticipantsResponse listParticipants(io.parley.v1.ListParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets a participant follow or mute a room, or neither.
     * </pre>
     */
    public io.parley.v1.SetParticipantStateResponse setParticipantState(io.parley.v1.SetParticipantStateRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSetParticipantStateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates entities; those with a known id are returned unchanged.
     * </pre>
     */
    public io.parley.v1.CreateEntitiesResponse createEntities(io.parley.v1.CreateEntitiesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateEntitiesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists entities by id, name or room.
     * </pre>
     */
    public io.parley.v1.ListEntitiesResponse listEntities(io.parley.v1.ListEntitiesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListEntitiesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes an entity.
     * </pre>
     */
    public io.parley.v1.UpdateEntityResponse updateEntity(io.parley.v1.UpdateEntityRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateEntityMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes an entity with its components and relationships.
     * </pre>
     */
    public io.parley.v1.DeleteEntityResponse deleteEntity(io.parley.v1.DeleteEntityRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteEntityMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates or replaces a component of an entity.
     * </pre>
     */
    public io.parley.v1.PutEntityComponentResponse putEntityComponent(io.parley.v1.PutEntityComponentRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPutEntityComponentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a component of an entity.
     * </pre>
     */
    public io.parley.v1.DeleteEntityComponentResponse deleteEntityComponent(io.parley.v1.DeleteEntityComponentRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteEntityComponentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates or replaces a relationship; agent, source and target identify it.
     * </pre>
     */
    public io.parley.v1.PutRelationshipResponse putRelationship(io.parley.v1.PutRelationshipRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPutRelationshipMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the relationships of an entity, in both directions.
     * </pre>
     */
    public io.parley.v1.ListRelationshipsResponse listRelationships(io.parley.v1.ListRelationshipsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRelationshipsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a relationship.
     * </pre>
     */
    public io.parley.v1.DeleteRelationshipResponse deleteRelationship(io.parley.v1.DeleteRelationshipRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteRelationshipMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service WorldService.
   * <pre>
   * Worlds hold rooms, rooms hold participants, participants are entities. All of it, relationships and components too,
   * is seen from one agent and keyed by (tenant, agent, id): two agents may use one room id and see two rooms.
   * </pre>
   */
  public static final class WorldServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<WorldServiceFutureStub> {
    private WorldServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WorldServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WorldServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes or updates entity, world and room, and lets entity and agent take part in the room.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.EnsureConnectionResponse> ensureConnection(
        io.parley.v1.EnsureConnectionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getEnsureConnectionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * The same for a whole platform at once: one world, its rooms, its entities. Entities join the first room.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.EnsureConnectionsResponse> ensureConnections(
        io.parley.v1.EnsureConnectionsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getEnsureConnectionsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a world, or returns the one with this id unchanged.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CreateWorldResponse> createWorld(
        io.parley.v1.CreateWorldRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateWorldMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists worlds.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListWorldsResponse> listWorlds(
        io.parley.v1.ListWorldsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListWorldsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a world.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UpdateWorldResponse> updateWorld(
        io.parley.v1.UpdateWorldRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateWorldMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a world with its rooms.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteWorldResponse> deleteWorld(
        io.parley.v1.DeleteWorldRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteWorldMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates rooms; those with a known id are returned unchanged.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CreateRoomsResponse> createRooms(
        io.parley.v1.CreateRoomsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateRoomsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists rooms.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListRoomsResponse> listRooms(
        io.parley.v1.ListRoomsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRoomsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a room, for example its overlap policy.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UpdateRoomResponse> updateRoom(
        io.parley.v1.UpdateRoomRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateRoomMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a room with its memories.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteRoomResponse> deleteRoom(
        io.parley.v1.DeleteRoomRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteRoomMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds entities to a room.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.AddParticipantsResponse> addParticipants(
        io.parley.v1.AddParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddParticipantsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Takes entities out of a room.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.RemoveParticipantsResponse> removeParticipants(
        io.parley.v1.RemoveParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRemoveParticipantsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists who takes part in a room, with each one's state.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListParticipantsResponse> listParticipants(
        io.parley.v1.ListParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListParticipantsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lets a participant follow or mute a room, or neither.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.SetParticipantStateResponse> setParticipantState(
        io.parley.v1.SetParticipantStateRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSetParticipantStateMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates entities; those with a known id are returned unchanged.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CreateEntitiesResponse> createEntities(
        io.parley.v1.CreateEntitiesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateEntitiesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists entities by id, name or room.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListEntitiesResponse> listEntities(
        io.parley.v1.ListEntitiesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListEntitiesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes an entity.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UpdateEntityResponse> updateEntity(
        io.parley.v1.UpdateEntityRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateEntityMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes an entity with its components and relationships.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteEntityResponse> deleteEntity(
        io.parley.v1.DeleteEntityRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteEntityMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates or replaces a component of an entity.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.PutEntityComponentResponse> putEntityComponent(
        io.parley.v1.PutEntityComponentRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPutEntityComponentMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a component of an entity.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteEntityComponentResponse> deleteEntityComponent(
        io.parley.v1.DeleteEntityComponentRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteEntityComponentMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates or replaces a relationship; agent, source and target identify it.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.PutRelationshipResponse> putRelationship(
        io.parley.v1.PutRelationshipRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPutRelationshipMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the relationships of an entity, in both directions.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListRelationshipsResponse> listRelationships(
        io.parley.v1.ListRelationshipsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRelationshipsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a relationship.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteRelationshipResponse> deleteRelationship(
        io.parley.v1.DeleteRelationshipRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteRelationshipMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_ENSURE_CONNECTION = 0;
  private static final int METHODID_ENSURE_CONNECTIONS = 1;
  private static final int METHODID_CREATE_WORLD = 2;
  private static final int METHODID_LIST_WORLDS = 3;
  private static final int METHODID_UPDATE_WORLD = 4;
  private static final int METHODID_DELETE_WORLD = 5;
  private static final int METHODID_CREATE_ROOMS = 6;
  private static final int METHODID_LIST_ROOMS = 7;
  private static final int METHODID_UPDATE_ROOM = 8;
  private static final int METHODID_DELETE_ROOM = 9;
  private static final int METHODID_ADD_PARTICIPANTS = 10;
  private static final int METHODID_REMOVE_PARTICIPANTS = 11;
  private static final int METHODID_LIST_PARTICIPANTS = 12;
  private static final int METHODID_SET_PARTICIPANT_STATE = 13;
  private static final int METHODID_CREATE_ENTITIES = 14;
  private static final int METHODID_LIST_ENTITIES = 15;
  private static final int METHODID_UPDATE_ENTITY = 16;
  private static final int METHODID_DELETE_ENTITY = 17;
  private static final int METHODID_PUT_ENTITY_COMPONENT = 18;
  private static final int METHODID_DELETE_ENTITY_COMPONENT = 19;
  private static final int METHODID_PUT_RELATIONSHIP = 20;
  private static final int METHODID_LIST_RELATIONSHIPS = 21;
  private static final int METHODID_DELETE_RELATIONSHIP = 22;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final AsyncService serviceImpl;
    private final int methodId;

    MethodHandlers(AsyncService serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_ENSURE_CONNECTION:
          serviceImpl.ensureConnection((io.parley.v1.EnsureConnectionRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.EnsureConnectionResponse>) responseObserver);
          break;
        case METHODID_ENSURE_CONNECTIONS:
          serviceImpl.ensureConnections((io.parley.v1.EnsureConnectionsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.EnsureConnectionsResponse>) responseObserver);
          break;
        case METHODID_CREATE_WORLD:
          serviceImpl.createWorld((io.parley.v1.CreateWorldRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CreateWorldResponse>) responseObserver);
          break;
        case METHODID_LIST_WORLDS:
          serviceImpl.listWorlds((io.parley.v1.ListWorldsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListWorldsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_WORLD:
          serviceImpl.updateWorld((io.parley.v1.UpdateWorldRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UpdateWorldResponse>) responseObserver);
          break;
        case METHODID_DELETE_WORLD:
          serviceImpl.deleteWorld((io.parley.v1.DeleteWorldRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteWorldResponse>) responseObserver);
          break;
        case METHODID_CREATE_ROOMS:
          serviceImpl.createRooms((io.parley.v1.CreateRoomsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CreateRoomsResponse>) responseObserver);
          break;
        case METHODID_LIST_ROOMS:
          serviceImpl.listRooms((io.parley.v1.ListRoomsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListRoomsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_ROOM:
          serviceImpl.updateRoom((io.parley.v1.UpdateRoomRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UpdateRoomResponse>) responseObserver);
          break;
        case METHODID_DELETE_ROOM:
          serviceImpl.deleteRoom((io.parley.v1.DeleteRoomRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteRoomResponse>) responseObserver);
          break;
        case METHODID_ADD_PARTICIPANTS:
          serviceImpl.addParticipants((io.parley.v1.AddParticipantsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.AddParticipantsResponse>) responseObserver);
          break;
        case METHODID_REMOVE_PARTICIPANTS:
          serviceImpl.removeParticipants((io.parley.v1.RemoveParticipantsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.RemoveParticipantsResponse>) responseObserver);
          break;
        case METHODID_LIST_PARTICIPANTS:
          serviceImpl.listParticipants((io.parley.v1.ListParticipantsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListParticipantsResponse>) responseObserver);
          break;
        case METHODID_SET_PARTICIPANT_STATE:
          serviceImpl.setParticipantState((io.parley.v1.SetParticipantStateRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.SetParticipantStateResponse>) responseObserver);
          break;
        case METHODID_CREATE_ENTITIES:
          serviceImpl.createEntities((io.parley.v1.CreateEntitiesRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CreateEntitiesResponse>) responseObserver);
          break;
        case METHODID_LIST_ENTITIES:
          serviceImpl.listEntities((io.parley.v1.ListEntitiesRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListEntitiesResponse>) responseObserver);
          break;
        case METHODID_UPDATE_ENTITY:
          serviceImpl.updateEntity((io.parley.v1.UpdateEntityRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UpdateEntityResponse>) responseObserver);
          break;
        case METHODID_DELETE_ENTITY:
          serviceImpl.deleteEntity((io.parley.v1.DeleteEntityRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteEntityResponse>) responseObserver);
          break;
        case METHODID_PUT_ENTITY_COMPONENT:
          serviceImpl.putEntityComponent((io.parley.v1.PutEntityComponentRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.PutEntityComponentResponse>) responseObserver);
          break;
        case METHODID_DELETE_ENTITY_COMPONENT:
          serviceImpl.deleteEntityComponent((io.parley.v1.DeleteEntityComponentRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteEntityComponentResponse>) responseObserver);
          break;
        case METHODID_PUT_RELATIONSHIP:
          serviceImpl.putRelationship((io.parley.v1.PutRelationshipRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.PutRelationshipResponse>) responseObserver);
          break;
        case METHODID_LIST_RELATIONSHIPS:
          serviceImpl.listRelationships((io.parley.v1.ListRelationshipsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListRelationshipsResponse>) responseObserver);
          break;
        case METHODID_DELETE_RELATIONSHIP:
          serviceImpl.deleteRelationship((io.parley.v1.DeleteRelationshipRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteRelationshipResponse>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getEnsureConnectionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.EnsureConnectionRequest,
              io.parley.v1.EnsureConnectionResponse>(
                service, METHODID_ENSURE_CONNECTION)))
        .addMethod(
          getEnsureConnectionsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.EnsureConnectionsRequest,
              io.parley.v1.EnsureConnectionsResponse>(
                service, METHODID_ENSURE_CONNECTIONS)))
        .addMethod(
          getCreateWorldMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CreateWorldRequest,
              io.parley.v1.CreateWorldResponse>(
                service, METHODID_CREATE_WORLD)))
        .addMethod(
          getListWorldsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListWorldsRequest,
              io.parley.v1.ListWorldsResponse>(
                service, METHODID_LIST_WORLDS)))
        .addMethod(
          getUpdateWorldMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UpdateWorldRequest,
              io.parley.v1.UpdateWorldResponse>(
                service, METHODID_UPDATE_WORLD)))
        .addMethod(
          getDeleteWorldMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteWorldRequest,
              io.parley.v1.DeleteWorldResponse>(
                service, METHODID_DELETE_WORLD)))
        .addMethod(
          getCreateRoomsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CreateRoomsRequest,
              io.parley.v1.CreateRoomsResponse>(
                service, METHODID_CREATE_ROOMS)))
        .addMethod(
          getListRoomsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListRoomsRequest,
              io.parley.v1.ListRoomsResponse>(
                service, METHODID_LIST_ROOMS)))
        .addMethod(
          getUpdateRoomMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UpdateRoomRequest,
              io.parley.v1.UpdateRoomResponse>(
                service, METHODID_UPDATE_ROOM)))
        .addMethod(
          getDeleteRoomMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteRoomRequest,
              io.parley.v1.DeleteRoomResponse>(
                service, METHODID_DELETE_ROOM)))
        .addMethod(
          getAddParticipantsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.AddParticipantsRequest,
              io.parley.v1.AddParticipantsResponse>(
                service, METHODID_ADD_PARTICIPANTS)))
        .addMethod(
          getRemoveParticipantsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.RemoveParticipantsRequest,
              io.parley.v1.RemoveParticipantsResponse>(
                service, METHODID_REMOVE_PARTICIPANTS)))
        .addMethod(
          getListParticipantsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListParticipantsRequest,
              io.parley.v1.ListParticipantsResponse>(
                service, METHODID_LIST_PARTICIPANTS)))
        .addMethod(
          getSetParticipantStateMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.SetParticipantStateRequest,
              io.parley.v1.SetParticipantStateResponse>(
                service, METHODID_SET_PARTICIPANT_STATE)))
        .addMethod(
          getCreateEntitiesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CreateEntitiesRequest,
              io.parley.v1.CreateEntitiesResponse>(
                service, METHODID_CREATE_ENTITIES)))
        .addMethod(
          getListEntitiesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListEntitiesRequest,
              io.parley.v1.ListEntitiesResponse>(
                service, METHODID_LIST_ENTITIES)))
        .addMethod(
          getUpdateEntityMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UpdateEntityRequest,
              io.parley.v1.UpdateEntityResponse>(
                service, METHODID_UPDATE_ENTITY)))
        .addMethod(
          getDeleteEntityMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteEntityRequest,
              io.parley.v1.DeleteEntityResponse>(
                service, METHODID_DELETE_ENTITY)))
        .addMethod(
          getPutEntityComponentMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.PutEntityComponentRequest,
              io.parley.v1.PutEntityComponentResponse>(
                service, METHODID_PUT_ENTITY_COMPONENT)))
        .addMethod(
          getDeleteEntityComponentMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteEntityComponentRequest,
              io.parley.v1.DeleteEntityComponentResponse>(
                service, METHODID_DELETE_ENTITY_COMPONENT)))
        .addMethod(
          getPutRelationshipMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.PutRelationshipRequest,
              io.parley.v1.PutRelationshipResponse>(
                service, METHODID_PUT_RELATIONSHIP)))
        .addMethod(
          getListRelationshipsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListRelationshipsRequest,
              io.parley.v1.ListRelationshipsResponse>(
                service, METHODID_LIST_RELATIONSHIPS)))
        .addMethod(
          getDeleteRelationshipMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteRelationshipRequest,
              io.parley.v1.DeleteRelationshipResponse>(
                service, METHODID_DELETE_RELATIONSHIP)))
        .build();
  }

  private static abstract class WorldServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    WorldServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.parley.v1.WorldsProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("WorldService");
    }
  }

  private static final class WorldServiceFileDescriptorSupplier
      extends WorldServiceBaseDescriptorSupplier {
    WorldServiceFileDescriptorSupplier() {}
  }

  private static final class WorldServiceMethodDescriptorSupplier
      extends WorldServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    WorldServiceMethodDescriptorSupplier(java.lang.String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (WorldServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new WorldServiceFileDescriptorSupplier())
              .addMethod(getEnsureConnectionMethod())
              .addMethod(getEnsureConnectionsMethod())
              .addMethod(getCreateWorldMethod())
              .addMethod(getListWorldsMethod())
              .addMethod(getUpdateWorldMethod())
              .addMethod(getDeleteWorldMethod())
              .addMethod(getCreateRoomsMethod())
              .addMethod(getListRoomsMethod())
              .addMethod(getUpdateRoomMethod())
              .addMethod(getDeleteRoomMethod())
              .addMethod(getAddParticipantsMethod())
              .addMethod(getRemoveParticipantsMethod())
              .addMethod(getListParticipantsMethod())
              .addMethod(getSetParticipantStateMethod())
              .addMethod(getCreateEntitiesMethod())
              .addMethod(getListEntitiesMethod())
              .addMethod(getUpdateEntityMethod())
              .addMethod(getDeleteEntityMethod())
              .addMethod(getPutEntityComponentMethod())
              .addMethod(getDeleteEntityComponentMethod())
              .addMethod(getPutRelationshipMethod())
              .addMethod(getListRelationshipsMethod())
              .addMethod(getDeleteRelationshipMethod())
              .build();
        }
      }
    }
    return result;
  }
}
