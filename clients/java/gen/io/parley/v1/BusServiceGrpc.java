package io.parley.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * One log of events for each tenant, in total order. An event is stored (the default) or transient: not in the log, but
 * delivered at most once, to those subscribed now. A subscription without an id is ephemeral: it reads the log and
 * needs no acknowledgements. A durable one has a name; its readers share the work and acknowledge each event.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class BusServiceGrpc {

  private BusServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "parley.v1.BusService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ExchangeRequest,
      io.parley.v1.ExchangeResponse> getExchangeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Exchange",
      requestType = io.parley.v1.ExchangeRequest.class,
      responseType = io.parley.v1.ExchangeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
  public static io.grpc.MethodDescriptor<io.parley.v1.ExchangeRequest,
      io.parley.v1.ExchangeResponse> getExchangeMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ExchangeRequest, io.parley.v1.ExchangeResponse> getExchangeMethod;
    if ((getExchangeMethod = BusServiceGrpc.getExchangeMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getExchangeMethod = BusServiceGrpc.getExchangeMethod) == null) {
          BusServiceGrpc.getExchangeMethod = getExchangeMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ExchangeRequest, io.parley.v1.ExchangeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Exchange"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ExchangeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ExchangeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("Exchange"))
              .build();
        }
      }
    }
    return getExchangeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.PublishRequest,
      io.parley.v1.PublishResponse> getPublishMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Publish",
      requestType = io.parley.v1.PublishRequest.class,
      responseType = io.parley.v1.PublishResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.PublishRequest,
      io.parley.v1.PublishResponse> getPublishMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.PublishRequest, io.parley.v1.PublishResponse> getPublishMethod;
    if ((getPublishMethod = BusServiceGrpc.getPublishMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getPublishMethod = BusServiceGrpc.getPublishMethod) == null) {
          BusServiceGrpc.getPublishMethod = getPublishMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.PublishRequest, io.parley.v1.PublishResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Publish"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.PublishRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.PublishResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("Publish"))
              .build();
        }
      }
    }
    return getPublishMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.SubscribeRequest,
      io.parley.v1.SubscribeResponse> getSubscribeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Subscribe",
      requestType = io.parley.v1.SubscribeRequest.class,
      responseType = io.parley.v1.SubscribeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.parley.v1.SubscribeRequest,
      io.parley.v1.SubscribeResponse> getSubscribeMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.SubscribeRequest, io.parley.v1.SubscribeResponse> getSubscribeMethod;
    if ((getSubscribeMethod = BusServiceGrpc.getSubscribeMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getSubscribeMethod = BusServiceGrpc.getSubscribeMethod) == null) {
          BusServiceGrpc.getSubscribeMethod = getSubscribeMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.SubscribeRequest, io.parley.v1.SubscribeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Subscribe"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SubscribeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SubscribeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("Subscribe"))
              .build();
        }
      }
    }
    return getSubscribeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.AcknowledgeRequest,
      io.parley.v1.AcknowledgeResponse> getAcknowledgeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Acknowledge",
      requestType = io.parley.v1.AcknowledgeRequest.class,
      responseType = io.parley.v1.AcknowledgeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.AcknowledgeRequest,
      io.parley.v1.AcknowledgeResponse> getAcknowledgeMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.AcknowledgeRequest, io.parley.v1.AcknowledgeResponse> getAcknowledgeMethod;
    if ((getAcknowledgeMethod = BusServiceGrpc.getAcknowledgeMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getAcknowledgeMethod = BusServiceGrpc.getAcknowledgeMethod) == null) {
          BusServiceGrpc.getAcknowledgeMethod = getAcknowledgeMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.AcknowledgeRequest, io.parley.v1.AcknowledgeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Acknowledge"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AcknowledgeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AcknowledgeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("Acknowledge"))
              .build();
        }
      }
    }
    return getAcknowledgeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListEventsRequest,
      io.parley.v1.ListEventsResponse> getListEventsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListEvents",
      requestType = io.parley.v1.ListEventsRequest.class,
      responseType = io.parley.v1.ListEventsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListEventsRequest,
      io.parley.v1.ListEventsResponse> getListEventsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListEventsRequest, io.parley.v1.ListEventsResponse> getListEventsMethod;
    if ((getListEventsMethod = BusServiceGrpc.getListEventsMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getListEventsMethod = BusServiceGrpc.getListEventsMethod) == null) {
          BusServiceGrpc.getListEventsMethod = getListEventsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListEventsRequest, io.parley.v1.ListEventsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListEvents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListEventsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListEventsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("ListEvents"))
              .build();
        }
      }
    }
    return getListEventsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CreateSubscriptionRequest,
      io.parley.v1.CreateSubscriptionResponse> getCreateSubscriptionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateSubscription",
      requestType = io.parley.v1.CreateSubscriptionRequest.class,
      responseType = io.parley.v1.CreateSubscriptionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CreateSubscriptionRequest,
      io.parley.v1.CreateSubscriptionResponse> getCreateSubscriptionMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CreateSubscriptionRequest, io.parley.v1.CreateSubscriptionResponse> getCreateSubscriptionMethod;
    if ((getCreateSubscriptionMethod = BusServiceGrpc.getCreateSubscriptionMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getCreateSubscriptionMethod = BusServiceGrpc.getCreateSubscriptionMethod) == null) {
          BusServiceGrpc.getCreateSubscriptionMethod = getCreateSubscriptionMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CreateSubscriptionRequest, io.parley.v1.CreateSubscriptionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateSubscription"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateSubscriptionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateSubscriptionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("CreateSubscription"))
              .build();
        }
      }
    }
    return getCreateSubscriptionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.GetSubscriptionRequest,
      io.parley.v1.GetSubscriptionResponse> getGetSubscriptionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetSubscription",
      requestType = io.parley.v1.GetSubscriptionRequest.class,
      responseType = io.parley.v1.GetSubscriptionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.GetSubscriptionRequest,
      io.parley.v1.GetSubscriptionResponse> getGetSubscriptionMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.GetSubscriptionRequest, io.parley.v1.GetSubscriptionResponse> getGetSubscriptionMethod;
    if ((getGetSubscriptionMethod = BusServiceGrpc.getGetSubscriptionMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getGetSubscriptionMethod = BusServiceGrpc.getGetSubscriptionMethod) == null) {
          BusServiceGrpc.getGetSubscriptionMethod = getGetSubscriptionMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.GetSubscriptionRequest, io.parley.v1.GetSubscriptionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetSubscription"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetSubscriptionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetSubscriptionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("GetSubscription"))
              .build();
        }
      }
    }
    return getGetSubscriptionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListSubscriptionsRequest,
      io.parley.v1.ListSubscriptionsResponse> getListSubscriptionsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListSubscriptions",
      requestType = io.parley.v1.ListSubscriptionsRequest.class,
      responseType = io.parley.v1.ListSubscriptionsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListSubscriptionsRequest,
      io.parley.v1.ListSubscriptionsResponse> getListSubscriptionsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListSubscriptionsRequest, io.parley.v1.ListSubscriptionsResponse> getListSubscriptionsMethod;
    if ((getListSubscriptionsMethod = BusServiceGrpc.getListSubscriptionsMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getListSubscriptionsMethod = BusServiceGrpc.getListSubscriptionsMethod) == null) {
          BusServiceGrpc.getListSubscriptionsMethod = getListSubscriptionsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListSubscriptionsRequest, io.parley.v1.ListSubscriptionsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListSubscriptions"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListSubscriptionsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListSubscriptionsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("ListSubscriptions"))
              .build();
        }
      }
    }
    return getListSubscriptionsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UpdateSubscriptionRequest,
      io.parley.v1.UpdateSubscriptionResponse> getUpdateSubscriptionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateSubscription",
      requestType = io.parley.v1.UpdateSubscriptionRequest.class,
      responseType = io.parley.v1.UpdateSubscriptionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UpdateSubscriptionRequest,
      io.parley.v1.UpdateSubscriptionResponse> getUpdateSubscriptionMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UpdateSubscriptionRequest, io.parley.v1.UpdateSubscriptionResponse> getUpdateSubscriptionMethod;
    if ((getUpdateSubscriptionMethod = BusServiceGrpc.getUpdateSubscriptionMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getUpdateSubscriptionMethod = BusServiceGrpc.getUpdateSubscriptionMethod) == null) {
          BusServiceGrpc.getUpdateSubscriptionMethod = getUpdateSubscriptionMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UpdateSubscriptionRequest, io.parley.v1.UpdateSubscriptionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateSubscription"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateSubscriptionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateSubscriptionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("UpdateSubscription"))
              .build();
        }
      }
    }
    return getUpdateSubscriptionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.SeekSubscriptionRequest,
      io.parley.v1.SeekSubscriptionResponse> getSeekSubscriptionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SeekSubscription",
      requestType = io.parley.v1.SeekSubscriptionRequest.class,
      responseType = io.parley.v1.SeekSubscriptionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.SeekSubscriptionRequest,
      io.parley.v1.SeekSubscriptionResponse> getSeekSubscriptionMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.SeekSubscriptionRequest, io.parley.v1.SeekSubscriptionResponse> getSeekSubscriptionMethod;
    if ((getSeekSubscriptionMethod = BusServiceGrpc.getSeekSubscriptionMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getSeekSubscriptionMethod = BusServiceGrpc.getSeekSubscriptionMethod) == null) {
          BusServiceGrpc.getSeekSubscriptionMethod = getSeekSubscriptionMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.SeekSubscriptionRequest, io.parley.v1.SeekSubscriptionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SeekSubscription"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SeekSubscriptionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SeekSubscriptionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("SeekSubscription"))
              .build();
        }
      }
    }
    return getSeekSubscriptionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteSubscriptionRequest,
      io.parley.v1.DeleteSubscriptionResponse> getDeleteSubscriptionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteSubscription",
      requestType = io.parley.v1.DeleteSubscriptionRequest.class,
      responseType = io.parley.v1.DeleteSubscriptionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteSubscriptionRequest,
      io.parley.v1.DeleteSubscriptionResponse> getDeleteSubscriptionMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteSubscriptionRequest, io.parley.v1.DeleteSubscriptionResponse> getDeleteSubscriptionMethod;
    if ((getDeleteSubscriptionMethod = BusServiceGrpc.getDeleteSubscriptionMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getDeleteSubscriptionMethod = BusServiceGrpc.getDeleteSubscriptionMethod) == null) {
          BusServiceGrpc.getDeleteSubscriptionMethod = getDeleteSubscriptionMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteSubscriptionRequest, io.parley.v1.DeleteSubscriptionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteSubscription"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteSubscriptionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteSubscriptionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("DeleteSubscription"))
              .build();
        }
      }
    }
    return getDeleteSubscriptionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListDeadLettersRequest,
      io.parley.v1.ListDeadLettersResponse> getListDeadLettersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListDeadLetters",
      requestType = io.parley.v1.ListDeadLettersRequest.class,
      responseType = io.parley.v1.ListDeadLettersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListDeadLettersRequest,
      io.parley.v1.ListDeadLettersResponse> getListDeadLettersMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListDeadLettersRequest, io.parley.v1.ListDeadLettersResponse> getListDeadLettersMethod;
    if ((getListDeadLettersMethod = BusServiceGrpc.getListDeadLettersMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getListDeadLettersMethod = BusServiceGrpc.getListDeadLettersMethod) == null) {
          BusServiceGrpc.getListDeadLettersMethod = getListDeadLettersMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListDeadLettersRequest, io.parley.v1.ListDeadLettersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListDeadLetters"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListDeadLettersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListDeadLettersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("ListDeadLetters"))
              .build();
        }
      }
    }
    return getListDeadLettersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.RedriveDeadLettersRequest,
      io.parley.v1.RedriveDeadLettersResponse> getRedriveDeadLettersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RedriveDeadLetters",
      requestType = io.parley.v1.RedriveDeadLettersRequest.class,
      responseType = io.parley.v1.RedriveDeadLettersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.RedriveDeadLettersRequest,
      io.parley.v1.RedriveDeadLettersResponse> getRedriveDeadLettersMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.RedriveDeadLettersRequest, io.parley.v1.RedriveDeadLettersResponse> getRedriveDeadLettersMethod;
    if ((getRedriveDeadLettersMethod = BusServiceGrpc.getRedriveDeadLettersMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getRedriveDeadLettersMethod = BusServiceGrpc.getRedriveDeadLettersMethod) == null) {
          BusServiceGrpc.getRedriveDeadLettersMethod = getRedriveDeadLettersMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.RedriveDeadLettersRequest, io.parley.v1.RedriveDeadLettersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RedriveDeadLetters"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.RedriveDeadLettersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.RedriveDeadLettersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("RedriveDeadLetters"))
              .build();
        }
      }
    }
    return getRedriveDeadLettersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DiscardDeadLettersRequest,
      io.parley.v1.DiscardDeadLettersResponse> getDiscardDeadLettersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DiscardDeadLetters",
      requestType = io.parley.v1.DiscardDeadLettersRequest.class,
      responseType = io.parley.v1.DiscardDeadLettersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DiscardDeadLettersRequest,
      io.parley.v1.DiscardDeadLettersResponse> getDiscardDeadLettersMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DiscardDeadLettersRequest, io.parley.v1.DiscardDeadLettersResponse> getDiscardDeadLettersMethod;
    if ((getDiscardDeadLettersMethod = BusServiceGrpc.getDiscardDeadLettersMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getDiscardDeadLettersMethod = BusServiceGrpc.getDiscardDeadLettersMethod) == null) {
          BusServiceGrpc.getDiscardDeadLettersMethod = getDiscardDeadLettersMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DiscardDeadLettersRequest, io.parley.v1.DiscardDeadLettersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DiscardDeadLetters"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DiscardDeadLettersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DiscardDeadLettersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("DiscardDeadLetters"))
              .build();
        }
      }
    }
    return getDiscardDeadLettersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.GetBusMetricsRequest,
      io.parley.v1.GetBusMetricsResponse> getGetBusMetricsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetBusMetrics",
      requestType = io.parley.v1.GetBusMetricsRequest.class,
      responseType = io.parley.v1.GetBusMetricsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.GetBusMetricsRequest,
      io.parley.v1.GetBusMetricsResponse> getGetBusMetricsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.GetBusMetricsRequest, io.parley.v1.GetBusMetricsResponse> getGetBusMetricsMethod;
    if ((getGetBusMetricsMethod = BusServiceGrpc.getGetBusMetricsMethod) == null) {
      synchronized (BusServiceGrpc.class) {
        if ((getGetBusMetricsMethod = BusServiceGrpc.getGetBusMetricsMethod) == null) {
          BusServiceGrpc.getGetBusMetricsMethod = getGetBusMetricsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.GetBusMetricsRequest, io.parley.v1.GetBusMetricsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetBusMetrics"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetBusMetricsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetBusMetricsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BusServiceMethodDescriptorSupplier("GetBusMetrics"))
              .build();
        }
      }
    }
    return getGetBusMetricsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static BusServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BusServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BusServiceStub>() {
        @java.lang.Override
        public BusServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BusServiceStub(channel, callOptions);
        }
      };
    return BusServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static BusServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BusServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BusServiceBlockingV2Stub>() {
        @java.lang.Override
        public BusServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BusServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return BusServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static BusServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BusServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BusServiceBlockingStub>() {
        @java.lang.Override
        public BusServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BusServiceBlockingStub(channel, callOptions);
        }
      };
    return BusServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static BusServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BusServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BusServiceFutureStub>() {
        @java.lang.Override
        public BusServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BusServiceFutureStub(channel, callOptions);
        }
      };
    return BusServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * One log of events for each tenant, in total order. An event is stored (the default) or transient: not in the log, but
   * delivered at most once, to those subscribed now. A subscription without an id is ephemeral: it reads the log and
   * needs no acknowledgements. A durable one has a name; its readers share the work and acknowledge each event.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Everything over one stream. Frames are the messages of the plain calls below. No hello is needed: one line
     * of JSON is enough to subscribe or publish. After half-close the server sends on until nothing is open.
     * </pre>
     */
    default io.grpc.stub.StreamObserver<io.parley.v1.ExchangeRequest> exchange(
        io.grpc.stub.StreamObserver<io.parley.v1.ExchangeResponse> responseObserver) {
      return io.grpc.stub.ServerCalls.asyncUnimplementedStreamingCall(getExchangeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Publishes events; stored ones are answered when they are stored.
     * </pre>
     */
    default void publish(io.parley.v1.PublishRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.PublishResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPublishMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sends events as they come, for readers that cannot send while they read, such as browsers; those of a durable
     * subscription are acknowledged with Acknowledge.
     * </pre>
     */
    default void subscribe(io.parley.v1.SubscribeRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SubscribeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSubscribeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Acknowledges, returns or extends events of a durable subscription.
     * </pre>
     */
    default void acknowledge(io.parley.v1.AcknowledgeRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AcknowledgeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAcknowledgeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads stored events, oldest first, without a subscription.
     * </pre>
     */
    default void listEvents(io.parley.v1.ListEventsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListEventsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListEventsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a durable subscription. The same id with the same settings is no error.
     * </pre>
     */
    default void createSubscription(io.parley.v1.CreateSubscriptionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateSubscriptionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateSubscriptionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads a durable subscription with its counters. Errors: NOT_FOUND.
     * </pre>
     */
    default void getSubscription(io.parley.v1.GetSubscriptionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetSubscriptionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetSubscriptionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists durable subscriptions by id.
     * </pre>
     */
    default void listSubscriptions(io.parley.v1.ListSubscriptionsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListSubscriptionsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListSubscriptionsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes the settings of a durable subscription; its position stays.
     * </pre>
     */
    default void updateSubscription(io.parley.v1.UpdateSubscriptionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateSubscriptionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateSubscriptionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Moves a durable subscription to another position. Open deliveries are void: their ack ids settle nothing any more.
     * </pre>
     */
    default void seekSubscription(io.parley.v1.SeekSubscriptionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SeekSubscriptionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSeekSubscriptionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a durable subscription with its dead letters and closes its readers.
     * </pre>
     */
    default void deleteSubscription(io.parley.v1.DeleteSubscriptionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteSubscriptionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteSubscriptionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists events that a durable subscription gave up on, oldest first.
     * </pre>
     */
    default void listDeadLetters(io.parley.v1.ListDeadLettersRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListDeadLettersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListDeadLettersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Delivers dead letters again, to their subscription only, under new ack ids.
     * </pre>
     */
    default void redriveDeadLetters(io.parley.v1.RedriveDeadLettersRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.RedriveDeadLettersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRedriveDeadLettersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes dead letters.
     * </pre>
     */
    default void discardDeadLetters(io.parley.v1.DiscardDeadLettersRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DiscardDeadLettersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDiscardDeadLettersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Counts events and measures their handling, by type.
     * </pre>
     */
    default void getBusMetrics(io.parley.v1.GetBusMetricsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetBusMetricsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetBusMetricsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service BusService.
   * <pre>
   * One log of events for each tenant, in total order. An event is stored (the default) or transient: not in the log, but
   * delivered at most once, to those subscribed now. A subscription without an id is ephemeral: it reads the log and
   * needs no acknowledgements. A durable one has a name; its readers share the work and acknowledge each event.
   * </pre>
   */
  public static abstract class BusServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return BusServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service BusService.
   * <pre>
   * One log of events for each tenant, in total order. An event is stored (the default) or transient: not in the log, but
   * delivered at most once, to those subscribed now. A subscription without an id is ephemeral: it reads the log and
   * needs no acknowledgements. A durable one has a name; its readers share the work and acknowledge each event.
   * </pre>
   */
  public static final class BusServiceStub
      extends io.grpc.stub.AbstractAsyncStub<BusServiceStub> {
    private BusServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BusServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BusServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Everything over one stream. Frames are the messages of the plain calls below. No hello is needed: one line
     * of JSON is enough to subscribe or publish. After half-close the server sends on until nothing is open.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<io.parley.v1.ExchangeRequest> exchange(
        io.grpc.stub.StreamObserver<io.parley.v1.ExchangeResponse> responseObserver) {
      return io.grpc.stub.ClientCalls.asyncBidiStreamingCall(
          getChannel().newCall(getExchangeMethod(), getCallOptions()), responseObserver);
    }

    /**
     * <pre>
     * Publishes events; stored ones are answered when they are stored.
     * </pre>
     */
    public void publish(io.parley.v1.PublishRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.PublishResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPublishMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sends events as they come, for readers that cannot send while they read, such as browsers; those of a durable
     * subscription are acknowledged with Acknowledge.
     * </pre>
     */
    public void subscribe(io.parley.v1.SubscribeRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SubscribeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getSubscribeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Acknowledges, returns or extends events of a durable subscription.
     * </pre>
     */
    public void acknowledge(io.parley.v1.AcknowledgeRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AcknowledgeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAcknowledgeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads stored events, oldest first, without a subscription.
     * </pre>
     */
    public void listEvents(io.parley.v1.ListEventsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListEventsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListEventsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a durable subscription. The same id with the same settings is no error.
     * </pre>
     */
    public void createSubscription(io.parley.v1.CreateSubscriptionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateSubscriptionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateSubscriptionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads a durable subscription with its counters. Errors: NOT_FOUND.
     * </pre>
     */
    public void getSubscription(io.parley.v1.GetSubscriptionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetSubscriptionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetSubscriptionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists durable subscriptions by id.
     * </pre>
     */
    public void listSubscriptions(io.parley.v1.ListSubscriptionsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListSubscriptionsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListSubscriptionsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes the settings of a durable subscription; its position stays.
     * </pre>
     */
    public void updateSubscription(io.parley.v1.UpdateSubscriptionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateSubscriptionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateSubscriptionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Moves a durable subscription to another position. Open deliveries are void: their ack ids settle nothing any more.
     * </pre>
     */
    public void seekSubscription(io.parley.v1.SeekSubscriptionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SeekSubscriptionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSeekSubscriptionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a durable subscription with its dead letters and closes its readers.
     * </pre>
     */
    public void deleteSubscription(io.parley.v1.DeleteSubscriptionRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteSubscriptionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteSubscriptionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists events that a durable subscription gave up on, oldest first.
     * </pre>
     */
    public void listDeadLetters(io.parley.v1.ListDeadLettersRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListDeadLettersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListDeadLettersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Delivers dead letters again, to their subscription only, under new ack ids.
     * </pre>
     */
    public void redriveDeadLetters(io.parley.v1.RedriveDeadLettersRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.RedriveDeadLettersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRedriveDeadLettersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes dead letters.
     * </pre>
     */
    public void discardDeadLetters(io.parley.v1.DiscardDeadLettersRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DiscardDeadLettersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDiscardDeadLettersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Counts events and measures their handling, by type.
     * </pre>
     */
    public void getBusMetrics(io.parley.v1.GetBusMetricsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetBusMetricsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetBusMetricsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service BusService.
   * <pre>
   * One log of events for each tenant, in total order. An event is stored (the default) or transient: not in the log, but
   * delivered at most once, to those subscribed now. A subscription without an id is ephemeral: it reads the log and
   * needs no acknowledgements. A durable one has a name; its readers share the work and acknowledge each event.
   * </pre>
   */
  public static final class BusServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<BusServiceBlockingV2Stub> {
    private BusServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BusServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BusServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Everything over one stream. Frames are the messages of the plain calls below. No hello is needed: one line
     * of JSON is enough to subscribe or publish. After half-close the server sends on until nothing is open.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<io.parley.v1.ExchangeRequest, io.parley.v1.ExchangeResponse>
        exchange() {
      return io.grpc.stub.ClientCalls.blockingBidiStreamingCall(
          getChannel(), getExchangeMethod(), getCallOptions());
    }

    /**
     * <pre>
     * Publishes events; stored ones are answered when they are stored.
     * </pre>
     */
    public io.parley.v1.PublishResponse publish(io.parley.v1.PublishRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPublishMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends events as they come, for readers that cannot send while they read, such as browsers; those of a durable
     * subscription are acknowledged with Acknowledge.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.parley.v1.SubscribeResponse>
        subscribe(io.parley.v1.SubscribeRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getSubscribeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Acknowledges, returns or extends events of a durable subscription.
     * </pre>
     */
    public io.parley.v1.AcknowledgeResponse acknowledge(io.parley.v1.AcknowledgeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAcknowledgeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads stored events, oldest first, without a subscription.
     * </pre>
     */
    public io.parley.v1.ListEventsResponse listEvents(io.parley.v1.ListEventsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListEventsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a durable subscription. The same id with the same settings is no error.
     * </pre>
     */
    public io.parley.v1.CreateSubscriptionResponse createSubscription(io.parley.v1.CreateSubscriptionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads a durable subscription with its counters. Errors: NOT_FOUND.
     * </pre>
     */
    public io.parley.v1.GetSubscriptionResponse getSubscription(io.parley.v1.GetSubscriptionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists durable subscriptions by id.
     * </pre>
     */
    public io.parley.v1.ListSubscriptionsResponse listSubscriptions(io.parley.v1.ListSubscriptionsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListSubscriptionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the settings of a durable subscription; its position stays.
     * </pre>
     */
    public io.parley.v1.UpdateSubscriptionResponse updateSubscription(io.parley.v1.UpdateSubscriptionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Moves a durable subscription to another position. Open deliveries are void: their ack ids settle nothing any more.
     * </pre>
     */
    public io.parley.v1.SeekSubscriptionResponse seekSubscription(io.parley.v1.SeekSubscriptionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSeekSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a durable subscription with its dead letters and closes its readers.
     * </pre>
     */
    public io.parley.v1.DeleteSubscriptionResponse deleteSubscription(io.parley.v1.DeleteSubscriptionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists events that a durable subscription gave up on, oldest first.
     * </pre>
     */
    public io.parley.v1.ListDeadLettersResponse listDeadLetters(io.parley.v1.ListDeadLettersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListDeadLettersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Delivers dead letters again, to their subscription only, under new ack ids.
     * </pre>
     */
    public io.parley.v1.RedriveDeadLettersResponse redriveDeadLetters(io.parley.v1.RedriveDeadLettersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRedriveDeadLettersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes dead letters.
     * </pre>
     */
    public io.parley.v1.DiscardDeadLettersResponse discardDeadLetters(io.parley.v1.DiscardDeadLettersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDiscardDeadLettersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Counts events and measures their handling, by type.
     * </pre>
     */
    public io.parley.v1.GetBusMetricsResponse getBusMetrics(io.parley.v1.GetBusMetricsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetBusMetricsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service BusService.
   * <pre>
   * One log of events for each tenant, in total order. An event is stored (the default) or transient: not in the log, but
   * delivered at most once, to those subscribed now. A subscription without an id is ephemeral: it reads the log and
   * needs no acknowledgements. A durable one has a name; its readers share the work and acknowledge each event.
   * </pre>
   */
  public static final class BusServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<BusServiceBlockingStub> {
    private BusServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BusServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BusServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Publishes events; stored ones are answered when they are stored.
     * </pre>
     */
    public io.parley.v1.PublishResponse publish(io.parley.v1.PublishRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPublishMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends events as they come, for readers that cannot send while they read, such as browsers; those of a durable
     * subscription are acknowledged with Acknowledge.
     * </pre>
     */
    public java.util.Iterator<io.parley.v1.SubscribeResponse> subscribe(
        io.parley.v1.SubscribeRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getSubscribeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Acknowledges, returns or extends events of a durable subscription.
     * </pre>
     */
    public io.parley.v1.AcknowledgeResponse acknowledge(io.parley.v1.AcknowledgeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAcknowledgeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads stored events, oldest first, without a subscription.
     * </pre>
     */
    public io.parley.v1.ListEventsResponse listEvents(io.parley.v1.ListEventsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListEventsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a durable subscription. The same id with the same settings is no error.
     * </pre>
     */
    public io.parley.v1.CreateSubscriptionResponse createSubscription(io.parley.v1.CreateSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads a durable subscription with its counters. Errors: NOT_FOUND.
     * </pre>
     */
    public io.parley.v1.GetSubscriptionResponse getSubscription(io.parley.v1.GetSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists durable subscriptions by id.
     * </pre>
     */
    public io.parley.v1.ListSubscriptionsResponse listSubscriptions(io.parley.v1.ListSubscriptionsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListSubscriptionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the settings of a durable subscription; its position stays.
     * </pre>
     */
    public io.parley.v1.UpdateSubscriptionResponse updateSubscription(io.parley.v1.UpdateSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Moves a durable subscription to another position. Open deliveries are void: their ack ids settle nothing any more.
     * </pre>
     */
    public io.parley.v1.SeekSubscriptionResponse seekSubscription(io.parley.v1.SeekSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSeekSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a durable subscription with its dead letters and closes its readers.
     * </pre>
     */
    public io.parley.v1.DeleteSubscriptionResponse deleteSubscription(io.parley.v1.DeleteSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists events that a durable subscription gave up on, oldest first.
     * </pre>
     */
    public io.parley.v1.ListDeadLettersResponse listDeadLetters(io.parley.v1.ListDeadLettersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListDeadLettersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Delivers dead letters again, to their subscription only, under new ack ids.
     * </pre>
     */
    public io.parley.v1.RedriveDeadLettersResponse redriveDeadLetters(io.parley.v1.RedriveDeadLettersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRedriveDeadLettersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes dead letters.
     * </pre>
     */
    public io.parley.v1.DiscardDeadLettersResponse discardDeadLetters(io.parley.v1.DiscardDeadLettersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDiscardDeadLettersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Counts events and measures their handling, by type.
     * </pre>
     */
    public io.parley.v1.GetBusMetricsResponse getBusMetrics(io.parley.v1.GetBusMetricsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetBusMetricsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service BusService.
   * <pre>
   * One log of events for each tenant, in total order. An event is stored (the default) or transient: not in the log, but
   * delivered at most once, to those subscribed now. A subscription without an id is ephemeral: it reads the log and
   * needs no acknowledgements. A durable one has a name; its readers share the work and acknowledge each event.
   * </pre>
   */
  public static final class BusServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<BusServiceFutureStub> {
    private BusServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BusServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BusServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Publishes events; stored ones are answered when they are stored.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.PublishResponse> publish(
        io.parley.v1.PublishRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPublishMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Acknowledges, returns or extends events of a durable subscription.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.AcknowledgeResponse> acknowledge(
        io.parley.v1.AcknowledgeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAcknowledgeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads stored events, oldest first, without a subscription.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListEventsResponse> listEvents(
        io.parley.v1.ListEventsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListEventsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a durable subscription. The same id with the same settings is no error.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CreateSubscriptionResponse> createSubscription(
        io.parley.v1.CreateSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateSubscriptionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads a durable subscription with its counters. Errors: NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.GetSubscriptionResponse> getSubscription(
        io.parley.v1.GetSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetSubscriptionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists durable subscriptions by id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListSubscriptionsResponse> listSubscriptions(
        io.parley.v1.ListSubscriptionsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListSubscriptionsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes the settings of a durable subscription; its position stays.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UpdateSubscriptionResponse> updateSubscription(
        io.parley.v1.UpdateSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateSubscriptionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Moves a durable subscription to another position. Open deliveries are void: their ack ids settle nothing any more.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.SeekSubscriptionResponse> seekSubscription(
        io.parley.v1.SeekSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSeekSubscriptionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a durable subscription with its dead letters and closes its readers.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteSubscriptionResponse> deleteSubscription(
        io.parley.v1.DeleteSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteSubscriptionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists events that a durable subscription gave up on, oldest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListDeadLettersResponse> listDeadLetters(
        io.parley.v1.ListDeadLettersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListDeadLettersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Delivers dead letters again, to their subscription only, under new ack ids.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.RedriveDeadLettersResponse> redriveDeadLetters(
        io.parley.v1.RedriveDeadLettersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRedriveDeadLettersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes dead letters.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DiscardDeadLettersResponse> discardDeadLetters(
        io.parley.v1.DiscardDeadLettersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDiscardDeadLettersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Counts events and measures their handling, by type.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.GetBusMetricsResponse> getBusMetrics(
        io.parley.v1.GetBusMetricsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetBusMetricsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_PUBLISH = 0;
  private static final int METHODID_SUBSCRIBE = 1;
  private static final int METHODID_ACKNOWLEDGE = 2;
  private static final int METHODID_LIST_EVENTS = 3;
  private static final int METHODID_CREATE_SUBSCRIPTION = 4;
  private static final int METHODID_GET_SUBSCRIPTION = 5;
  private static final int METHODID_LIST_SUBSCRIPTIONS = 6;
  private static final int METHODID_UPDATE_SUBSCRIPTION = 7;
  private static final int METHODID_SEEK_SUBSCRIPTION = 8;
  private static final int METHODID_DELETE_SUBSCRIPTION = 9;
  private static final int METHODID_LIST_DEAD_LETTERS = 10;
  private static final int METHODID_REDRIVE_DEAD_LETTERS = 11;
  private static final int METHODID_DISCARD_DEAD_LETTERS = 12;
  private static final int METHODID_GET_BUS_METRICS = 13;
  private static final int METHODID_EXCHANGE = 14;

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
        case METHODID_PUBLISH:
          serviceImpl.publish((io.parley.v1.PublishRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.PublishResponse>) responseObserver);
          break;
        case METHODID_SUBSCRIBE:
          serviceImpl.subscribe((io.parley.v1.SubscribeRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.SubscribeResponse>) responseObserver);
          break;
        case METHODID_ACKNOWLEDGE:
          serviceImpl.acknowledge((io.parley.v1.AcknowledgeRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.AcknowledgeResponse>) responseObserver);
          break;
        case METHODID_LIST_EVENTS:
          serviceImpl.listEvents((io.parley.v1.ListEventsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListEventsResponse>) responseObserver);
          break;
        case METHODID_CREATE_SUBSCRIPTION:
          serviceImpl.createSubscription((io.parley.v1.CreateSubscriptionRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CreateSubscriptionResponse>) responseObserver);
          break;
        case METHODID_GET_SUBSCRIPTION:
          serviceImpl.getSubscription((io.parley.v1.GetSubscriptionRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.GetSubscriptionResponse>) responseObserver);
          break;
        case METHODID_LIST_SUBSCRIPTIONS:
          serviceImpl.listSubscriptions((io.parley.v1.ListSubscriptionsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListSubscriptionsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_SUBSCRIPTION:
          serviceImpl.updateSubscription((io.parley.v1.UpdateSubscriptionRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UpdateSubscriptionResponse>) responseObserver);
          break;
        case METHODID_SEEK_SUBSCRIPTION:
          serviceImpl.seekSubscription((io.parley.v1.SeekSubscriptionRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.SeekSubscriptionResponse>) responseObserver);
          break;
        case METHODID_DELETE_SUBSCRIPTION:
          serviceImpl.deleteSubscription((io.parley.v1.DeleteSubscriptionRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteSubscriptionResponse>) responseObserver);
          break;
        case METHODID_LIST_DEAD_LETTERS:
          serviceImpl.listDeadLetters((io.parley.v1.ListDeadLettersRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListDeadLettersResponse>) responseObserver);
          break;
        case METHODID_REDRIVE_DEAD_LETTERS:
          serviceImpl.redriveDeadLetters((io.parley.v1.RedriveDeadLettersRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.RedriveDeadLettersResponse>) responseObserver);
          break;
        case METHODID_DISCARD_DEAD_LETTERS:
          serviceImpl.discardDeadLetters((io.parley.v1.DiscardDeadLettersRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DiscardDeadLettersResponse>) responseObserver);
          break;
        case METHODID_GET_BUS_METRICS:
          serviceImpl.getBusMetrics((io.parley.v1.GetBusMetricsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.GetBusMetricsResponse>) responseObserver);
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
        case METHODID_EXCHANGE:
          return (io.grpc.stub.StreamObserver<Req>) serviceImpl.exchange(
              (io.grpc.stub.StreamObserver<io.parley.v1.ExchangeResponse>) responseObserver);
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getExchangeMethod(),
          io.grpc.stub.ServerCalls.asyncBidiStreamingCall(
            new MethodHandlers<
              io.parley.v1.ExchangeRequest,
              io.parley.v1.ExchangeResponse>(
                service, METHODID_EXCHANGE)))
        .addMethod(
          getPublishMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.PublishRequest,
              io.parley.v1.PublishResponse>(
                service, METHODID_PUBLISH)))
        .addMethod(
          getSubscribeMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.parley.v1.SubscribeRequest,
              io.parley.v1.SubscribeResponse>(
                service, METHODID_SUBSCRIBE)))
        .addMethod(
          getAcknowledgeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.AcknowledgeRequest,
              io.parley.v1.AcknowledgeResponse>(
                service, METHODID_ACKNOWLEDGE)))
        .addMethod(
          getListEventsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListEventsRequest,
              io.parley.v1.ListEventsResponse>(
                service, METHODID_LIST_EVENTS)))
        .addMethod(
          getCreateSubscriptionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CreateSubscriptionRequest,
              io.parley.v1.CreateSubscriptionResponse>(
                service, METHODID_CREATE_SUBSCRIPTION)))
        .addMethod(
          getGetSubscriptionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.GetSubscriptionRequest,
              io.parley.v1.GetSubscriptionResponse>(
                service, METHODID_GET_SUBSCRIPTION)))
        .addMethod(
          getListSubscriptionsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListSubscriptionsRequest,
              io.parley.v1.ListSubscriptionsResponse>(
                service, METHODID_LIST_SUBSCRIPTIONS)))
        .addMethod(
          getUpdateSubscriptionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UpdateSubscriptionRequest,
              io.parley.v1.UpdateSubscriptionResponse>(
                service, METHODID_UPDATE_SUBSCRIPTION)))
        .addMethod(
          getSeekSubscriptionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.SeekSubscriptionRequest,
              io.parley.v1.SeekSubscriptionResponse>(
                service, METHODID_SEEK_SUBSCRIPTION)))
        .addMethod(
          getDeleteSubscriptionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteSubscriptionRequest,
              io.parley.v1.DeleteSubscriptionResponse>(
                service, METHODID_DELETE_SUBSCRIPTION)))
        .addMethod(
          getListDeadLettersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListDeadLettersRequest,
              io.parley.v1.ListDeadLettersResponse>(
                service, METHODID_LIST_DEAD_LETTERS)))
        .addMethod(
          getRedriveDeadLettersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.RedriveDeadLettersRequest,
              io.parley.v1.RedriveDeadLettersResponse>(
                service, METHODID_REDRIVE_DEAD_LETTERS)))
        .addMethod(
          getDiscardDeadLettersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DiscardDeadLettersRequest,
              io.parley.v1.DiscardDeadLettersResponse>(
                service, METHODID_DISCARD_DEAD_LETTERS)))
        .addMethod(
          getGetBusMetricsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.GetBusMetricsRequest,
              io.parley.v1.GetBusMetricsResponse>(
                service, METHODID_GET_BUS_METRICS)))
        .build();
  }

  private static abstract class BusServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    BusServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.parley.v1.BusProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("BusService");
    }
  }

  private static final class BusServiceFileDescriptorSupplier
      extends BusServiceBaseDescriptorSupplier {
    BusServiceFileDescriptorSupplier() {}
  }

  private static final class BusServiceMethodDescriptorSupplier
      extends BusServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    BusServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (BusServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new BusServiceFileDescriptorSupplier())
              .addMethod(getExchangeMethod())
              .addMethod(getPublishMethod())
              .addMethod(getSubscribeMethod())
              .addMethod(getAcknowledgeMethod())
              .addMethod(getListEventsMethod())
              .addMethod(getCreateSubscriptionMethod())
              .addMethod(getGetSubscriptionMethod())
              .addMethod(getListSubscriptionsMethod())
              .addMethod(getUpdateSubscriptionMethod())
              .addMethod(getSeekSubscriptionMethod())
              .addMethod(getDeleteSubscriptionMethod())
              .addMethod(getListDeadLettersMethod())
              .addMethod(getRedriveDeadLettersMethod())
              .addMethod(getDiscardDeadLettersMethod())
              .addMethod(getGetBusMetricsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
