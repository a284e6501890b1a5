package io.parley.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Sends messages to agents. Each message becomes a run: a resource with a log of numbered events that outlives its
 * watchers. Missing rooms, worlds, entities and participants are made on the way.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class MessageServiceGrpc {

  private MessageServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "parley.v1.MessageService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.parley.v1.HandleMessageRequest,
      io.parley.v1.HandleMessageResponse> getHandleMessageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "HandleMessage",
      requestType = io.parley.v1.HandleMessageRequest.class,
      responseType = io.parley.v1.HandleMessageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.HandleMessageRequest,
      io.parley.v1.HandleMessageResponse> getHandleMessageMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.HandleMessageRequest, io.parley.v1.HandleMessageResponse> getHandleMessageMethod;
    if ((getHandleMessageMethod = MessageServiceGrpc.getHandleMessageMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getHandleMessageMethod = MessageServiceGrpc.getHandleMessageMethod) == null) {
          MessageServiceGrpc.getHandleMessageMethod = getHandleMessageMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.HandleMessageRequest, io.parley.v1.HandleMessageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "HandleMessage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.HandleMessageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.HandleMessageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("HandleMessage"))
              .build();
        }
      }
    }
    return getHandleMessageMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.StreamMessageRequest,
      io.parley.v1.StreamMessageResponse> getStreamMessageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "StreamMessage",
      requestType = io.parley.v1.StreamMessageRequest.class,
      responseType = io.parley.v1.StreamMessageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.parley.v1.StreamMessageRequest,
      io.parley.v1.StreamMessageResponse> getStreamMessageMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.StreamMessageRequest, io.parley.v1.StreamMessageResponse> getStreamMessageMethod;
    if ((getStreamMessageMethod = MessageServiceGrpc.getStreamMessageMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getStreamMessageMethod = MessageServiceGrpc.getStreamMessageMethod) == null) {
          MessageServiceGrpc.getStreamMessageMethod = getStreamMessageMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.StreamMessageRequest, io.parley.v1.StreamMessageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "StreamMessage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.StreamMessageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.StreamMessageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("StreamMessage"))
              .build();
        }
      }
    }
    return getStreamMessageMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.HandleMessagesRequest,
      io.parley.v1.HandleMessagesResponse> getHandleMessagesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "HandleMessages",
      requestType = io.parley.v1.HandleMessagesRequest.class,
      responseType = io.parley.v1.HandleMessagesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.HandleMessagesRequest,
      io.parley.v1.HandleMessagesResponse> getHandleMessagesMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.HandleMessagesRequest, io.parley.v1.HandleMessagesResponse> getHandleMessagesMethod;
    if ((getHandleMessagesMethod = MessageServiceGrpc.getHandleMessagesMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getHandleMessagesMethod = MessageServiceGrpc.getHandleMessagesMethod) == null) {
          MessageServiceGrpc.getHandleMessagesMethod = getHandleMessagesMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.HandleMessagesRequest, io.parley.v1.HandleMessagesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "HandleMessages"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.HandleMessagesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.HandleMessagesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("HandleMessages"))
              .build();
        }
      }
    }
    return getHandleMessagesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.SubmitMessageRequest,
      io.parley.v1.SubmitMessageResponse> getSubmitMessageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SubmitMessage",
      requestType = io.parley.v1.SubmitMessageRequest.class,
      responseType = io.parley.v1.SubmitMessageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.SubmitMessageRequest,
      io.parley.v1.SubmitMessageResponse> getSubmitMessageMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.SubmitMessageRequest, io.parley.v1.SubmitMessageResponse> getSubmitMessageMethod;
    if ((getSubmitMessageMethod = MessageServiceGrpc.getSubmitMessageMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getSubmitMessageMethod = MessageServiceGrpc.getSubmitMessageMethod) == null) {
          MessageServiceGrpc.getSubmitMessageMethod = getSubmitMessageMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.SubmitMessageRequest, io.parley.v1.SubmitMessageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SubmitMessage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SubmitMessageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SubmitMessageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("SubmitMessage"))
              .build();
        }
      }
    }
    return getSubmitMessageMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.WatchRunRequest,
      io.parley.v1.WatchRunResponse> getWatchRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchRun",
      requestType = io.parley.v1.WatchRunRequest.class,
      responseType = io.parley.v1.WatchRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.parley.v1.WatchRunRequest,
      io.parley.v1.WatchRunResponse> getWatchRunMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.WatchRunRequest, io.parley.v1.WatchRunResponse> getWatchRunMethod;
    if ((getWatchRunMethod = MessageServiceGrpc.getWatchRunMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getWatchRunMethod = MessageServiceGrpc.getWatchRunMethod) == null) {
          MessageServiceGrpc.getWatchRunMethod = getWatchRunMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.WatchRunRequest, io.parley.v1.WatchRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.WatchRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.WatchRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("WatchRun"))
              .build();
        }
      }
    }
    return getWatchRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.GetRunRequest,
      io.parley.v1.GetRunResponse> getGetRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetRun",
      requestType = io.parley.v1.GetRunRequest.class,
      responseType = io.parley.v1.GetRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.GetRunRequest,
      io.parley.v1.GetRunResponse> getGetRunMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.GetRunRequest, io.parley.v1.GetRunResponse> getGetRunMethod;
    if ((getGetRunMethod = MessageServiceGrpc.getGetRunMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getGetRunMethod = MessageServiceGrpc.getGetRunMethod) == null) {
          MessageServiceGrpc.getGetRunMethod = getGetRunMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.GetRunRequest, io.parley.v1.GetRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("GetRun"))
              .build();
        }
      }
    }
    return getGetRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListRunsRequest,
      io.parley.v1.ListRunsResponse> getListRunsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRuns",
      requestType = io.parley.v1.ListRunsRequest.class,
      responseType = io.parley.v1.ListRunsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListRunsRequest,
      io.parley.v1.ListRunsResponse> getListRunsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListRunsRequest, io.parley.v1.ListRunsResponse> getListRunsMethod;
    if ((getListRunsMethod = MessageServiceGrpc.getListRunsMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getListRunsMethod = MessageServiceGrpc.getListRunsMethod) == null) {
          MessageServiceGrpc.getListRunsMethod = getListRunsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListRunsRequest, io.parley.v1.ListRunsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRuns"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListRunsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListRunsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("ListRuns"))
              .build();
        }
      }
    }
    return getListRunsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CancelRunRequest,
      io.parley.v1.CancelRunResponse> getCancelRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CancelRun",
      requestType = io.parley.v1.CancelRunRequest.class,
      responseType = io.parley.v1.CancelRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CancelRunRequest,
      io.parley.v1.CancelRunResponse> getCancelRunMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CancelRunRequest, io.parley.v1.CancelRunResponse> getCancelRunMethod;
    if ((getCancelRunMethod = MessageServiceGrpc.getCancelRunMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getCancelRunMethod = MessageServiceGrpc.getCancelRunMethod) == null) {
          MessageServiceGrpc.getCancelRunMethod = getCancelRunMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CancelRunRequest, io.parley.v1.CancelRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CancelRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CancelRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CancelRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("CancelRun"))
              .build();
        }
      }
    }
    return getCancelRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.BeginRunRequest,
      io.parley.v1.BeginRunResponse> getBeginRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "BeginRun",
      requestType = io.parley.v1.BeginRunRequest.class,
      responseType = io.parley.v1.BeginRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.BeginRunRequest,
      io.parley.v1.BeginRunResponse> getBeginRunMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.BeginRunRequest, io.parley.v1.BeginRunResponse> getBeginRunMethod;
    if ((getBeginRunMethod = MessageServiceGrpc.getBeginRunMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getBeginRunMethod = MessageServiceGrpc.getBeginRunMethod) == null) {
          MessageServiceGrpc.getBeginRunMethod = getBeginRunMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.BeginRunRequest, io.parley.v1.BeginRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "BeginRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.BeginRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.BeginRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("BeginRun"))
              .build();
        }
      }
    }
    return getBeginRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.EndRunRequest,
      io.parley.v1.EndRunResponse> getEndRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "EndRun",
      requestType = io.parley.v1.EndRunRequest.class,
      responseType = io.parley.v1.EndRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.EndRunRequest,
      io.parley.v1.EndRunResponse> getEndRunMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.EndRunRequest, io.parley.v1.EndRunResponse> getEndRunMethod;
    if ((getEndRunMethod = MessageServiceGrpc.getEndRunMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getEndRunMethod = MessageServiceGrpc.getEndRunMethod) == null) {
          MessageServiceGrpc.getEndRunMethod = getEndRunMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.EndRunRequest, io.parley.v1.EndRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "EndRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.EndRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.EndRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("EndRun"))
              .build();
        }
      }
    }
    return getEndRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ShouldRespondRequest,
      io.parley.v1.ShouldRespondResponse> getShouldRespondMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ShouldRespond",
      requestType = io.parley.v1.ShouldRespondRequest.class,
      responseType = io.parley.v1.ShouldRespondResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ShouldRespondRequest,
      io.parley.v1.ShouldRespondResponse> getShouldRespondMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ShouldRespondRequest, io.parley.v1.ShouldRespondResponse> getShouldRespondMethod;
    if ((getShouldRespondMethod = MessageServiceGrpc.getShouldRespondMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getShouldRespondMethod = MessageServiceGrpc.getShouldRespondMethod) == null) {
          MessageServiceGrpc.getShouldRespondMethod = getShouldRespondMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ShouldRespondRequest, io.parley.v1.ShouldRespondResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ShouldRespond"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ShouldRespondRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ShouldRespondResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("ShouldRespond"))
              .build();
        }
      }
    }
    return getShouldRespondMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ProcessAttachmentsRequest,
      io.parley.v1.ProcessAttachmentsResponse> getProcessAttachmentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ProcessAttachments",
      requestType = io.parley.v1.ProcessAttachmentsRequest.class,
      responseType = io.parley.v1.ProcessAttachmentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ProcessAttachmentsRequest,
      io.parley.v1.ProcessAttachmentsResponse> getProcessAttachmentsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ProcessAttachmentsRequest, io.parley.v1.ProcessAttachmentsResponse> getProcessAttachmentsMethod;
    if ((getProcessAttachmentsMethod = MessageServiceGrpc.getProcessAttachmentsMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getProcessAttachmentsMethod = MessageServiceGrpc.getProcessAttachmentsMethod) == null) {
          MessageServiceGrpc.getProcessAttachmentsMethod = getProcessAttachmentsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ProcessAttachmentsRequest, io.parley.v1.ProcessAttachmentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ProcessAttachments"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ProcessAttachmentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ProcessAttachmentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("ProcessAttachments"))
              .build();
        }
      }
    }
    return getProcessAttachmentsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UploadMediaRequest,
      io.parley.v1.UploadMediaResponse> getUploadMediaMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UploadMedia",
      requestType = io.parley.v1.UploadMediaRequest.class,
      responseType = io.parley.v1.UploadMediaResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.CLIENT_STREAMING)
  public static io.grpc.MethodDescriptor<io.parley.v1.UploadMediaRequest,
      io.parley.v1.UploadMediaResponse> getUploadMediaMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UploadMediaRequest, io.parley.v1.UploadMediaResponse> getUploadMediaMethod;
    if ((getUploadMediaMethod = MessageServiceGrpc.getUploadMediaMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getUploadMediaMethod = MessageServiceGrpc.getUploadMediaMethod) == null) {
          MessageServiceGrpc.getUploadMediaMethod = getUploadMediaMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UploadMediaRequest, io.parley.v1.UploadMediaResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.CLIENT_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UploadMedia"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UploadMediaRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UploadMediaResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("UploadMedia"))
              .build();
        }
      }
    }
    return getUploadMediaMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DownloadMediaRequest,
      io.parley.v1.DownloadMediaResponse> getDownloadMediaMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DownloadMedia",
      requestType = io.parley.v1.DownloadMediaRequest.class,
      responseType = io.parley.v1.DownloadMediaResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.parley.v1.DownloadMediaRequest,
      io.parley.v1.DownloadMediaResponse> getDownloadMediaMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DownloadMediaRequest, io.parley.v1.DownloadMediaResponse> getDownloadMediaMethod;
    if ((getDownloadMediaMethod = MessageServiceGrpc.getDownloadMediaMethod) == null) {
      synchronized (MessageServiceGrpc.class) {
        if ((getDownloadMediaMethod = MessageServiceGrpc.getDownloadMediaMethod) == null) {
          MessageServiceGrpc.getDownloadMediaMethod = getDownloadMediaMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DownloadMediaRequest, io.parley.v1.DownloadMediaResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DownloadMedia"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DownloadMediaRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DownloadMediaResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MessageServiceMethodDescriptorSupplier("DownloadMedia"))
              .build();
        }
      }
    }
    return getDownloadMediaMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static MessageServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MessageServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MessageServiceStub>() {
        @java.lang.Override
        public MessageServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MessageServiceStub(channel, callOptions);
        }
      };
    return MessageServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static MessageServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MessageServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MessageServiceBlockingV2Stub>() {
        @java.lang.Override
        public MessageServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MessageServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return MessageServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static MessageServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MessageServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MessageServiceBlockingStub>() {
        @java.lang.Override
        public MessageServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MessageServiceBlockingStub(channel, callOptions);
        }
      };
    return MessageServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static MessageServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MessageServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MessageServiceFutureStub>() {
        @java.lang.Override
        public MessageServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MessageServiceFutureStub(channel, callOptions);
        }
      };
    return MessageServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Sends messages to agents. Each message becomes a run: a resource with a log of numbered events that outlives its
   * watchers. Missing rooms, worlds, entities and participants are made on the way.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Handles a message and waits for the end of the run. A run that ends badly is a reply, not an RPC error: a timeout
     * is OK with status TIMEOUT and the reason in Run.error.
     * </pre>
     */
    default void handleMessage(io.parley.v1.HandleMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.HandleMessageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getHandleMessageMethod(), responseObserver);
    }

    /**
     * <pre>
     * Handles a message and sends every event of the run; the last one is `ended` or `timeout`.
     * </pre>
     */
    default void streamMessage(io.parley.v1.StreamMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.StreamMessageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getStreamMessageMethod(), responseObserver);
    }

    /**
     * <pre>
     * Handles up to 100 messages in parallel and waits for all; one failure does not touch the others.
     * </pre>
     */
    default void handleMessages(io.parley.v1.HandleMessagesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.HandleMessagesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getHandleMessagesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Starts handling a message and returns the run at once; follow it with WatchRun or on the bus.
     * </pre>
     */
    default void submitMessage(io.parley.v1.SubmitMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SubmitMessageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSubmitMessageMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sends the events of a run from any point, old ones first, until it has ended.
     * </pre>
     */
    default void watchRun(io.parley.v1.WatchRunRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.WatchRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one run. Errors: NOT_FOUND.
     * </pre>
     */
    default void getRun(io.parley.v1.GetRunRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists runs, newest first.
     * </pre>
     */
    default void listRuns(io.parley.v1.ListRunsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListRunsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRunsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Cancels a run with its model calls, actions and plugin calls. Harmless when it has ended already.
     * </pre>
     */
    default void cancelRun(io.parley.v1.CancelRunRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CancelRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCancelRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Opens a run without a message, to group calls such as UseModel and ProcessActions under one run id.
     * </pre>
     */
    default void beginRun(io.parley.v1.BeginRunRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.BeginRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getBeginRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a run that BeginRun has opened. Errors: FAILED_PRECONDITION / RUN_ENDED.
     * </pre>
     */
    default void endRun(io.parley.v1.EndRunRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.EndRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getEndRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells by rule whether an agent would reply, without a model and without a run.
     * </pre>
     */
    default void shouldRespond(io.parley.v1.ShouldRespondRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ShouldRespondResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getShouldRespondMethod(), responseObserver);
    }

    /**
     * <pre>
     * Describes and transcribes attachments.
     * </pre>
     */
    default void processAttachments(io.parley.v1.ProcessAttachmentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ProcessAttachmentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getProcessAttachmentsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Stores a large attachment for use by media_id. Errors: INVALID_FIELD when size or SHA-256 differ; TOO_LARGE.
     * </pre>
     */
    default io.grpc.stub.StreamObserver<io.parley.v1.UploadMediaRequest> uploadMedia(
        io.grpc.stub.StreamObserver<io.parley.v1.UploadMediaResponse> responseObserver) {
      return io.grpc.stub.ServerCalls.asyncUnimplementedStreamingCall(getUploadMediaMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sends a stored attachment, from any byte on. Errors: NOT_FOUND.
     * </pre>
     */
    default void downloadMedia(io.parley.v1.DownloadMediaRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DownloadMediaResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDownloadMediaMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service MessageService.
   * <pre>
   * Sends messages to agents. Each message becomes a run: a resource with a log of numbered events that outlives its
   * watchers. Missing rooms, worlds, entities and participants are made on the way.
   * </pre>
   */
  public static abstract class MessageServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return MessageServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service MessageService.
   * <pre>
   * Sends messages to agents. Each message becomes a run: a resource with a log of numbered events that outlives its
   * watchers. Missing rooms, worlds, entities and participants are made on the way.
   * </pre>
   */
  public static final class MessageServiceStub
      extends io.grpc.stub.AbstractAsyncStub<MessageServiceStub> {
    private MessageServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MessageServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MessageServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Handles a message and waits for the end of the run. A run that ends badly is a reply, not an RPC error: a timeout
     * is OK with status TIMEOUT and the reason in Run.error.
     * </pre>
     */
    public void handleMessage(io.parley.v1.HandleMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.HandleMessageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getHandleMessageMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Handles a message and sends every event of the run; the last one is `ended` or `timeout`.
     * </pre>
     */
    public void streamMessage(io.parley.v1.StreamMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.StreamMessageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getStreamMessageMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Handles up to 100 messages in parallel and waits for all; one failure does not touch the others.
     * </pre>
     */
    public void handleMessages(io.parley.v1.HandleMessagesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.HandleMessagesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getHandleMessagesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Starts handling a message and returns the run at once; follow it with WatchRun or on the bus.
     * </pre>
     */
    public void submitMessage(io.parley.v1.SubmitMessageRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SubmitMessageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSubmitMessageMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sends the events of a run from any point, old ones first, until it has ended.
     * </pre>
     */
    public void watchRun(io.parley.v1.WatchRunRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.WatchRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one run. Errors: NOT_FOUND.
     * </pre>
     */
    public void getRun(io.parley.v1.GetRunRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists runs, newest first.
     * </pre>
     */
    public void listRuns(io.parley.v1.ListRunsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListRunsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRunsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Cancels a run with its model calls, actions and plugin calls. Harmless when it has ended already.
     * </pre>
     */
    public void cancelRun(io.parley.v1.CancelRunRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CancelRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCancelRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Opens a run without a message, to group calls such as UseModel and ProcessActions under one run id.
     * </pre>
     */
    public void beginRun(io.parley.v1.BeginRunRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.BeginRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getBeginRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a run that BeginRun has opened. Errors: FAILED_PRECONDITION / RUN_ENDED.
     * </pre>
     */
    public void endRun(io.parley.v1.EndRunRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.EndRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getEndRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells by rule whether an agent would reply, without a model and without a run.
     * </pre>
     */
    public void shouldRespond(io.parley.v1.ShouldRespondRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ShouldRespondResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getShouldRespondMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Describes and transcribes attachments.
     * </pre>
     */
    public void processAttachments(io.parley.v1.ProcessAttachmentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ProcessAttachmentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getProcessAttachmentsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Stores a large attachment for use by media_id. Errors: INVALID_FIELD when size or SHA-256 differ; TOO_LARGE.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<io.parley.v1.UploadMediaRequest> uploadMedia(
        io.grpc.stub.StreamObserver<io.parley.v1.UploadMediaResponse> responseObserver) {
      return io.grpc.stub.ClientCalls.asyncClientStreamingCall(
          getChannel().newCall(getUploadMediaMethod(), getCallOptions()), responseObserver);
    }

    /**
     * <pre>
     * Sends a stored attachment, from any byte on. Errors: NOT_FOUND.
     * </pre>
     */
    public void downloadMedia(io.parley.v1.DownloadMediaRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DownloadMediaResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getDownloadMediaMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service MessageService.
   * <pre>
   * Sends messages to agents. Each message becomes a run: a resource with a log of numbered events that outlives its
   * watchers. Missing rooms, worlds, entities and participants are made on the way.
   * </pre>
   */
  public static final class MessageServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<MessageServiceBlockingV2Stub> {
    private MessageServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MessageServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MessageServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Handles a message and waits for the end of the run. A run that ends badly is a reply, not an RPC error: a timeout
     * is OK with status TIMEOUT and the reason in Run.error.
     * </pre>
     */
    public io.parley.v1.HandleMessageResponse handleMessage(io.parley.v1.HandleMessageRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getHandleMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Handles a message and sends every event of the run; the last one is `ended` or `timeout`.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.parley.v1.StreamMessageResponse>
        streamMessage(io.parley.v1.StreamMessageRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getStreamMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Handles up to 100 messages in parallel and waits for all; one failure does not touch the others.
     * </pre>
     */
    public io.parley.v1.HandleMessagesResponse handleMessages(io.parley.v1.HandleMessagesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getHandleMessagesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Starts handling a message and returns the run at once; follow it with WatchRun or on the bus.
     * </pre>
     */
    public io.parley.v1.SubmitMessageResponse submitMessage(io.parley.v1.SubmitMessageRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSubmitMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends the events of a run from any point, old ones first, until it has ended.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.parley.v1.WatchRunResponse>
        watchRun(io.parley.v1.WatchRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one run. Errors: NOT_FOUND.
     * </pre>
     */
    public io.parley.v1.GetRunResponse getRun(io.parley.v1.GetRunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists runs, newest first.
     * </pre>
     */
    public io.parley.v1.ListRunsResponse listRuns(io.parley.v1.ListRunsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRunsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Cancels a run with its model calls, actions and plugin calls. Harmless when it has ended already.
     * </pre>
     */
    public io.parley.v1.CancelRunResponse cancelRun(io.parley.v1.CancelRunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCancelRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Opens a run without a message, to group calls such as UseModel and ProcessActions under one run id.
     * </pre>
     */
    public io.parley.v1.BeginRunResponse beginRun(io.parley.v1.BeginRunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getBeginRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a run that BeginRun has opened. Errors: FAILED_PRECONDITION / RUN_ENDED.
     * </pre>
     */
    public io.parley.v1.EndRunResponse endRun(io.parley.v1.EndRunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getEndRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells by rule whether an agent would reply, without a model and without a run.
     * </pre>
     */
    public io.parley.v1.ShouldRespondResponse shouldRespond(io.parley.v1.ShouldRespondRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getShouldRespondMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Describes and transcribes attachments.
     * </pre>
     */
    public io.parley.v1.ProcessAttachmentsResponse processAttachments(io.parley.v1.ProcessAttachmentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getProcessAttachmentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stores a large attachment for use by media_id. Errors: INVALID_FIELD when size or SHA-256 differ; TOO_LARGE.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<io.parley.v1.UploadMediaRequest, io.parley.v1.UploadMediaResponse>
        uploadMedia() {
      return io.grpc.stub.ClientCalls.blockingClientStreamingCall(
          getChannel(), getUploadMediaMethod(), getCallOptions());
    }

    /**
     * <pre>
     * Sends a stored attachment, from any byte on. Errors: NOT_FOUND.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.parley.v1.DownloadMediaResponse>
        downloadMedia(io.parley.v1.DownloadMediaRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getDownloadMediaMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service MessageService.
   * <pre>
   * Sends messages to agents. Each message becomes a run: a resource with a log of numbered events that outlives its
   * watchers. Missing rooms, worlds, entities and participants are made on the way.
   * </pre>
   */
  public static final class MessageServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<MessageServiceBlockingStub> {
    private MessageServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MessageServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MessageServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Handles a message and waits for the end of the run. A run that ends badly is a reply, not an RPC error: a timeout
     * is OK with status TIMEOUT and the reason in Run.error.
     * </pre>
     */
    public io.parley.v1.HandleMessageResponse handleMessage(io.parley.v1.HandleMessageRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getHandleMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Handles a message and sends every event of the run; the last one is `ended` or `timeout`.
     * </pre>
     */
    public java.util.Iterator<io.parley.v1.StreamMessageResponse> streamMessage(
        io.parley.v1.StreamMessageRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getStreamMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Handles up to 100 messages in parallel and waits for all; one failure does not touch the others.
     * </pre>
     */
    public io.parley.v1.HandleMessagesResponse handleMessages(io.parley.v1.HandleMessagesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getHandleMessagesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Starts handling a message and returns the run at once; follow it with WatchRun or on the bus.
     * </pre>
     */
    public io.parley.v1.SubmitMessageResponse submitMessage(io.parley.v1.SubmitMessageRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSubmitMessageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends the events of a run from any point, old ones first, until it has ended.
     * </pre>
     */
    public java.util.Iterator<io.parley.v1.WatchRunResponse> watchRun(
        io.parley.v1.WatchRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one run. Errors: NOT_FOUND.
     * </pre>
     */
    public io.parley.v1.GetRunResponse getRun(io.parley.v1.GetRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists runs, newest first.
     * </pre>
     */
    public io.parley.v1.ListRunsResponse listRuns(io.parley.v1.ListRunsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRunsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Cancels a run with its model calls, actions and plugin calls. Harmless when it has ended already.
     * </pre>
     */
    public io.parley.v1.CancelRunResponse cancelRun(io.parley.v1.CancelRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCancelRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Opens a run without a message, to group calls such as UseModel and ProcessActions under one run id.
     * </pre>
     */
    public io.parley.v1.BeginRunResponse beginRun(io.parley.v1.BeginRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getBeginRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a run that BeginRun has opened. Errors: FAILED_PRECONDITION / RUN_ENDED.
     * </pre>
     */
    public io.parley.v1.EndRunResponse endRun(io.parley.v1.EndRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getEndRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells by rule whether an agent would reply, without a model and without a run.
     * </pre>
     */
    public io.parley.v1.ShouldRespondResponse shouldRespond(io.parley.v1.ShouldRespondRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getShouldRespondMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Describes and transcribes attachments.
     * </pre>
     */
    public io.parley.v1.ProcessAttachmentsResponse processAttachments(io.parley.v1.ProcessAttachmentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getProcessAttachmentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends a stored attachment, from any byte on. Errors: NOT_FOUND.
     * </pre>
     */
    public java.util.Iterator<io.parley.v1.DownloadMediaResponse> downloadMedia(
        io.parley.v1.DownloadMediaRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getDownloadMediaMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service MessageService.
   * <pre>
   * Sends messages to agents. Each message becomes a run: a resource with a log of numbered events that outlives its
   * watchers. Missing rooms, worlds, entities and participants are made on the way.
   * </pre>
   */
  public static final class MessageServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<MessageServiceFutureStub> {
    private MessageServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MessageServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MessageServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Handles a message and waits for the end of the run. A run that ends badly is a reply, not an RPC error: a timeout
     * is OK with status TIMEOUT and the reason in Run.error.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.HandleMessageResponse> handleMessage(
        io.parley.v1.HandleMessageRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getHandleMessageMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Handles up to 100 messages in parallel and waits for all; one failure does not touch the others.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.HandleMessagesResponse> handleMessages(
        io.parley.v1.HandleMessagesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getHandleMessagesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Starts handling a message and returns the run at once; follow it with WatchRun or on the bus.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.SubmitMessageResponse> submitMessage(
        io.parley.v1.SubmitMessageRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSubmitMessageMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one run. Errors: NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.GetRunResponse> getRun(
        io.parley.v1.GetRunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists runs, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListRunsResponse> listRuns(
        io.parley.v1.ListRunsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRunsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Cancels a run with its model calls, actions and plugin calls. Harmless when it has ended already.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CancelRunResponse> cancelRun(
        io.parley.v1.CancelRunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCancelRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Opens a run without a message, to group calls such as UseModel and ProcessActions under one run id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.BeginRunResponse> beginRun(
        io.parley.v1.BeginRunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getBeginRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a run that BeginRun has opened. Errors: FAILED_PRECONDITION / RUN_ENDED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.EndRunResponse> endRun(
        io.parley.v1.EndRunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getEndRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells by rule whether an agent would reply, without a model and without a run.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ShouldRespondResponse> shouldRespond(
        io.parley.v1.ShouldRespondRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getShouldRespondMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Describes and transcribes attachments.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ProcessAttachmentsResponse> processAttachments(
        io.parley.v1.ProcessAttachmentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getProcessAttachmentsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_HANDLE_MESSAGE = 0;
  private static final int METHODID_STREAM_MESSAGE = 1;
  private static final int METHODID_HANDLE_MESSAGES = 2;
  private static final int METHODID_SUBMIT_MESSAGE = 3;
  private static final int METHODID_WATCH_RUN = 4;
  private static final int METHODID_GET_RUN = 5;
  private static final int METHODID_LIST_RUNS = 6;
  private static final int METHODID_CANCEL_RUN = 7;
  private static final int METHODID_BEGIN_RUN = 8;
  private static final int METHODID_END_RUN = 9;
  private static final int METHODID_SHOULD_RESPOND = 10;
  private static final int METHODID_PROCESS_ATTACHMENTS = 11;
  private static final int METHODID_DOWNLOAD_MEDIA = 12;
  private static final int METHODID_UPLOAD_MEDIA = 13;

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
        case METHODID_HANDLE_MESSAGE:
          serviceImpl.handleMessage((io.parley.v1.HandleMessageRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.HandleMessageResponse>) responseObserver);
          break;
        case METHODID_STREAM_MESSAGE:
          serviceImpl.streamMessage((io.parley.v1.StreamMessageRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.StreamMessageResponse>) responseObserver);
          break;
        case METHODID_HANDLE_MESSAGES:
          serviceImpl.handleMessages((io.parley.v1.HandleMessagesRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.HandleMessagesResponse>) responseObserver);
          break;
        case METHODID_SUBMIT_MESSAGE:
          serviceImpl.submitMessage((io.parley.v1.SubmitMessageRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.SubmitMessageResponse>) responseObserver);
          break;
        case METHODID_WATCH_RUN:
          serviceImpl.watchRun((io.parley.v1.WatchRunRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.WatchRunResponse>) responseObserver);
          break;
        case METHODID_GET_RUN:
          serviceImpl.getRun((io.parley.v1.GetRunRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.GetRunResponse>) responseObserver);
          break;
        case METHODID_LIST_RUNS:
          serviceImpl.listRuns((io.parley.v1.ListRunsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListRunsResponse>) responseObserver);
          break;
        case METHODID_CANCEL_RUN:
          serviceImpl.cancelRun((io.parley.v1.CancelRunRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CancelRunResponse>) responseObserver);
          break;
        case METHODID_BEGIN_RUN:
          serviceImpl.beginRun((io.parley.v1.BeginRunRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.BeginRunResponse>) responseObserver);
          break;
        case METHODID_END_RUN:
          serviceImpl.endRun((io.parley.v1.EndRunRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.EndRunResponse>) responseObserver);
          break;
        case METHODID_SHOULD_RESPOND:
          serviceImpl.shouldRespond((io.parley.v1.ShouldRespondRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ShouldRespondResponse>) responseObserver);
          break;
        case METHODID_PROCESS_ATTACHMENTS:
          serviceImpl.processAttachments((io.parley.v1.ProcessAttachmentsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ProcessAttachmentsResponse>) responseObserver);
          break;
        case METHODID_DOWNLOAD_MEDIA:
          serviceImpl.downloadMedia((io.parley.v1.DownloadMediaRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DownloadMediaResponse>) responseObserver);
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
        case METHODID_UPLOAD_MEDIA:
          return (io.grpc.stub.StreamObserver<Req>) serviceImpl.uploadMedia(
              (io.grpc.stub.StreamObserver<io.parley.v1.UploadMediaResponse>) responseObserver);
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getHandleMessageMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.HandleMessageRequest,
              io.parley.v1.HandleMessageResponse>(
                service, METHODID_HANDLE_MESSAGE)))
        .addMethod(
          getStreamMessageMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.parley.v1.StreamMessageRequest,
              io.parley.v1.StreamMessageResponse>(
                service, METHODID_STREAM_MESSAGE)))
        .addMethod(
          getHandleMessagesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.HandleMessagesRequest,
              io.parley.v1.HandleMessagesResponse>(
                service, METHODID_HANDLE_MESSAGES)))
        .addMethod(
          getSubmitMessageMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.SubmitMessageRequest,
              io.parley.v1.SubmitMessageResponse>(
                service, METHODID_SUBMIT_MESSAGE)))
        .addMethod(
          getWatchRunMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.parley.v1.WatchRunRequest,
              io.parley.v1.WatchRunResponse>(
                service, METHODID_WATCH_RUN)))
        .addMethod(
          getGetRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.GetRunRequest,
              io.parley.v1.GetRunResponse>(
                service, METHODID_GET_RUN)))
        .addMethod(
          getListRunsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListRunsRequest,
              io.parley.v1.ListRunsResponse>(
                service, METHODID_LIST_RUNS)))
        .addMethod(
          getCancelRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CancelRunRequest,
              io.parley.v1.CancelRunResponse>(
                service, METHODID_CANCEL_RUN)))
        .addMethod(
          getBeginRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.BeginRunRequest,
              io.parley.v1.BeginRunResponse>(
                service, METHODID_BEGIN_RUN)))
        .addMethod(
          getEndRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.EndRunRequest,
              io.parley.v1.EndRunResponse>(
                service, METHODID_END_RUN)))
        .addMethod(
          getShouldRespondMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ShouldRespondRequest,
              io.parley.v1.ShouldRespondResponse>(
                service, METHODID_SHOULD_RESPOND)))
        .addMethod(
          getProcessAttachmentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ProcessAttachmentsRequest,
              io.parley.v1.ProcessAttachmentsResponse>(
                service, METHODID_PROCESS_ATTACHMENTS)))
        .addMethod(
          getUploadMediaMethod(),
          io.grpc.stub.ServerCalls.asyncClientStreamingCall(
            new MethodHandlers<
              io.parley.v1.UploadMediaRequest,
              io.parley.v1.UploadMediaResponse>(
                service, METHODID_UPLOAD_MEDIA)))
        .addMethod(
          getDownloadMediaMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.parley.v1.DownloadMediaRequest,
              io.parley.v1.DownloadMediaResponse>(
                service, METHODID_DOWNLOAD_MEDIA)))
        .build();
  }

  private static abstract class MessageServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    MessageServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.parley.v1.MessagesProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("MessageService");
    }
  }

  private static final class MessageServiceFileDescriptorSupplier
      extends MessageServiceBaseDescriptorSupplier {
    MessageServiceFileDescriptorSupplier() {}
  }

  private static final class MessageServiceMethodDescriptorSupplier
      extends MessageServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    MessageServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (MessageServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new MessageServiceFileDescriptorSupplier())
              .addMethod(getHandleMessageMethod())
              .addMethod(getStreamMessageMethod())
              .addMethod(getHandleMessagesMethod())
              .addMethod(getSubmitMessageMethod())
              .addMethod(getWatchRunMethod())
              .addMethod(getGetRunMethod())
              .addMethod(getListRunsMethod())
              .addMethod(getCancelRunMethod())
              .addMethod(getBeginRunMethod())
              .addMethod(getEndRunMethod())
              .addMethod(getShouldRespondMethod())
              .addMethod(getProcessAttachmentsMethod())
              .addMethod(getUploadMediaMethod())
              .addMethod(getDownloadMediaMethod())
              .build();
        }
      }
    }
    return result;
  }
}
