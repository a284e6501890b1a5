package io.parley.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Message servers, their channels, who takes part in them, and their messages.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class ChannelServiceGrpc {

  private ChannelServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "parley.v1.ChannelService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CreateMessageRequest,
      io.parley.v1.CreateMessageResponse> getCreateMessageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateMessage",
      requestType = io.parley.v1.CreateMessageRequest.class,
      responseType = io.parley.v1.CreateMessageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CreateMessageRequest,
      io.parley.v1.CreateMessageResponse> getCreateMessageMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CreateMessageRequest, io.parley.v1.CreateMessageResponse> getCreateMessageMethod;
    if ((getCreateMessageMethod = ChannelServiceGrpc.getCreateMessageMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getCreateMessageMethod = ChannelServiceGrpc.getCreateMessageMethod) == null) {
          ChannelServiceGrpc.getCreateMessageMethod = getCreateMessageMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CreateMessageRequest, io.parley.v1.CreateMessageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateMessage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateMessageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateMessageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("CreateMessage"))
              .build();
        }
      }
    }
    return getCreateMessageMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListMessagesRequest,
      io.parley.v1.ListMessagesResponse> getListMessagesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListMessages",
      requestType = io.parley.v1.ListMessagesRequest.class,
      responseType = io.parley.v1.ListMessagesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListMessagesRequest,
      io.parley.v1.ListMessagesResponse> getListMessagesMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListMessagesRequest, io.parley.v1.ListMessagesResponse> getListMessagesMethod;
    if ((getListMessagesMethod = ChannelServiceGrpc.getListMessagesMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getListMessagesMethod = ChannelServiceGrpc.getListMessagesMethod) == null) {
          ChannelServiceGrpc.getListMessagesMethod = getListMessagesMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListMessagesRequest, io.parley.v1.ListMessagesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListMessages"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListMessagesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListMessagesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("ListMessages"))
              .build();
        }
      }
    }
    return getListMessagesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UpdateMessageRequest,
      io.parley.v1.UpdateMessageResponse> getUpdateMessageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateMessage",
      requestType = io.parley.v1.UpdateMessageRequest.class,
      responseType = io.parley.v1.UpdateMessageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UpdateMessageRequest,
      io.parley.v1.UpdateMessageResponse> getUpdateMessageMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UpdateMessageRequest, io.parley.v1.UpdateMessageResponse> getUpdateMessageMethod;
    if ((getUpdateMessageMethod = ChannelServiceGrpc.getUpdateMessageMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getUpdateMessageMethod = ChannelServiceGrpc.getUpdateMessageMethod) == null) {
          ChannelServiceGrpc.getUpdateMessageMethod = getUpdateMessageMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UpdateMessageRequest, io.parley.v1.UpdateMessageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateMessage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateMessageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateMessageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("UpdateMessage"))
              .build();
        }
      }
    }
    return getUpdateMessageMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteMessageRequest,
      io.parley.v1.DeleteMessageResponse> getDeleteMessageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteMessage",
      requestType = io.parley.v1.DeleteMessageRequest.class,
      responseType = io.parley.v1.DeleteMessageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteMessageRequest,
      io.parley.v1.DeleteMessageResponse> getDeleteMessageMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteMessageRequest, io.parley.v1.DeleteMessageResponse> getDeleteMessageMethod;
    if ((getDeleteMessageMethod = ChannelServiceGrpc.getDeleteMessageMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getDeleteMessageMethod = ChannelServiceGrpc.getDeleteMessageMethod) == null) {
          ChannelServiceGrpc.getDeleteMessageMethod = getDeleteMessageMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteMessageRequest, io.parley.v1.DeleteMessageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteMessage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteMessageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteMessageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("DeleteMessage"))
              .build();
        }
      }
    }
    return getDeleteMessageMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.AddReactionRequest,
      io.parley.v1.AddReactionResponse> getAddReactionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddReaction",
      requestType = io.parley.v1.AddReactionRequest.class,
      responseType = io.parley.v1.AddReactionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.AddReactionRequest,
      io.parley.v1.AddReactionResponse> getAddReactionMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.AddReactionRequest, io.parley.v1.AddReactionResponse> getAddReactionMethod;
    if ((getAddReactionMethod = ChannelServiceGrpc.getAddReactionMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getAddReactionMethod = ChannelServiceGrpc.getAddReactionMethod) == null) {
          ChannelServiceGrpc.getAddReactionMethod = getAddReactionMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.AddReactionRequest, io.parley.v1.AddReactionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddReaction"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AddReactionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AddReactionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("AddReaction"))
              .build();
        }
      }
    }
    return getAddReactionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.RemoveReactionRequest,
      io.parley.v1.RemoveReactionResponse> getRemoveReactionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RemoveReaction",
      requestType = io.parley.v1.RemoveReactionRequest.class,
      responseType = io.parley.v1.RemoveReactionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.RemoveReactionRequest,
      io.parley.v1.RemoveReactionResponse> getRemoveReactionMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.RemoveReactionRequest, io.parley.v1.RemoveReactionResponse> getRemoveReactionMethod;
    if ((getRemoveReactionMethod = ChannelServiceGrpc.getRemoveReactionMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getRemoveReactionMethod = ChannelServiceGrpc.getRemoveReactionMethod) == null) {
          ChannelServiceGrpc.getRemoveReactionMethod = getRemoveReactionMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.RemoveReactionRequest, io.parley.v1.RemoveReactionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RemoveReaction"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.RemoveReactionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.RemoveReactionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("RemoveReaction"))
              .build();
        }
      }
    }
    return getRemoveReactionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CreateChannelRequest,
      io.parley.v1.CreateChannelResponse> getCreateChannelMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateChannel",
      requestType = io.parley.v1.CreateChannelRequest.class,
      responseType = io.parley.v1.CreateChannelResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CreateChannelRequest,
      io.parley.v1.CreateChannelResponse> getCreateChannelMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CreateChannelRequest, io.parley.v1.CreateChannelResponse> getCreateChannelMethod;
    if ((getCreateChannelMethod = ChannelServiceGrpc.getCreateChannelMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getCreateChannelMethod = ChannelServiceGrpc.getCreateChannelMethod) == null) {
          ChannelServiceGrpc.getCreateChannelMethod = getCreateChannelMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CreateChannelRequest, io.parley.v1.CreateChannelResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateChannel"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateChannelRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateChannelResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("CreateChannel"))
              .build();
        }
      }
    }
    return getCreateChannelMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.GetChannelRequest,
      io.parley.v1.GetChannelResponse> getGetChannelMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetChannel",
      requestType = io.parley.v1.GetChannelRequest.class,
      responseType = io.parley.v1.GetChannelResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.GetChannelRequest,
      io.parley.v1.GetChannelResponse> getGetChannelMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.GetChannelRequest, io.parley.v1.GetChannelResponse> getGetChannelMethod;
    if ((getGetChannelMethod = ChannelServiceGrpc.getGetChannelMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getGetChannelMethod = ChannelServiceGrpc.getGetChannelMethod) == null) {
          ChannelServiceGrpc.getGetChannelMethod = getGetChannelMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.GetChannelRequest, io.parley.v1.GetChannelResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetChannel"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetChannelRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetChannelResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("GetChannel"))
              .build();
        }
      }
    }
    return getGetChannelMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListChannelsRequest,
      io.parley.v1.ListChannelsResponse> getListChannelsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListChannels",
      requestType = io.parley.v1.ListChannelsRequest.class,
      responseType = io.parley.v1.ListChannelsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListChannelsRequest,
      io.parley.v1.ListChannelsResponse> getListChannelsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListChannelsRequest, io.parley.v1.ListChannelsResponse> getListChannelsMethod;
    if ((getListChannelsMethod = ChannelServiceGrpc.getListChannelsMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getListChannelsMethod = ChannelServiceGrpc.getListChannelsMethod) == null) {
          ChannelServiceGrpc.getListChannelsMethod = getListChannelsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListChannelsRequest, io.parley.v1.ListChannelsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListChannels"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListChannelsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListChannelsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("ListChannels"))
              .build();
        }
      }
    }
    return getListChannelsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UpdateChannelRequest,
      io.parley.v1.UpdateChannelResponse> getUpdateChannelMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateChannel",
      requestType = io.parley.v1.UpdateChannelRequest.class,
      responseType = io.parley.v1.UpdateChannelResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UpdateChannelRequest,
      io.parley.v1.UpdateChannelResponse> getUpdateChannelMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UpdateChannelRequest, io.parley.v1.UpdateChannelResponse> getUpdateChannelMethod;
    if ((getUpdateChannelMethod = ChannelServiceGrpc.getUpdateChannelMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getUpdateChannelMethod = ChannelServiceGrpc.getUpdateChannelMethod) == null) {
          ChannelServiceGrpc.getUpdateChannelMethod = getUpdateChannelMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UpdateChannelRequest, io.parley.v1.UpdateChannelResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateChannel"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateChannelRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateChannelResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("UpdateChannel"))
              .build();
        }
      }
    }
    return getUpdateChannelMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ClearChannelRequest,
      io.parley.v1.ClearChannelResponse> getClearChannelMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ClearChannel",
      requestType = io.parley.v1.ClearChannelRequest.class,
      responseType = io.parley.v1.ClearChannelResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ClearChannelRequest,
      io.parley.v1.ClearChannelResponse> getClearChannelMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ClearChannelRequest, io.parley.v1.ClearChannelResponse> getClearChannelMethod;
    if ((getClearChannelMethod = ChannelServiceGrpc.getClearChannelMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getClearChannelMethod = ChannelServiceGrpc.getClearChannelMethod) == null) {
          ChannelServiceGrpc.getClearChannelMethod = getClearChannelMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ClearChannelRequest, io.parley.v1.ClearChannelResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ClearChannel"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ClearChannelRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ClearChannelResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("ClearChannel"))
              .build();
        }
      }
    }
    return getClearChannelMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteChannelRequest,
      io.parley.v1.DeleteChannelResponse> getDeleteChannelMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteChannel",
      requestType = io.parley.v1.DeleteChannelRequest.class,
      responseType = io.parley.v1.DeleteChannelResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteChannelRequest,
      io.parley.v1.DeleteChannelResponse> getDeleteChannelMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteChannelRequest, io.parley.v1.DeleteChannelResponse> getDeleteChannelMethod;
    if ((getDeleteChannelMethod = ChannelServiceGrpc.getDeleteChannelMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getDeleteChannelMethod = ChannelServiceGrpc.getDeleteChannelMethod) == null) {
          ChannelServiceGrpc.getDeleteChannelMethod = getDeleteChannelMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteChannelRequest, io.parley.v1.DeleteChannelResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteChannel"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteChannelRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteChannelResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("DeleteChannel"))
              .build();
        }
      }
    }
    return getDeleteChannelMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.AddChannelParticipantsRequest,
      io.parley.v1.AddChannelParticipantsResponse> getAddChannelParticipantsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddChannelParticipants",
      requestType = io.parley.v1.AddChannelParticipantsRequest.class,
      responseType = io.parley.v1.AddChannelParticipantsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.AddChannelParticipantsRequest,
      io.parley.v1.AddChannelParticipantsResponse> getAddChannelParticipantsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.AddChannelParticipantsRequest, io.parley.v1.AddChannelParticipantsResponse> getAddChannelParticipantsMethod;
    if ((getAddChannelParticipantsMethod = ChannelServiceGrpc.getAddChannelParticipantsMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getAddChannelParticipantsMethod = ChannelServiceGrpc.getAddChannelParticipantsMethod) == null) {
          ChannelServiceGrpc.getAddChannelParticipantsMethod = getAddChannelParticipantsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.AddChannelParticipantsRequest, io.parley.v1.AddChannelParticipantsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddChannelParticipants"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AddChannelParticipantsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AddChannelParticipantsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("AddChannelParticipants"))
              .build();
        }
      }
    }
    return getAddChannelParticipantsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.RemoveChannelParticipantsRequest,
      io.parley.v1.RemoveChannelParticipantsResponse> getRemoveChannelParticipantsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RemoveChannelParticipants",
      requestType = io.parley.v1.RemoveChannelParticipantsRequest.class,
      responseType = io.parley.v1.RemoveChannelParticipantsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.RemoveChannelParticipantsRequest,
      io.parley.v1.RemoveChannelParticipantsResponse> getRemoveChannelParticipantsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.RemoveChannelParticipantsRequest, io.parley.v1.RemoveChannelParticipantsResponse> getRemoveChannelParticipantsMethod;
    if ((getRemoveChannelParticipantsMethod = ChannelServiceGrpc.getRemoveChannelParticipantsMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getRemoveChannelParticipantsMethod = ChannelServiceGrpc.getRemoveChannelParticipantsMethod) == null) {
          ChannelServiceGrpc.getRemoveChannelParticipantsMethod = getRemoveChannelParticipantsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.RemoveChannelParticipantsRequest, io.parley.v1.RemoveChannelParticipantsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RemoveChannelParticipants"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.RemoveChannelParticipantsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.RemoveChannelParticipantsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("RemoveChannelParticipants"))
              .build();
        }
      }
    }
    return getRemoveChannelParticipantsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListChannelParticipantsRequest,
      io.parley.v1.ListChannelParticipantsResponse> getListChannelParticipantsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListChannelParticipants",
      requestType = io.parley.v1.ListChannelParticipantsRequest.class,
      responseType = io.parley.v1.ListChannelParticipantsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListChannelParticipantsRequest,
      io.parley.v1.ListChannelParticipantsResponse> getListChannelParticipantsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListChannelParticipantsRequest, io.parley.v1.ListChannelParticipantsResponse> getListChannelParticipantsMethod;
    if ((getListChannelParticipantsMethod = ChannelServiceGrpc.getListChannelParticipantsMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getListChannelParticipantsMethod = ChannelServiceGrpc.getListChannelParticipantsMethod) == null) {
          ChannelServiceGrpc.getListChannelParticipantsMethod = getListChannelParticipantsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListChannelParticipantsRequest, io.parley.v1.ListChannelParticipantsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListChannelParticipants"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListChannelParticipantsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListChannelParticipantsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("ListChannelParticipants"))
              .build();
        }
      }
    }
    return getListChannelParticipantsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CreateMessageServerRequest,
      io.parley.v1.CreateMessageServerResponse> getCreateMessageServerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateMessageServer",
      requestType = io.parley.v1.CreateMessageServerRequest.class,
      responseType = io.parley.v1.CreateMessageServerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CreateMessageServerRequest,
      io.parley.v1.CreateMessageServerResponse> getCreateMessageServerMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CreateMessageServerRequest, io.parley.v1.CreateMessageServerResponse> getCreateMessageServerMethod;
    if ((getCreateMessageServerMethod = ChannelServiceGrpc.getCreateMessageServerMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getCreateMessageServerMethod = ChannelServiceGrpc.getCreateMessageServerMethod) == null) {
          ChannelServiceGrpc.getCreateMessageServerMethod = getCreateMessageServerMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CreateMessageServerRequest, io.parley.v1.CreateMessageServerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateMessageServer"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateMessageServerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateMessageServerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("CreateMessageServer"))
              .build();
        }
      }
    }
    return getCreateMessageServerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListMessageServersRequest,
      io.parley.v1.ListMessageServersResponse> getListMessageServersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListMessageServers",
      requestType = io.parley.v1.ListMessageServersRequest.class,
      responseType = io.parley.v1.ListMessageServersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListMessageServersRequest,
      io.parley.v1.ListMessageServersResponse> getListMessageServersMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListMessageServersRequest, io.parley.v1.ListMessageServersResponse> getListMessageServersMethod;
    if ((getListMessageServersMethod = ChannelServiceGrpc.getListMessageServersMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getListMessageServersMethod = ChannelServiceGrpc.getListMessageServersMethod) == null) {
          ChannelServiceGrpc.getListMessageServersMethod = getListMessageServersMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListMessageServersRequest, io.parley.v1.ListMessageServersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListMessageServers"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListMessageServersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListMessageServersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("ListMessageServers"))
              .build();
        }
      }
    }
    return getListMessageServersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteMessageServerRequest,
      io.parley.v1.DeleteMessageServerResponse> getDeleteMessageServerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteMessageServer",
      requestType = io.parley.v1.DeleteMessageServerRequest.class,
      responseType = io.parley.v1.DeleteMessageServerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteMessageServerRequest,
      io.parley.v1.DeleteMessageServerResponse> getDeleteMessageServerMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteMessageServerRequest, io.parley.v1.DeleteMessageServerResponse> getDeleteMessageServerMethod;
    if ((getDeleteMessageServerMethod = ChannelServiceGrpc.getDeleteMessageServerMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getDeleteMessageServerMethod = ChannelServiceGrpc.getDeleteMessageServerMethod) == null) {
          ChannelServiceGrpc.getDeleteMessageServerMethod = getDeleteMessageServerMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteMessageServerRequest, io.parley.v1.DeleteMessageServerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteMessageServer"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteMessageServerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteMessageServerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("DeleteMessageServer"))
              .build();
        }
      }
    }
    return getDeleteMessageServerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UpdateServerAgentsRequest,
      io.parley.v1.UpdateServerAgentsResponse> getUpdateServerAgentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateServerAgents",
      requestType = io.parley.v1.UpdateServerAgentsRequest.class,
      responseType = io.parley.v1.UpdateServerAgentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UpdateServerAgentsRequest,
      io.parley.v1.UpdateServerAgentsResponse> getUpdateServerAgentsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UpdateServerAgentsRequest, io.parley.v1.UpdateServerAgentsResponse> getUpdateServerAgentsMethod;
    if ((getUpdateServerAgentsMethod = ChannelServiceGrpc.getUpdateServerAgentsMethod) == null) {
      synchronized (ChannelServiceGrpc.class) {
        if ((getUpdateServerAgentsMethod = ChannelServiceGrpc.getUpdateServerAgentsMethod) == null) {
          ChannelServiceGrpc.getUpdateServerAgentsMethod = getUpdateServerAgentsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UpdateServerAgentsRequest, io.parley.v1.UpdateServerAgentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateServerAgents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateServerAgentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateServerAgentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ChannelServiceMethodDescriptorSupplier("UpdateServerAgents"))
              .build();
        }
      }
    }
    return getUpdateServerAgentsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static ChannelServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ChannelServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ChannelServiceStub>() {
        @java.lang.Override
        public ChannelServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ChannelServiceStub(channel, callOptions);
        }
      };
    return ChannelServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static ChannelServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ChannelServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ChannelServiceBlockingV2Stub>() {
        @java.lang.Override
        public ChannelServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ChannelServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return ChannelServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static ChannelServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ChannelServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ChannelServiceBlockingStub>() {
        @java.lang.Override
        public ChannelServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ChannelServiceBlockingStub(channel, callOptions);
        }
      };
    return ChannelServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static ChannelServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ChannelServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ChannelServiceFutureStub>() {
        @java.lang.Override
        public ChannelServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ChannelServiceFutureStub(channel, callOptions);
        }
      };
    return ChannelServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Message servers, their channels, who takes part in them, and their messages.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Stores a message and publishes new_message; agents of the server that take part in the channel answer.
     * </pre>
     */
    default void createMessage(io.parley.v1.CreateMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateMessageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateMessageMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the messages of a channel, newest first.
     * </pre>
     */
    default void listMessages(io.parley.v1.ListMessagesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListMessagesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListMessagesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Edits a message and publishes message_updated.
     * </pre>
     */
    default void updateMessage(io.parley.v1.UpdateMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateMessageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateMessageMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a message, also from the memory of agents, and publishes message_deleted.
     * </pre>
     */
    default void deleteMessage(io.parley.v1.DeleteMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteMessageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteMessageMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds the caller's reaction to a message and publishes reaction_added. One that is there is no error.
     * </pre>
     */
    default void addReaction(io.parley.v1.AddReactionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AddReactionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddReactionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Takes a reaction back and publishes reaction_removed. One that is not there is no error.
     * </pre>
     */
    default void removeReaction(io.parley.v1.RemoveReactionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.RemoveReactionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRemoveReactionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a channel and publishes channel_created.
     * </pre>
     */
    default void createChannel(io.parley.v1.CreateChannelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateChannelResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateChannelMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one channel. Errors: NOT_FOUND.
     * </pre>
     */
    default void getChannel(io.parley.v1.GetChannelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetChannelResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetChannelMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists channels by name.
     * </pre>
     */
    default void listChannels(io.parley.v1.ListChannelsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListChannelsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListChannelsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a channel and publishes channel_updated.
     * </pre>
     */
    default void updateChannel(io.parley.v1.UpdateChannelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateChannelResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateChannelMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes all messages of a channel, also from the memory of agents, and publishes channel_cleared.
     * </pre>
     */
    default void clearChannel(io.parley.v1.ClearChannelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ClearChannelResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getClearChannelMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a channel with its messages and publishes channel_deleted.
     * </pre>
     */
    default void deleteChannel(io.parley.v1.DeleteChannelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteChannelResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteChannelMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds users or agents to a channel and publishes participant_joined for each new one.
     * </pre>
     */
    default void addChannelParticipants(io.parley.v1.AddChannelParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AddChannelParticipantsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddChannelParticipantsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Takes users or agents out of a channel and publishes participant_left for each.
     * </pre>
     */
    default void removeChannelParticipants(io.parley.v1.RemoveChannelParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.RemoveChannelParticipantsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRemoveChannelParticipantsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists who takes part in a channel.
     * </pre>
     */
    default void listChannelParticipants(io.parley.v1.ListChannelParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListChannelParticipantsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListChannelParticipantsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a message server.
     * </pre>
     */
    default void createMessageServer(io.parley.v1.CreateMessageServerRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateMessageServerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateMessageServerMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists message servers, or those that an agent is assigned to.
     * </pre>
     */
    default void listMessageServers(io.parley.v1.ListMessageServersRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListMessageServersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListMessageServersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a message server with its channels.
     * </pre>
     */
    default void deleteMessageServer(io.parley.v1.DeleteMessageServerRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteMessageServerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteMessageServerMethod(), responseObserver);
    }

    /**
     * <pre>
     * Assigns agents to a server or takes them off it, and publishes server_agent_update for each.
     * </pre>
     */
    default void updateServerAgents(io.parley.v1.UpdateServerAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateServerAgentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateServerAgentsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service ChannelService.
   * <pre>
   * Message servers, their channels, who takes part in them, and their messages.
   * </pre>
   */
  public static abstract class ChannelServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return ChannelServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service ChannelService.
   * <pre>
   * Message servers, their channels, who takes part in them, and their messages.
   * </pre>
   */
  public static final class ChannelServiceStub
      extends io.grpc.stub.AbstractAsyncStub<ChannelServiceStub> {
    private ChannelServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ChannelServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ChannelServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Stores a message and publishes new_message; agents of the server that take part in the channel answer.
     * </pre>
     */
    public void createMessage(io.parley.v1.CreateMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateMessageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateMessageMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the messages of a channel, newest first.
     * </pre>
     */
    public void listMessages(io.parley.v1.ListMessagesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListMessagesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListMessagesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Edits a message and publishes message_updated.
     * </pre>
     */
    public void updateMessage(io.parley.v1.UpdateMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateMessageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateMessageMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a message, also from the memory of agents, and publishes message_deleted.
     * </pre>
     */
    public void deleteMessage(io.parley.v1.DeleteMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteMessageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteMessageMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds the caller's reaction to a message and publishes reaction_added. One that is there is no error.
     * </pre>
     */
    public void addReaction(io.parley.v1.AddReactionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AddReactionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddReactionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Takes a reaction back and publishes reaction_removed. One that is not there is no error.
     * </pre>
     */
    public void removeReaction(io.parley.v1.RemoveReactionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.RemoveReactionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRemoveReactionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a channel and publishes channel_created.
     * </pre>
     */
    public void createChannel(io.parley.v1.CreateChannelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateChannelResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateChannelMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one channel. Errors: NOT_FOUND.
     * </pre>
     */
    public void getChannel(io.parley.v1.GetChannelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetChannelResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetChannelMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists channels by name.
     * </pre>
     */
    public void listChannels(io.parley.v1.ListChannelsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListChannelsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListChannelsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a channel and publishes channel_updated.
     * </pre>
     */
    public void updateChannel(io.parley.v1.UpdateChannelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateChannelResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateChannelMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes all messages of a channel, also from the memory of agents, and publishes channel_cleared.
     * </pre>
     */
    public void clearChannel(io.parley.v1.ClearChannelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ClearChannelResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getClearChannelMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a channel with its messages and publishes channel_deleted.
     * </pre>
     */
    public void deleteChannel(io.parley.v1.DeleteChannelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteChannelResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteChannelMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds users or agents to a channel and publishes participant_joined for each new one.
     * </pre>
     */
    public void addChannelParticipants(io.parley.v1.AddChannelParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AddChannelParticipantsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddChannelParticipantsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Takes users or agents out of a channel and publishes participant_left for each.
     * </pre>
     */
    public void removeChannelParticipants(io.parley.v1.RemoveChannelParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.RemoveChannelParticipantsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRemoveChannelParticipantsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists who takes part in a channel.
     * </pre>
     */
    public void listChannelParticipants(io.parley.v1.ListChannelParticipantsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListChannelParticipantsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListChannelParticipantsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a message server.
     * </pre>
     */
    public void createMessageServer(io.parley.v1.CreateMessageServerRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateMessageServerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateMessageServerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists message servers, or those that an agent is assigned to.
     * </pre>
     */
    public void listMessageServers(io.parley.v1.ListMessageServersRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListMessageServersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListMessageServersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a message server with its channels.
     * </pre>
     */
    public void deleteMessageServer(io.parley.v1.DeleteMessageServerRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteMessageServerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteMessageServerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Assigns agents to a server or takes them off it, and publishes server_agent_update for each.
     * </pre>
     */
    public void updateServerAgents(io.parley.v1.UpdateServerAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateServerAgentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateServerAgentsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service ChannelService.
   * <pre>
   * Message servers, their channels, who takes part in them, and their messages.
   * </pre>
   */
  public static final class ChannelServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<ChannelServiceBlockingV2Stub> {
    private ChannelServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ChannelServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ChannelServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Stores a message and publishes new_message; agents of the server that take part in the channel answer.
     * </pre>
     */
    public io.parley.v1.CreateMessageResponse createMessage(io.parley.v1.CreateMessageRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the messages of a channel, newest first.
     * </pre>
     */
    public io.parley.v1.ListMessagesResponse listMessages(io.parley.v1.ListMessagesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListMessagesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Edits a message and publishes message_updated.
     * </pre>
     */
    public io.parley.v1.UpdateMessageResponse updateMessage(io.parley.v1.UpdateMessageRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a message, also from the memory of agents, and publishes message_deleted.
     * </pre>
     */
    public io.parley.v1.DeleteMessageResponse deleteMessage(io.parley.v1.DeleteMessageRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds the caller's reaction to a message and publishes reaction_added. One that is there is no error.
     * </pre>
     */
    public io.parley.v1.AddReactionResponse addReaction(io.parley.v1.AddReactionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddReactionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes a reaction back and publishes reaction_removed. One that is not there is no error.
     * </pre>
     */
    public io.parley.v1.RemoveReactionResponse removeReaction(io.parley.v1.RemoveReactionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRemoveReactionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a channel and publishes channel_created.
     * </pre>
     */
    public io.parley.v1.CreateChannelResponse createChannel(io.parley.v1.CreateChannelRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateChannelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one channel. Errors: NOT_FOUND.
     * </pre>
     */
    public io.parley.v1.GetChannelResponse getChannel(io.parley.v1.GetChannelRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetChannelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists channels by name.
     * </pre>
     */
    public io.parley.v1.ListChannelsResponse listChannels(io.parley.v1.ListChannelsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListChannelsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a channel and publishes channel_updated.
     * </pre>
     */
    public io.parley.v1.UpdateChannelResponse updateChannel(io.parley.v1.UpdateChannelRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateChannelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes all messages of a channel, also from the memory of agents, and publishes channel_cleared.
     * </pre>
     */
    public io.parley.v1.ClearChannelResponse clearChannel(io.parley.v1.ClearChannelRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getClearChannelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a channel with its messages and publishes channel_deleted.
     * </pre>
     */
    public io.parley.v1.DeleteChannelResponse deleteChannel(io.parley.v1.DeleteChannelRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteChannelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds users or agents to a channel and publishes participant_joined for each new one.
     * </pre>
     */
    public io.parley.v1.AddChannelParticipantsResponse addChannelParticipants(io.parley.v1.AddChannelParticipantsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddChannelParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes users or agents out of a channel and publishes participant_left for each.
     * </pre>
     */
    public io.parley.v1.RemoveChannelParticipantsResponse removeChannelParticipants(io.parley.v1.RemoveChannelParticipantsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRemoveChannelParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists who takes part in a channel.
     * </pre>
     */
    public io.parley.v1.ListChannelParticipantsResponse listChannelParticipants(io.parley.v1.ListChannelParticipantsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListChannelParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a message server.
     * </pre>
     */
    public io.parley.v1.CreateMessageServerResponse createMessageServer(io.parley.v1.CreateMessageServerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateMessageServerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists message servers, or those that an agent is assigned to.
     * </pre>
     */
    public io.parley.v1.ListMessageServersResponse listMessageServers(io.parley.v1.ListMessageServersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListMessageServersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a message server with its channels.
     * </pre>
     */
    public io.parley.v1.DeleteMessageServerResponse deleteMessageServer(io.parley.v1.DeleteMessageServerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteMessageServerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Assigns agents to a server or takes them off it, and publishes server_agent_update for each.
     * </pre>
     */
    public io.parley.v1.UpdateServerAgentsResponse updateServerAgents(io.parley.v1.UpdateServerAgentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateServerAgentsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service ChannelService.
   * <pre>
   * Message servers, their channels, who takes part in them, and their messages.
   * </pre>
   */
  public static final class ChannelServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<ChannelServiceBlockingStub> {
    private ChannelServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ChannelServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ChannelServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Stores a message and publishes new_message; agents of the server that take part in the channel answer.
     * </pre>
     */
    public io.parley.v1.CreateMessageResponse createMessage(io.parley.v1.CreateMessageRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the messages of a channel, newest first.
     * </pre>
     */
    public io.parley.v1.ListMessagesResponse listMessages(io.parley.v1.ListMessagesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListMessagesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Edits a message and publishes message_updated.
     * </pre>
     */
    public io.parley.v1.UpdateMessageResponse updateMessage(io.parley.v1.UpdateMessageRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a message, also from the memory of agents, and publishes message_deleted.
     * </pre>
     */
    public io.parley.v1.DeleteMessageResponse deleteMessage(io.parley.v1.DeleteMessageRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds the caller's reaction to a message and publishes reaction_added. One that is there is no error.
     * </pre>
     */
    public io.parley.v1.AddReactionResponse addReaction(io.parley.v1.AddReactionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddReactionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes a reaction back and publishes reaction_removed. One that is not there is no error.
     * </pre>
     */
    public io.parley.v1.RemoveReactionResponse removeReaction(io.parley.v1.RemoveReactionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRemoveReactionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a channel and publishes channel_created.
     * </pre>
     */
    public io.parley.v1.CreateChannelResponse createChannel(io.parley.v1.CreateChannelRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateChannelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one channel. Errors: NOT_FOUND.
     * </pre>
     */
    public io.parley.v1.GetChannelResponse getChannel(io.parley.v1.GetChannelRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetChannelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists channels by name.
     * </pre>
     */
    public io.parley.v1.ListChannelsResponse listChannels(io.parley.v1.ListChannelsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListChannelsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a channel and publishes channel_updated.
     * </pre>
     */
    public io.parley.v1.UpdateChannelResponse updateChannel(io.parley.v1.UpdateChannelRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateChannelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes all messages of a channel, also from the memory of agents, and publishes channel_cleared.
     * </pre>
     */
    public io.parley.v1.ClearChannelResponse clearChannel(io.parley.v1.ClearChannelRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getClearChannelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a channel with its messages and publishes channel_deleted.
     * </pre>
     */
    public io.parley.v1.DeleteChannelResponse deleteChannel(io.parley.v1.DeleteChannelRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteChannelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds users or agents to a channel and publishes participant_joined for each new one.
     * </pre>
     */
    public io.parley.v1.AddChannelParticipantsResponse addChannelParticipants(io.parley.v1.AddChannelParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddChannelParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes users or agents out of a channel and publishes participant_left for each.
     * </pre>
     */
    public io.parley.v1.RemoveChannelParticipantsResponse removeChannelParticipants(io.parley.v1.RemoveChannelParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRemoveChannelParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists who takes part in a channel.
     * </pre>
     */
    public io.parley.v1.ListChannelParticipantsResponse listChannelParticipants(io.parley.v1.ListChannelParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListChannelParticipantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a message server.
     * </pre>
     */
    public io.parley.v1.CreateMessageServerResponse createMessageServer(io.parley.v1.CreateMessageServerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateMessageServerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists message servers, or those that an agent is assigned to.
     * </pre>
     */
    public io.parley.v1.ListMessageServersResponse listMessageServers(io.parley.v1.ListMessageServersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListMessageServersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a message server with its channels.
     * </pre>
     */
    public io.parley.v1.DeleteMessageServerResponse deleteMessageServer(io.parley.v1.DeleteMessageServerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteMessageServerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Assigns agents to a server or takes them off it, and publishes server_agent_update for each.
     * </pre>
     */
    public io.parley.v1.UpdateServerAgentsResponse updateServerAgents(io.parley.v1.UpdateServerAgentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateServerAgentsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service ChannelService.
   * <pre>
   * Message servers, their channels, who takes part in them, and their messages.
   * </pre>
   */
  public static final class ChannelServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<ChannelServiceFutureStub> {
    private ChannelServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ChannelServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ChannelServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Stores a message and publishes new_message; agents of the server that take part in the channel answer.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CreateMessageResponse> createMessage(
        io.parley.v1.CreateMessageRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateMessageMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the messages of a channel, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListMessagesResponse> listMessages(
        io.parley.v1.ListMessagesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListMessagesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Edits a message and publishes message_updated.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UpdateMessageResponse> updateMessage(
        io.parley.v1.UpdateMessageRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateMessageMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a message, also from the memory of agents, and publishes message_deleted.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteMessageResponse> deleteMessage(
        io.parley.v1.DeleteMessageRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteMessageMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds the caller's reaction to a message and publishes reaction_added. One that is there is no error.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.AddReactionResponse> addReaction(
        io.parley.v1.AddReactionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddReactionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Takes a reaction back and publishes reaction_removed. One that is not there is no error.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.RemoveReactionResponse> removeReaction(
        io.parley.v1.RemoveReactionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRemoveReactionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a channel and publishes channel_created.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CreateChannelResponse> createChannel(
        io.parley.v1.CreateChannelRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateChannelMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one channel. Errors: NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.GetChannelResponse> getChannel(
        io.parley.v1.GetChannelRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetChannelMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists channels by name.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListChannelsResponse> listChannels(
        io.parley.v1.ListChannelsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListChannelsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a channel and publishes channel_updated.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UpdateChannelResponse> updateChannel(
        io.parley.v1.UpdateChannelRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateChannelMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes all messages of a channel, also from the memory of agents, and publishes channel_cleared.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ClearChannelResponse> clearChannel(
        io.parley.v1.ClearChannelRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getClearChannelMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a channel with its messages and publishes channel_deleted.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteChannelResponse> deleteChannel(
        io.parley.v1.DeleteChannelRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteChannelMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds users or agents to a channel and publishes participant_joined for each new one.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.AddChannelParticipantsResponse> addChannelParticipants(
        io.parley.v1.AddChannelParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddChannelParticipantsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Takes users or agents out of a channel and publishes participant_left for each.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.RemoveChannelParticipantsResponse> removeChannelParticipants(
        io.parley.v1.RemoveChannelParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRemoveChannelParticipantsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists who takes part in a channel.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListChannelParticipantsResponse> listChannelParticipants(
        io.parley.v1.ListChannelParticipantsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListChannelParticipantsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a message server.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CreateMessageServerResponse> createMessageServer(
        io.parley.v1.CreateMessageServerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateMessageServerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists message servers, or those that an agent is assigned to.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListMessageServersResponse> listMessageServers(
        io.parley.v1.ListMessageServersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListMessageServersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a message server with its channels.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteMessageServerResponse> deleteMessageServer(
        io.parley.v1.DeleteMessageServerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteMessageServerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Assigns agents to a server or takes them off it, and publishes server_agent_update for each.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UpdateServerAgentsResponse> updateServerAgents(
        io.parley.v1.UpdateServerAgentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateServerAgentsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_MESSAGE = 0;
  private static final int METHODID_LIST_MESSAGES = 1;
  private static final int METHODID_UPDATE_MESSAGE = 2;
  private static final int METHODID_DELETE_MESSAGE = 3;
  private static final int METHODID_ADD_REACTION = 4;
  private static final int METHODID_REMOVE_REACTION = 5;
  private static final int METHODID_CREATE_CHANNEL = 6;
  private static final int METHODID_GET_CHANNEL = 7;
  private static final int METHODID_LIST_CHANNELS = 8;
  private static final int METHODID_UPDATE_CHANNEL = 9;
  private static final int METHODID_CLEAR_CHANNEL = 10;
  private static final int METHODID_DELETE_CHANNEL = 11;
  private static final int METHODID_ADD_CHANNEL_PARTICIPANTS = 12;
  private static final int METHODID_REMOVE_CHANNEL_PARTICIPANTS = 13;
  private static final int METHODID_LIST_CHANNEL_PARTICIPANTS = 14;
  private static final int METHODID_CREATE_MESSAGE_SERVER = 15;
  private static final int METHODID_LIST_MESSAGE_SERVERS = 16;
  private static final int METHODID_DELETE_MESSAGE_SERVER = 17;
  private static final int METHODID_UPDATE_SERVER_AGENTS = 18;

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
        case METHODID_CREATE_MESSAGE:
          serviceImpl.createMessage((io.parley.v1.CreateMessageRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CreateMessageResponse>) responseObserver);
          break;
        case METHODID_LIST_MESSAGES:
          serviceImpl.listMessages((io.parley.v1.ListMessagesRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListMessagesResponse>) responseObserver);
          break;
        case METHODID_UPDATE_MESSAGE:
          serviceImpl.updateMessage((io.parley.v1.UpdateMessageRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UpdateMessageResponse>) responseObserver);
          break;
        case METHODID_DELETE_MESSAGE:
          serviceImpl.deleteMessage((io.parley.v1.DeleteMessageRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteMessageResponse>) responseObserver);
          break;
        case METHODID_ADD_REACTION:
          serviceImpl.addReaction((io.parley.v1.AddReactionRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.AddReactionResponse>) responseObserver);
          break;
        case METHODID_REMOVE_REACTION:
          serviceImpl.removeReaction((io.parley.v1.RemoveReactionRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.RemoveReactionResponse>) responseObserver);
          break;
        case METHODID_CREATE_CHANNEL:
          serviceImpl.createChannel((io.parley.v1.CreateChannelRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CreateChannelResponse>) responseObserver);
          break;
        case METHODID_GET_CHANNEL:
          serviceImpl.getChannel((io.parley.v1.GetChannelRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.GetChannelResponse>) responseObserver);
          break;
        case METHODID_LIST_CHANNELS:
          serviceImpl.listChannels((io.parley.v1.ListChannelsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListChannelsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_CHANNEL:
          serviceImpl.updateChannel((io.parley.v1.UpdateChannelRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UpdateChannelResponse>) responseObserver);
          break;
        case METHODID_CLEAR_CHANNEL:
          serviceImpl.clearChannel((io.parley.v1.ClearChannelRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ClearChannelResponse>) responseObserver);
          break;
        case METHODID_DELETE_CHANNEL:
          serviceImpl.deleteChannel((io.parley.v1.DeleteChannelRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteChannelResponse>) responseObserver);
          break;
        case METHODID_ADD_CHANNEL_PARTICIPANTS:
          serviceImpl.addChannelParticipants((io.parley.v1.AddChannelParticipantsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.AddChannelParticipantsResponse>) responseObserver);
          break;
        case METHODID_REMOVE_CHANNEL_PARTICIPANTS:
          serviceImpl.removeChannelParticipants((io.parley.v1.RemoveChannelParticipantsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.RemoveChannelParticipantsResponse>) responseObserver);
          break;
        case METHODID_LIST_CHANNEL_PARTICIPANTS:
          serviceImpl.listChannelParticipants((io.parley.v1.ListChannelParticipantsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListChannelParticipantsResponse>) responseObserver);
          break;
        case METHODID_CREATE_MESSAGE_SERVER:
          serviceImpl.createMessageServer((io.parley.v1.CreateMessageServerRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CreateMessageServerResponse>) responseObserver);
          break;
        case METHODID_LIST_MESSAGE_SERVERS:
          serviceImpl.listMessageServers((io.parley.v1.ListMessageServersRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListMessageServersResponse>) responseObserver);
          break;
        case METHODID_DELETE_MESSAGE_SERVER:
          serviceImpl.deleteMessageServer((io.parley.v1.DeleteMessageServerRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteMessageServerResponse>) responseObserver);
          break;
        case METHODID_UPDATE_SERVER_AGENTS:
          serviceImpl.updateServerAgents((io.parley.v1.UpdateServerAgentsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UpdateServerAgentsResponse>) responseObserver);
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
          getCreateMessageMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CreateMessageRequest,
              io.parley.v1.CreateMessageResponse>(
                service, METHODID_CREATE_MESSAGE)))
        .addMethod(
          getListMessagesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListMessagesRequest,
              io.parley.v1.ListMessagesResponse>(
                service, METHODID_LIST_MESSAGES)))
        .addMethod(
          getUpdateMessageMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UpdateMessageRequest,
              io.parley.v1.UpdateMessageResponse>(
                service, METHODID_UPDATE_MESSAGE)))
        .addMethod(
          getDeleteMessageMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteMessageRequest,
              io.parley.v1.DeleteMessageResponse>(
                service, METHODID_DELETE_MESSAGE)))
        .addMethod(
          getAddReactionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.AddReactionRequest,
              io.parley.v1.AddReactionResponse>(
                service, METHODID_ADD_REACTION)))
        .addMethod(
          getRemoveReactionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.RemoveReactionRequest,
              io.parley.v1.RemoveReactionResponse>(
                service, METHODID_REMOVE_REACTION)))
        .addMethod(
          getCreateChannelMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CreateChannelRequest,
              io.parley.v1.CreateChannelResponse>(
                service, METHODID_CREATE_CHANNEL)))
        .addMethod(
          getGetChannelMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.GetChannelRequest,
              io.parley.v1.GetChannelResponse>(
                service, METHODID_GET_CHANNEL)))
        .addMethod(
          getListChannelsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListChannelsRequest,
              io.parley.v1.ListChannelsResponse>(
                service, METHODID_LIST_CHANNELS)))
        .addMethod(
          getUpdateChannelMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UpdateChannelRequest,
              io.parley.v1.UpdateChannelResponse>(
                service, METHODID_UPDATE_CHANNEL)))
        .addMethod(
          getClearChannelMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ClearChannelRequest,
              io.parley.v1.ClearChannelResponse>(
                service, METHODID_CLEAR_CHANNEL)))
        .addMethod(
          getDeleteChannelMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteChannelRequest,
              io.parley.v1.DeleteChannelResponse>(
                service, METHODID_DELETE_CHANNEL)))
        .addMethod(
          getAddChannelParticipantsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.AddChannelParticipantsRequest,
              io.parley.v1.AddChannelParticipantsResponse>(
                service, METHODID_ADD_CHANNEL_PARTICIPANTS)))
        .addMethod(
          getRemoveChannelParticipantsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.RemoveChannelParticipantsRequest,
              io.parley.v1.RemoveChannelParticipantsResponse>(
                service, METHODID_REMOVE_CHANNEL_PARTICIPANTS)))
        .addMethod(
          getListChannelParticipantsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListChannelParticipantsRequest,
              io.parley.v1.ListChannelParticipantsResponse>(
                service, METHODID_LIST_CHANNEL_PARTICIPANTS)))
        .addMethod(
          getCreateMessageServerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CreateMessageServerRequest,
              io.parley.v1.CreateMessageServerResponse>(
                service, METHODID_CREATE_MESSAGE_SERVER)))
        .addMethod(
          getListMessageServersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListMessageServersRequest,
              io.parley.v1.ListMessageServersResponse>(
                service, METHODID_LIST_MESSAGE_SERVERS)))
        .addMethod(
          getDeleteMessageServerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteMessageServerRequest,
              io.parley.v1.DeleteMessageServerResponse>(
                service, METHODID_DELETE_MESSAGE_SERVER)))
        .addMethod(
          getUpdateServerAgentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UpdateServerAgentsRequest,
              io.parley.v1.UpdateServerAgentsResponse>(
                service, METHODID_UPDATE_SERVER_AGENTS)))
        .build();
  }

  private static abstract class ChannelServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    ChannelServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.parley.v1.ChannelsProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("ChannelService");
    }
  }

  private static final class ChannelServiceFileDescriptorSupplier
      extends ChannelServiceBaseDescriptorSupplier {
    ChannelServiceFileDescriptorSupplier() {}
  }

  private static final class ChannelServiceMethodDescriptorSupplier
      extends ChannelServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    ChannelServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (ChannelServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new ChannelServiceFileDescriptorSupplier())
              .addMethod(getCreateMessageMethod())
              .addMethod(getListMessagesMethod())
              .addMethod(getUpdateMessageMethod())
              .addMethod(getDeleteMessageMethod())
              .addMethod(getAddReactionMethod())
              .addMethod(getRemoveReactionMethod())
              .addMethod(getCreateChannelMethod())
              .addMethod(getGetChannelMethod())
              .addMethod(getListChannelsMethod())
              .addMethod(getUpdateChannelMethod())
              .addMethod(getClearChannelMethod())
              .addMethod(getDeleteChannelMethod())
              .addMethod(getAddChannelParticipantsMethod())
              .addMethod(getRemoveChannelParticipantsMethod())
              .addMethod(getListChannelParticipantsMethod())
              .addMethod(getCreateMessageServerMethod())
              .addMethod(getListMessageServersMethod())
              .addMethod(getDeleteMessageServerMethod())
              .addMethod(getUpdateServerAgentsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
