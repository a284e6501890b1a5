package io.parley.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * A plugin dials the server, says what it offers and is then called over the same stream. To call back, it uses the
 * ordinary services with the call_token of an invocation, or with its own credential between invocations.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class PluginServiceGrpc {

  private PluginServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "parley.v1.PluginService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.parley.v1.AttachRequest,
      io.parley.v1.AttachResponse> getAttachMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Attach",
      requestType = io.parley.v1.AttachRequest.class,
      responseType = io.parley.v1.AttachResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
  public static io.grpc.MethodDescriptor<io.parley.v1.AttachRequest,
      io.parley.v1.AttachResponse> getAttachMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.AttachRequest, io.parley.v1.AttachResponse> getAttachMethod;
    if ((getAttachMethod = PluginServiceGrpc.getAttachMethod) == null) {
      synchronized (PluginServiceGrpc.class) {
        if ((getAttachMethod = PluginServiceGrpc.getAttachMethod) == null) {
          PluginServiceGrpc.getAttachMethod = getAttachMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.AttachRequest, io.parley.v1.AttachResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Attach"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AttachRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AttachResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PluginServiceMethodDescriptorSupplier("Attach"))
              .build();
        }
      }
    }
    return getAttachMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListPluginsRequest,
      io.parley.v1.ListPluginsResponse> getListPluginsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListPlugins",
      requestType = io.parley.v1.ListPluginsRequest.class,
      responseType = io.parley.v1.ListPluginsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListPluginsRequest,
      io.parley.v1.ListPluginsResponse> getListPluginsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListPluginsRequest, io.parley.v1.ListPluginsResponse> getListPluginsMethod;
    if ((getListPluginsMethod = PluginServiceGrpc.getListPluginsMethod) == null) {
      synchronized (PluginServiceGrpc.class) {
        if ((getListPluginsMethod = PluginServiceGrpc.getListPluginsMethod) == null) {
          PluginServiceGrpc.getListPluginsMethod = getListPluginsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListPluginsRequest, io.parley.v1.ListPluginsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListPlugins"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListPluginsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListPluginsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PluginServiceMethodDescriptorSupplier("ListPlugins"))
              .build();
        }
      }
    }
    return getListPluginsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DetachPluginRequest,
      io.parley.v1.DetachPluginResponse> getDetachPluginMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DetachPlugin",
      requestType = io.parley.v1.DetachPluginRequest.class,
      responseType = io.parley.v1.DetachPluginResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DetachPluginRequest,
      io.parley.v1.DetachPluginResponse> getDetachPluginMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DetachPluginRequest, io.parley.v1.DetachPluginResponse> getDetachPluginMethod;
    if ((getDetachPluginMethod = PluginServiceGrpc.getDetachPluginMethod) == null) {
      synchronized (PluginServiceGrpc.class) {
        if ((getDetachPluginMethod = PluginServiceGrpc.getDetachPluginMethod) == null) {
          PluginServiceGrpc.getDetachPluginMethod = getDetachPluginMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DetachPluginRequest, io.parley.v1.DetachPluginResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DetachPlugin"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DetachPluginRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DetachPluginResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PluginServiceMethodDescriptorSupplier("DetachPlugin"))
              .build();
        }
      }
    }
    return getDetachPluginMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static PluginServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PluginServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PluginServiceStub>() {
        @java.lang.Override
        public PluginServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PluginServiceStub(channel, callOptions);
        }
      };
    return PluginServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static PluginServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PluginServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PluginServiceBlockingV2Stub>() {
        @java.lang.Override
        public PluginServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PluginServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return PluginServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static PluginServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PluginServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PluginServiceBlockingStub>() {
        @java.lang.Override
        public PluginServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PluginServiceBlockingStub(channel, callOptions);
        }
      };
    return PluginServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static PluginServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PluginServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PluginServiceFutureStub>() {
        @java.lang.Override
        public PluginServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PluginServiceFutureStub(channel, callOptions);
        }
      };
    return PluginServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * A plugin dials the server, says what it offers and is then called over the same stream. To call back, it uses the
   * ordinary services with the call_token of an invocation, or with its own credential between invocations.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Serves components. The first frame is `hello`; a process may open several streams with one instance_id.
     * </pre>
     */
    default io.grpc.stub.StreamObserver<io.parley.v1.AttachRequest> attach(
        io.grpc.stub.StreamObserver<io.parley.v1.AttachResponse> responseObserver) {
      return io.grpc.stub.ServerCalls.asyncUnimplementedStreamingCall(getAttachMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists plugins, in-process ones included.
     * </pre>
     */
    default void listPlugins(io.parley.v1.ListPluginsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListPluginsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListPluginsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Drains and detaches a plugin. It may attach again.
     * </pre>
     */
    default void detachPlugin(io.parley.v1.DetachPluginRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DetachPluginResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDetachPluginMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service PluginService.
   * <pre>
   * A plugin dials the server, says what it offers and is then called over the same stream. To call back, it uses the
   * ordinary services with the call_token of an invocation, or with its own credential between invocations.
   * </pre>
   */
  public static abstract class PluginServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return PluginServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service PluginService.
   * <pre>
   * A plugin dials the server, says what it offers and is then called over the same stream. To call back, it uses the
   * ordinary services with the call_token of an invocation, or with its own credential between invocations.
   * </pre>
   */
  public static final class PluginServiceStub
      extends io.grpc.stub.AbstractAsyncStub<PluginServiceStub> {
    private PluginServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PluginServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PluginServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Serves components. The first frame is `hello`; a process may open several streams with one instance_id.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<io.parley.v1.AttachRequest> attach(
        io.grpc.stub.StreamObserver<io.parley.v1.AttachResponse> responseObserver) {
      return io.grpc.stub.ClientCalls.asyncBidiStreamingCall(
          getChannel().newCall(getAttachMethod(), getCallOptions()), responseObserver);
    }

    /**
     * <pre>
     * Lists plugins, in-process ones included.
     * </pre>
     */
    public void listPlugins(io.parley.v1.ListPluginsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListPluginsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListPluginsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Drains and detaches a plugin. It may attach again.
     * </pre>
     */
    public void detachPlugin(io.parley.v1.DetachPluginRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DetachPluginResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDetachPluginMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service PluginService.
   * <pre>
   * A plugin dials the server, says what it offers and is then called over the same stream. To call back, it uses the
   * ordinary services with the call_token of an invocation, or with its own credential between invocations.
   * </pre>
   */
  public static final class PluginServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<PluginServiceBlockingV2Stub> {
    private PluginServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PluginServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PluginServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Serves components. The first frame is `hello`; a process may open several streams with one instance_id.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<io.parley.v1.AttachRequest, io.parley.v1.AttachResponse>
        attach() {
      return io.grpc.stub.ClientCalls.blockingBidiStreamingCall(
          getChannel(), getAttachMethod(), getCallOptions());
    }

    /**
     * <pre>
     * Lists plugins, in-process ones included.
     * </pre>
     */
    public io.parley.v1.ListPluginsResponse listPlugins(io.parley.v1.ListPluginsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListPluginsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Drains and detaches a plugin. It may attach again.
     * </pre>
     */
    public io.parley.v1.DetachPluginResponse detachPlugin(io.parley.v1.DetachPluginRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDetachPluginMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service PluginService.
   * <pre>
   * A plugin dials the server, says what it offers and is then called over the same stream. To call back, it uses the
   * ordinary services with the call_token of an invocation, or with its own credential between invocations.
   * </pre>
   */
  public static final class PluginServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<PluginServiceBlockingStub> {
    private PluginServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PluginServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PluginServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists plugins, in-process ones included.
     * </pre>
     */
    public io.parley.v1.ListPluginsResponse listPlugins(io.parley.v1.ListPluginsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListPluginsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Drains and detaches a plugin. It may attach again.
     * </pre>
     */
    public io.parley.v1.DetachPluginResponse detachPlugin(io.parley.v1.DetachPluginRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDetachPluginMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service PluginService.
   * <pre>
   * A plugin dials the server, says what it offers and is then called over the same stream. To call back, it uses the
   * ordinary services with the call_token of an invocation, or with its own credential between invocations.
   * </pre>
   */
  public static final class PluginServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<PluginServiceFutureStub> {
    private PluginServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PluginServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PluginServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists plugins, in-process ones included.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListPluginsResponse> listPlugins(
        io.parley.v1.ListPluginsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListPluginsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Drains and detaches a plugin. It may attach again.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DetachPluginResponse> detachPlugin(
        io.parley.v1.DetachPluginRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDetachPluginMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_LIST_PLUGINS = 0;
  private static final int METHODID_DETACH_PLUGIN = 1;
  private static final int METHODID_ATTACH = 2;

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
        case METHODID_LIST_PLUGINS:
          serviceImpl.listPlugins((io.parley.v1.ListPluginsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListPluginsResponse>) responseObserver);
          break;
        case METHODID_DETACH_PLUGIN:
          serviceImpl.detachPlugin((io.parley.v1.DetachPluginRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DetachPluginResponse>) responseObserver);
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
        case METHODID_ATTACH:
          return (io.grpc.stub.StreamObserver<Req>) serviceImpl.attach(
              (io.grpc.stub.StreamObserver<io.parley.v1.AttachResponse>) responseObserver);
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getAttachMethod(),
          io.grpc.stub.ServerCalls.asyncBidiStreamingCall(
            new MethodHandlers<
              io.parley.v1.AttachRequest,
              io.parley.v1.AttachResponse>(
                service, METHODID_ATTACH)))
        .addMethod(
          getListPluginsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListPluginsRequest,
              io.parley.v1.ListPluginsResponse>(
                service, METHODID_LIST_PLUGINS)))
        .addMethod(
          getDetachPluginMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DetachPluginRequest,
              io.parley.v1.DetachPluginResponse>(
                service, METHODID_DETACH_PLUGIN)))
        .build();
  }

  private static abstract class PluginServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    PluginServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.parley.v1.PluginsProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("PluginService");
    }
  }

  private static final class PluginServiceFileDescriptorSupplier
      extends PluginServiceBaseDescriptorSupplier {
    PluginServiceFileDescriptorSupplier() {}
  }

  private static final class PluginServiceMethodDescriptorSupplier
      extends PluginServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    PluginServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (PluginServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new PluginServiceFileDescriptorSupplier())
              .addMethod(getAttachMethod())
              .addMethod(getListPluginsMethod())
              .addMethod(getDetachPluginMethod())
              .build();
        }
      }
    }
    return result;
  }
}
