package io.parley.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Stores, finds and forgets memories. Messages, facts and knowledge documents are memories in different tables.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class MemoryServiceGrpc {

  private MemoryServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "parley.v1.MemoryService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CreateMemoriesRequest,
      io.parley.v1.CreateMemoriesResponse> getCreateMemoriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateMemories",
      requestType = io.parley.v1.CreateMemoriesRequest.class,
      responseType = io.parley.v1.CreateMemoriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CreateMemoriesRequest,
      io.parley.v1.CreateMemoriesResponse> getCreateMemoriesMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CreateMemoriesRequest, io.parley.v1.CreateMemoriesResponse> getCreateMemoriesMethod;
    if ((getCreateMemoriesMethod = MemoryServiceGrpc.getCreateMemoriesMethod) == null) {
      synchronized (MemoryServiceGrpc.class) {
        if ((getCreateMemoriesMethod = MemoryServiceGrpc.getCreateMemoriesMethod) == null) {
          MemoryServiceGrpc.getCreateMemoriesMethod = getCreateMemoriesMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CreateMemoriesRequest, io.parley.v1.CreateMemoriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateMemories"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateMemoriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateMemoriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MemoryServiceMethodDescriptorSupplier("CreateMemories"))
              .build();
        }
      }
    }
    return getCreateMemoriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.GetMemoryRequest,
      io.parley.v1.GetMemoryResponse> getGetMemoryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetMemory",
      requestType = io.parley.v1.GetMemoryRequest.class,
      responseType = io.parley.v1.GetMemoryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.GetMemoryRequest,
      io.parley.v1.GetMemoryResponse> getGetMemoryMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.GetMemoryRequest, io.parley.v1.GetMemoryResponse> getGetMemoryMethod;
    if ((getGetMemoryMethod = MemoryServiceGrpc.getGetMemoryMethod) == null) {
      synchronized (MemoryServiceGrpc.class) {
        if ((getGetMemoryMethod = MemoryServiceGrpc.getGetMemoryMethod) == null) {
          MemoryServiceGrpc.getGetMemoryMethod = getGetMemoryMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.GetMemoryRequest, io.parley.v1.GetMemoryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetMemory"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetMemoryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetMemoryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MemoryServiceMethodDescriptorSupplier("GetMemory"))
              .build();
        }
      }
    }
    return getGetMemoryMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListMemoriesRequest,
      io.parley.v1.ListMemoriesResponse> getListMemoriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListMemories",
      requestType = io.parley.v1.ListMemoriesRequest.class,
      responseType = io.parley.v1.ListMemoriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListMemoriesRequest,
      io.parley.v1.ListMemoriesResponse> getListMemoriesMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListMemoriesRequest, io.parley.v1.ListMemoriesResponse> getListMemoriesMethod;
    if ((getListMemoriesMethod = MemoryServiceGrpc.getListMemoriesMethod) == null) {
      synchronized (MemoryServiceGrpc.class) {
        if ((getListMemoriesMethod = MemoryServiceGrpc.getListMemoriesMethod) == null) {
          MemoryServiceGrpc.getListMemoriesMethod = getListMemoriesMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListMemoriesRequest, io.parley.v1.ListMemoriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListMemories"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListMemoriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListMemoriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MemoryServiceMethodDescriptorSupplier("ListMemories"))
              .build();
        }
      }
    }
    return getListMemoriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CountMemoriesRequest,
      io.parley.v1.CountMemoriesResponse> getCountMemoriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CountMemories",
      requestType = io.parley.v1.CountMemoriesRequest.class,
      responseType = io.parley.v1.CountMemoriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CountMemoriesRequest,
      io.parley.v1.CountMemoriesResponse> getCountMemoriesMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CountMemoriesRequest, io.parley.v1.CountMemoriesResponse> getCountMemoriesMethod;
    if ((getCountMemoriesMethod = MemoryServiceGrpc.getCountMemoriesMethod) == null) {
      synchronized (MemoryServiceGrpc.class) {
        if ((getCountMemoriesMethod = MemoryServiceGrpc.getCountMemoriesMethod) == null) {
          MemoryServiceGrpc.getCountMemoriesMethod = getCountMemoriesMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CountMemoriesRequest, io.parley.v1.CountMemoriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CountMemories"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CountMemoriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CountMemoriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MemoryServiceMethodDescriptorSupplier("CountMemories"))
              .build();
        }
      }
    }
    return getCountMemoriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.SearchMemoriesRequest,
      io.parley.v1.SearchMemoriesResponse> getSearchMemoriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SearchMemories",
      requestType = io.parley.v1.SearchMemoriesRequest.class,
      responseType = io.parley.v1.SearchMemoriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.SearchMemoriesRequest,
      io.parley.v1.SearchMemoriesResponse> getSearchMemoriesMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.SearchMemoriesRequest, io.parley.v1.SearchMemoriesResponse> getSearchMemoriesMethod;
    if ((getSearchMemoriesMethod = MemoryServiceGrpc.getSearchMemoriesMethod) == null) {
      synchronized (MemoryServiceGrpc.class) {
        if ((getSearchMemoriesMethod = MemoryServiceGrpc.getSearchMemoriesMethod) == null) {
          MemoryServiceGrpc.getSearchMemoriesMethod = getSearchMemoriesMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.SearchMemoriesRequest, io.parley.v1.SearchMemoriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SearchMemories"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SearchMemoriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SearchMemoriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MemoryServiceMethodDescriptorSupplier("SearchMemories"))
              .build();
        }
      }
    }
    return getSearchMemoriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UpdateMemoryRequest,
      io.parley.v1.UpdateMemoryResponse> getUpdateMemoryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateMemory",
      requestType = io.parley.v1.UpdateMemoryRequest.class,
      responseType = io.parley.v1.UpdateMemoryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UpdateMemoryRequest,
      io.parley.v1.UpdateMemoryResponse> getUpdateMemoryMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UpdateMemoryRequest, io.parley.v1.UpdateMemoryResponse> getUpdateMemoryMethod;
    if ((getUpdateMemoryMethod = MemoryServiceGrpc.getUpdateMemoryMethod) == null) {
      synchronized (MemoryServiceGrpc.class) {
        if ((getUpdateMemoryMethod = MemoryServiceGrpc.getUpdateMemoryMethod) == null) {
          MemoryServiceGrpc.getUpdateMemoryMethod = getUpdateMemoryMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UpdateMemoryRequest, io.parley.v1.UpdateMemoryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateMemory"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateMemoryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateMemoryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MemoryServiceMethodDescriptorSupplier("UpdateMemory"))
              .build();
        }
      }
    }
    return getUpdateMemoryMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteMemoriesRequest,
      io.parley.v1.DeleteMemoriesResponse> getDeleteMemoriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteMemories",
      requestType = io.parley.v1.DeleteMemoriesRequest.class,
      responseType = io.parley.v1.DeleteMemoriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteMemoriesRequest,
      io.parley.v1.DeleteMemoriesResponse> getDeleteMemoriesMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteMemoriesRequest, io.parley.v1.DeleteMemoriesResponse> getDeleteMemoriesMethod;
    if ((getDeleteMemoriesMethod = MemoryServiceGrpc.getDeleteMemoriesMethod) == null) {
      synchronized (MemoryServiceGrpc.class) {
        if ((getDeleteMemoriesMethod = MemoryServiceGrpc.getDeleteMemoriesMethod) == null) {
          MemoryServiceGrpc.getDeleteMemoriesMethod = getDeleteMemoriesMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteMemoriesRequest, io.parley.v1.DeleteMemoriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteMemories"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteMemoriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteMemoriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MemoryServiceMethodDescriptorSupplier("DeleteMemories"))
              .build();
        }
      }
    }
    return getDeleteMemoriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ClearMemoriesRequest,
      io.parley.v1.ClearMemoriesResponse> getClearMemoriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ClearMemories",
      requestType = io.parley.v1.ClearMemoriesRequest.class,
      responseType = io.parley.v1.ClearMemoriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ClearMemoriesRequest,
      io.parley.v1.ClearMemoriesResponse> getClearMemoriesMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ClearMemoriesRequest, io.parley.v1.ClearMemoriesResponse> getClearMemoriesMethod;
    if ((getClearMemoriesMethod = MemoryServiceGrpc.getClearMemoriesMethod) == null) {
      synchronized (MemoryServiceGrpc.class) {
        if ((getClearMemoriesMethod = MemoryServiceGrpc.getClearMemoriesMethod) == null) {
          MemoryServiceGrpc.getClearMemoriesMethod = getClearMemoriesMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ClearMemoriesRequest, io.parley.v1.ClearMemoriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ClearMemories"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ClearMemoriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ClearMemoriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MemoryServiceMethodDescriptorSupplier("ClearMemories"))
              .build();
        }
      }
    }
    return getClearMemoriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.QueueEmbeddingsRequest,
      io.parley.v1.QueueEmbeddingsResponse> getQueueEmbeddingsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "QueueEmbeddings",
      requestType = io.parley.v1.QueueEmbeddingsRequest.class,
      responseType = io.parley.v1.QueueEmbeddingsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.QueueEmbeddingsRequest,
      io.parley.v1.QueueEmbeddingsResponse> getQueueEmbeddingsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.QueueEmbeddingsRequest, io.parley.v1.QueueEmbeddingsResponse> getQueueEmbeddingsMethod;
    if ((getQueueEmbeddingsMethod = MemoryServiceGrpc.getQueueEmbeddingsMethod) == null) {
      synchronized (MemoryServiceGrpc.class) {
        if ((getQueueEmbeddingsMethod = MemoryServiceGrpc.getQueueEmbeddingsMethod) == null) {
          MemoryServiceGrpc.getQueueEmbeddingsMethod = getQueueEmbeddingsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.QueueEmbeddingsRequest, io.parley.v1.QueueEmbeddingsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "QueueEmbeddings"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.QueueEmbeddingsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.QueueEmbeddingsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MemoryServiceMethodDescriptorSupplier("QueueEmbeddings"))
              .build();
        }
      }
    }
    return getQueueEmbeddingsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.AddDocumentRequest,
      io.parley.v1.AddDocumentResponse> getAddDocumentMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddDocument",
      requestType = io.parley.v1.AddDocumentRequest.class,
      responseType = io.parley.v1.AddDocumentResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.AddDocumentRequest,
      io.parley.v1.AddDocumentResponse> getAddDocumentMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.AddDocumentRequest, io.parley.v1.AddDocumentResponse> getAddDocumentMethod;
    if ((getAddDocumentMethod = MemoryServiceGrpc.getAddDocumentMethod) == null) {
      synchronized (MemoryServiceGrpc.class) {
        if ((getAddDocumentMethod = MemoryServiceGrpc.getAddDocumentMethod) == null) {
          MemoryServiceGrpc.getAddDocumentMethod = getAddDocumentMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.AddDocumentRequest, io.parley.v1.AddDocumentResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddDocument"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AddDocumentRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AddDocumentResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MemoryServiceMethodDescriptorSupplier("AddDocument"))
              .build();
        }
      }
    }
    return getAddDocumentMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static MemoryServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MemoryServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MemoryServiceStub>() {
        @java.lang.Override
        public MemoryServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MemoryServiceStub(channel, callOptions);
        }
      };
    return MemoryServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static MemoryServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MemoryServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MemoryServiceBlockingV2Stub>() {
        @java.lang.Override
        public MemoryServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MemoryServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return MemoryServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static MemoryServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MemoryServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MemoryServiceBlockingStub>() {
        @java.lang.Override
        public MemoryServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MemoryServiceBlockingStub(channel, callOptions);
        }
      };
    return MemoryServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static MemoryServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MemoryServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MemoryServiceFutureStub>() {
        @java.lang.Override
        public MemoryServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MemoryServiceFutureStub(channel, callOptions);
        }
      };
    return MemoryServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Stores, finds and forgets memories. Messages, facts and knowledge documents are memories in different tables.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Stores up to 1000 memories in one transaction; an existing id is kept as it is and returned.
     * </pre>
     */
    default void createMemories(io.parley.v1.CreateMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateMemoriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateMemoriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one memory. Errors: NOT_FOUND.
     * </pre>
     */
    default void getMemory(io.parley.v1.GetMemoryRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetMemoryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetMemoryMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists memories, newest first.
     * </pre>
     */
    default void listMemories(io.parley.v1.ListMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListMemoriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListMemoriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Counts memories.
     * </pre>
     */
    default void countMemories(io.parley.v1.CountMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CountMemoriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCountMemoriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Finds memories by meaning; with a query text the hits are re-ranked by their words.
     * </pre>
     */
    default void searchMemories(io.parley.v1.SearchMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SearchMemoriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSearchMemoriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes fields of a memory. Errors: ABORTED / REVISION_MISMATCH.
     * </pre>
     */
    default void updateMemory(io.parley.v1.UpdateMemoryRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateMemoryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateMemoryMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes memories by id; a document takes its fragments with it. Unknown ids are ignored.
     * </pre>
     */
    default void deleteMemories(io.parley.v1.DeleteMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteMemoriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteMemoriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes every memory of an agent, or of one of its tables or rooms.
     * </pre>
     */
    default void clearMemories(io.parley.v1.ClearMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ClearMemoriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getClearMemoriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Queues memories for embedding in the background. Those with an embedding or without text are skipped.
     * </pre>
     */
    default void queueEmbeddings(io.parley.v1.QueueEmbeddingsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.QueueEmbeddingsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getQueueEmbeddingsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds a knowledge document: stores it, cuts it into fragments and queues their embeddings.
     * </pre>
     */
    default void addDocument(io.parley.v1.AddDocumentRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AddDocumentResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddDocumentMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service MemoryService.
   * <pre>
   * Stores, finds and forgets memories. Messages, facts and knowledge documents are memories in different tables.
   * </pre>
   */
  public static abstract class MemoryServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return MemoryServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service MemoryService.
   * <pre>
   * Stores, finds and forgets memories. Messages, facts and knowledge documents are memories in different tables.
   * </pre>
   */
  public static final class MemoryServiceStub
      extends io.grpc.stub.AbstractAsyncStub<MemoryServiceStub> {
    private MemoryServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MemoryServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MemoryServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Stores up to 1000 memories in one transaction; an existing id is kept as it is and returned.
     * </pre>
     */
    public void createMemories(io.parley.v1.CreateMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateMemoriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateMemoriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one memory. Errors: NOT_FOUND.
     * </pre>
     */
    public void getMemory(io.parley.v1.GetMemoryRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetMemoryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetMemoryMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists memories, newest first.
     * </pre>
     */
    public void listMemories(io.parley.v1.ListMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListMemoriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListMemoriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Counts memories.
     * </pre>
     */
    public void countMemories(io.parley.v1.CountMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CountMemoriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCountMemoriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Finds memories by meaning; with a query text the hits are re-ranked by their words.
     * </pre>
     */
    public void searchMemories(io.parley.v1.SearchMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SearchMemoriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSearchMemoriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes fields of a memory. Errors: ABORTED / REVISION_MISMATCH.
     * </pre>
     */
    public void updateMemory(io.parley.v1.UpdateMemoryRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateMemoryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateMemoryMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes memories by id; a document takes its fragments with it. Unknown ids are ignored.
     * </pre>
     */
    public void deleteMemories(io.parley.v1.DeleteMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteMemoriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteMemoriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes every memory of an agent, or of one of its tables or rooms.
     * </pre>
     */
    public void clearMemories(io.parley.v1.ClearMemoriesRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ClearMemoriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getClearMemoriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Queues memories for embedding in the background. Those with an embedding or without text are skipped.
     * </pre>
     */
    public void queueEmbeddings(io.parley.v1.QueueEmbeddingsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.QueueEmbeddingsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getQueueEmbeddingsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds a knowledge document: stores it, cuts it into fragments and queues their embeddings.
     * </pre>
     */
    public void addDocument(io.parley.v1.AddDocumentRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AddDocumentResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddDocumentMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service MemoryService.
   * <pre>
   * Stores, finds and forgets memories. Messages, facts and knowledge documents are memories in different tables.
   * </pre>
   */
  public static final class MemoryServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<MemoryServiceBlockingV2Stub> {
    private MemoryServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MemoryServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MemoryServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Stores up to 1000 memories in one transaction; an existing id is kept as it is and returned.
     * </pre>
     */
    public io.parley.v1.CreateMemoriesResponse createMemories(io.parley.v1.CreateMemoriesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one memory. Errors: NOT_FOUND.
     * </pre>
     */
    public io.parley.v1.GetMemoryResponse getMemory(io.parley.v1.GetMemoryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetMemoryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists memories, newest first.
     * </pre>
     */
    public io.parley.v1.ListMemoriesResponse listMemories(io.parley.v1.ListMemoriesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Counts memories.
     * </pre>
     */
    public io.parley.v1.CountMemoriesResponse countMemories(io.parley.v1.CountMemoriesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCountMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Finds memories by meaning; with a query text the hits are re-ranked by their words.
     * </pre>
     */
    public io.parley.v1.SearchMemoriesResponse searchMemories(io.parley.v1.SearchMemoriesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSearchMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of a memory. Errors: ABORTED / REVISION_MISMATCH.
     * </pre>
     */
    public io.parley.v1.UpdateMemoryResponse updateMemory(io.parley.v1.UpdateMemoryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateMemoryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes memories by id; a document takes its fragments with it. Unknown ids are ignored.
     * </pre>
     */
    public io.parley.v1.DeleteMemoriesResponse deleteMemories(io.parley.v1.DeleteMemoriesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes every memory of an agent, or of one of its tables or rooms.
     * </pre>
     */
    public io.parley.v1.ClearMemoriesResponse clearMemories(io.parley.v1.ClearMemoriesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getClearMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Queues memories for embedding in the background. Those with an embedding or without text are skipped.
     * </pre>
     */
    public io.parley.v1.QueueEmbeddingsResponse queueEmbeddings(io.parley.v1.QueueEmbeddingsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getQueueEmbeddingsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds a knowledge document: stores it, cuts it into fragments and queues their embeddings.
     * </pre>
     */
    public io.parley.v1.AddDocumentResponse addDocument(io.parley.v1.AddDocumentRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddDocumentMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service MemoryService.
   * <pre>
   * Stores, finds and forgets memories. Messages, facts and knowledge documents are memories in different tables.
   * </pre>
   */
  public static final class MemoryServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<MemoryServiceBlockingStub> {
    private MemoryServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MemoryServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MemoryServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Stores up to 1000 memories in one transaction; an existing id is kept as it is and returned.
     * </pre>
     */
    public io.parley.v1.CreateMemoriesResponse createMemories(io.parley.v1.CreateMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one memory. Errors: NOT_FOUND.
     * </pre>
     */
    public io.parley.v1.GetMemoryResponse getMemory(io.parley.v1.GetMemoryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetMemoryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists memories, newest first.
     * </pre>
     */
    public io.parley.v1.ListMemoriesResponse listMemories(io.parley.v1.ListMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Counts memories.
     * </pre>
     */
    public io.parley.v1.CountMemoriesResponse countMemories(io.parley.v1.CountMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCountMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Finds memories by meaning; with a query text the hits are re-ranked by their words.
     * </pre>
     */
    public io.parley.v1.SearchMemoriesResponse searchMemories(io.parley.v1.SearchMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSearchMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of a memory. Errors: ABORTED / REVISION_MISMATCH.
     * </pre>
     */
    public io.parley.v1.UpdateMemoryResponse updateMemory(io.parley.v1.UpdateMemoryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateMemoryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes memories by id; a document takes its fragments with it. Unknown ids are ignored.
     * </pre>
     */
    public io.parley.v1.DeleteMemoriesResponse deleteMemories(io.parley.v1.DeleteMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes every memory of an agent, or of one of its tables or rooms.
     * </pre>
     */
    public io.parley.v1.ClearMemoriesResponse clearMemories(io.parley.v1.ClearMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getClearMemoriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Queues memories for embedding in the background. Those with an embedding or without text are skipped.
     * </pre>
     */
    public io.parley.v1.QueueEmbeddingsResponse queueEmbeddings(io.parley.v1.QueueEmbeddingsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getQueueEmbeddingsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds a knowledge document: stores it, cuts it into fragments and queues their embeddings.
     * </pre>
     */
    public io.parley.v1.AddDocumentResponse addDocument(io.parley.v1.AddDocumentRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddDocumentMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service MemoryService.
   * <pre>
   * Stores, finds and forgets memories. Messages, facts and knowledge documents are memories in different tables.
   * </pre>
   */
  public static final class MemoryServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<MemoryServiceFutureStub> {
    private MemoryServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MemoryServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MemoryServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Stores up to 1000 memories in one transaction; an existing id is kept as it is and returned.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CreateMemoriesResponse> createMemories(
        io.parley.v1.CreateMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateMemoriesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one memory. Errors: NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.GetMemoryResponse> getMemory(
        io.parley.v1.GetMemoryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetMemoryMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists memories, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListMemoriesResponse> listMemories(
        io.parley.v1.ListMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListMemoriesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Counts memories.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CountMemoriesResponse> countMemories(
        io.parley.v1.CountMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCountMemoriesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Finds memories by meaning; with a query text the hits are re-ranked by their words.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.SearchMemoriesResponse> searchMemories(
        io.parley.v1.SearchMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSearchMemoriesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes fields of a memory. Errors: ABORTED / REVISION_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UpdateMemoryResponse> updateMemory(
        io.parley.v1.UpdateMemoryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateMemoryMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes memories by id; a document takes its fragments with it. Unknown ids are ignored.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteMemoriesResponse> deleteMemories(
        io.parley.v1.DeleteMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteMemoriesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes every memory of an agent, or of one of its tables or rooms.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ClearMemoriesResponse> clearMemories(
        io.parley.v1.ClearMemoriesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getClearMemoriesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Queues memories for embedding in the background. Those with an embedding or without text are skipped.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.QueueEmbeddingsResponse> queueEmbeddings(
        io.parley.v1.QueueEmbeddingsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getQueueEmbeddingsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds a knowledge document: stores it, cuts it into fragments and queues their embeddings.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.AddDocumentResponse> addDocument(
        io.parley.v1.AddDocumentRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddDocumentMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_MEMORIES = 0;
  private static final int METHODID_GET_MEMORY = 1;
  private static final int METHODID_LIST_MEMORIES = 2;
  private static final int METHODID_COUNT_MEMORIES = 3;
  private static final int METHODID_SEARCH_MEMORIES = 4;
  private static final int METHODID_UPDATE_MEMORY = 5;
  private static final int METHODID_DELETE_MEMORIES = 6;
  private static final int METHODID_CLEAR_MEMORIES = 7;
  private static final int METHODID_QUEUE_EMBEDDINGS = 8;
  private static final int METHODID_ADD_DOCUMENT = 9;

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
        case METHODID_CREATE_MEMORIES:
          serviceImpl.createMemories((io.parley.v1.CreateMemoriesRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CreateMemoriesResponse>) responseObserver);
          break;
        case METHODID_GET_MEMORY:
          serviceImpl.getMemory((io.parley.v1.GetMemoryRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.GetMemoryResponse>) responseObserver);
          break;
        case METHODID_LIST_MEMORIES:
          serviceImpl.listMemories((io.parley.v1.ListMemoriesRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListMemoriesResponse>) responseObserver);
          break;
        case METHODID_COUNT_MEMORIES:
          serviceImpl.countMemories((io.parley.v1.CountMemoriesRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CountMemoriesResponse>) responseObserver);
          break;
        case METHODID_SEARCH_MEMORIES:
          serviceImpl.searchMemories((io.parley.v1.SearchMemoriesRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.SearchMemoriesResponse>) responseObserver);
          break;
        case METHODID_UPDATE_MEMORY:
          serviceImpl.updateMemory((io.parley.v1.UpdateMemoryRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UpdateMemoryResponse>) responseObserver);
          break;
        case METHODID_DELETE_MEMORIES:
          serviceImpl.deleteMemories((io.parley.v1.DeleteMemoriesRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteMemoriesResponse>) responseObserver);
          break;
        case METHODID_CLEAR_MEMORIES:
          serviceImpl.clearMemories((io.parley.v1.ClearMemoriesRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ClearMemoriesResponse>) responseObserver);
          break;
        case METHODID_QUEUE_EMBEDDINGS:
          serviceImpl.queueEmbeddings((io.parley.v1.QueueEmbeddingsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.QueueEmbeddingsResponse>) responseObserver);
          break;
        case METHODID_ADD_DOCUMENT:
          serviceImpl.addDocument((io.parley.v1.AddDocumentRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.AddDocumentResponse>) responseObserver);
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
          getCreateMemoriesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CreateMemoriesRequest,
              io.parley.v1.CreateMemoriesResponse>(
                service, METHODID_CREATE_MEMORIES)))
        .addMethod(
          getGetMemoryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.GetMemoryRequest,
              io.parley.v1.GetMemoryResponse>(
                service, METHODID_GET_MEMORY)))
        .addMethod(
          getListMemoriesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListMemoriesRequest,
              io.parley.v1.ListMemoriesResponse>(
                service, METHODID_LIST_MEMORIES)))
        .addMethod(
          getCountMemoriesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CountMemoriesRequest,
              io.parley.v1.CountMemoriesResponse>(
                service, METHODID_COUNT_MEMORIES)))
        .addMethod(
          getSearchMemoriesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.SearchMemoriesRequest,
              io.parley.v1.SearchMemoriesResponse>(
                service, METHODID_SEARCH_MEMORIES)))
        .addMethod(
          getUpdateMemoryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UpdateMemoryRequest,
              io.parley.v1.UpdateMemoryResponse>(
                service, METHODID_UPDATE_MEMORY)))
        .addMethod(
          getDeleteMemoriesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteMemoriesRequest,
              io.parley.v1.DeleteMemoriesResponse>(
                service, METHODID_DELETE_MEMORIES)))
        .addMethod(
          getClearMemoriesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ClearMemoriesRequest,
              io.parley.v1.ClearMemoriesResponse>(
                service, METHODID_CLEAR_MEMORIES)))
        .addMethod(
          getQueueEmbeddingsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.QueueEmbeddingsRequest,
              io.parley.v1.QueueEmbeddingsResponse>(
                service, METHODID_QUEUE_EMBEDDINGS)))
        .addMethod(
          getAddDocumentMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.AddDocumentRequest,
              io.parley.v1.AddDocumentResponse>(
                service, METHODID_ADD_DOCUMENT)))
        .build();
  }

  private static abstract class MemoryServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    MemoryServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.parley.v1.MemoriesProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("MemoryService");
    }
  }

  private static final class MemoryServiceFileDescriptorSupplier
      extends MemoryServiceBaseDescriptorSupplier {
    MemoryServiceFileDescriptorSupplier() {}
  }

  private static final class MemoryServiceMethodDescriptorSupplier
      extends MemoryServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    MemoryServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (MemoryServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new MemoryServiceFileDescriptorSupplier())
              .addMethod(getCreateMemoriesMethod())
              .addMethod(getGetMemoryMethod())
              .addMethod(getListMemoriesMethod())
              .addMethod(getCountMemoriesMethod())
              .addMethod(getSearchMemoriesMethod())
              .addMethod(getUpdateMemoryMethod())
              .addMethod(getDeleteMemoriesMethod())
              .addMethod(getClearMemoriesMethod())
              .addMethod(getQueueEmbeddingsMethod())
              .addMethod(getAddDocumentMethod())
              .build();
        }
      }
    }
    return result;
  }
}
