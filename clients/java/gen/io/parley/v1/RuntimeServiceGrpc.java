package io.parley.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Keeps agents and gives access to their runtimes: components, models, state, actions, events, settings, tasks, logs.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class RuntimeServiceGrpc {

  private RuntimeServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "parley.v1.RuntimeService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.parley.v1.GetServerInfoRequest,
      io.parley.v1.GetServerInfoResponse> getGetServerInfoMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetServerInfo",
      requestType = io.parley.v1.GetServerInfoRequest.class,
      responseType = io.parley.v1.GetServerInfoResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.GetServerInfoRequest,
      io.parley.v1.GetServerInfoResponse> getGetServerInfoMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.GetServerInfoRequest, io.parley.v1.GetServerInfoResponse> getGetServerInfoMethod;
    if ((getGetServerInfoMethod = RuntimeServiceGrpc.getGetServerInfoMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getGetServerInfoMethod = RuntimeServiceGrpc.getGetServerInfoMethod) == null) {
          RuntimeServiceGrpc.getGetServerInfoMethod = getGetServerInfoMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.GetServerInfoRequest, io.parley.v1.GetServerInfoResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetServerInfo"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetServerInfoRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetServerInfoResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("GetServerInfo"))
              .build();
        }
      }
    }
    return getGetServerInfoMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.AddAgentsRequest,
      io.parley.v1.AddAgentsResponse> getAddAgentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddAgents",
      requestType = io.parley.v1.AddAgentsRequest.class,
      responseType = io.parley.v1.AddAgentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.AddAgentsRequest,
      io.parley.v1.AddAgentsResponse> getAddAgentsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.AddAgentsRequest, io.parley.v1.AddAgentsResponse> getAddAgentsMethod;
    if ((getAddAgentsMethod = RuntimeServiceGrpc.getAddAgentsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getAddAgentsMethod = RuntimeServiceGrpc.getAddAgentsMethod) == null) {
          RuntimeServiceGrpc.getAddAgentsMethod = getAddAgentsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.AddAgentsRequest, io.parley.v1.AddAgentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddAgents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AddAgentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.AddAgentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("AddAgents"))
              .build();
        }
      }
    }
    return getAddAgentsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.GetAgentRequest,
      io.parley.v1.GetAgentResponse> getGetAgentMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetAgent",
      requestType = io.parley.v1.GetAgentRequest.class,
      responseType = io.parley.v1.GetAgentResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.GetAgentRequest,
      io.parley.v1.GetAgentResponse> getGetAgentMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.GetAgentRequest, io.parley.v1.GetAgentResponse> getGetAgentMethod;
    if ((getGetAgentMethod = RuntimeServiceGrpc.getGetAgentMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getGetAgentMethod = RuntimeServiceGrpc.getGetAgentMethod) == null) {
          RuntimeServiceGrpc.getGetAgentMethod = getGetAgentMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.GetAgentRequest, io.parley.v1.GetAgentResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetAgent"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetAgentRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetAgentResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("GetAgent"))
              .build();
        }
      }
    }
    return getGetAgentMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListAgentsRequest,
      io.parley.v1.ListAgentsResponse> getListAgentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListAgents",
      requestType = io.parley.v1.ListAgentsRequest.class,
      responseType = io.parley.v1.ListAgentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListAgentsRequest,
      io.parley.v1.ListAgentsResponse> getListAgentsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListAgentsRequest, io.parley.v1.ListAgentsResponse> getListAgentsMethod;
    if ((getListAgentsMethod = RuntimeServiceGrpc.getListAgentsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getListAgentsMethod = RuntimeServiceGrpc.getListAgentsMethod) == null) {
          RuntimeServiceGrpc.getListAgentsMethod = getListAgentsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListAgentsRequest, io.parley.v1.ListAgentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListAgents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListAgentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListAgentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("ListAgents"))
              .build();
        }
      }
    }
    return getListAgentsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UpdateAgentRequest,
      io.parley.v1.UpdateAgentResponse> getUpdateAgentMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateAgent",
      requestType = io.parley.v1.UpdateAgentRequest.class,
      responseType = io.parley.v1.UpdateAgentResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UpdateAgentRequest,
      io.parley.v1.UpdateAgentResponse> getUpdateAgentMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UpdateAgentRequest, io.parley.v1.UpdateAgentResponse> getUpdateAgentMethod;
    if ((getUpdateAgentMethod = RuntimeServiceGrpc.getUpdateAgentMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getUpdateAgentMethod = RuntimeServiceGrpc.getUpdateAgentMethod) == null) {
          RuntimeServiceGrpc.getUpdateAgentMethod = getUpdateAgentMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UpdateAgentRequest, io.parley.v1.UpdateAgentResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateAgent"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateAgentRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateAgentResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("UpdateAgent"))
              .build();
        }
      }
    }
    return getUpdateAgentMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.StartAgentsRequest,
      io.parley.v1.StartAgentsResponse> getStartAgentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "StartAgents",
      requestType = io.parley.v1.StartAgentsRequest.class,
      responseType = io.parley.v1.StartAgentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.StartAgentsRequest,
      io.parley.v1.StartAgentsResponse> getStartAgentsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.StartAgentsRequest, io.parley.v1.StartAgentsResponse> getStartAgentsMethod;
    if ((getStartAgentsMethod = RuntimeServiceGrpc.getStartAgentsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getStartAgentsMethod = RuntimeServiceGrpc.getStartAgentsMethod) == null) {
          RuntimeServiceGrpc.getStartAgentsMethod = getStartAgentsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.StartAgentsRequest, io.parley.v1.StartAgentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "StartAgents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.StartAgentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.StartAgentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("StartAgents"))
              .build();
        }
      }
    }
    return getStartAgentsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.StopAgentsRequest,
      io.parley.v1.StopAgentsResponse> getStopAgentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "StopAgents",
      requestType = io.parley.v1.StopAgentsRequest.class,
      responseType = io.parley.v1.StopAgentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.StopAgentsRequest,
      io.parley.v1.StopAgentsResponse> getStopAgentsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.StopAgentsRequest, io.parley.v1.StopAgentsResponse> getStopAgentsMethod;
    if ((getStopAgentsMethod = RuntimeServiceGrpc.getStopAgentsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getStopAgentsMethod = RuntimeServiceGrpc.getStopAgentsMethod) == null) {
          RuntimeServiceGrpc.getStopAgentsMethod = getStopAgentsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.StopAgentsRequest, io.parley.v1.StopAgentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "StopAgents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.StopAgentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.StopAgentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("StopAgents"))
              .build();
        }
      }
    }
    return getStopAgentsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteAgentsRequest,
      io.parley.v1.DeleteAgentsResponse> getDeleteAgentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteAgents",
      requestType = io.parley.v1.DeleteAgentsRequest.class,
      responseType = io.parley.v1.DeleteAgentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteAgentsRequest,
      io.parley.v1.DeleteAgentsResponse> getDeleteAgentsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteAgentsRequest, io.parley.v1.DeleteAgentsResponse> getDeleteAgentsMethod;
    if ((getDeleteAgentsMethod = RuntimeServiceGrpc.getDeleteAgentsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getDeleteAgentsMethod = RuntimeServiceGrpc.getDeleteAgentsMethod) == null) {
          RuntimeServiceGrpc.getDeleteAgentsMethod = getDeleteAgentsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteAgentsRequest, io.parley.v1.DeleteAgentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteAgents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteAgentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteAgentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("DeleteAgents"))
              .build();
        }
      }
    }
    return getDeleteAgentsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.SetEditableModeRequest,
      io.parley.v1.SetEditableModeResponse> getSetEditableModeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SetEditableMode",
      requestType = io.parley.v1.SetEditableModeRequest.class,
      responseType = io.parley.v1.SetEditableModeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.SetEditableModeRequest,
      io.parley.v1.SetEditableModeResponse> getSetEditableModeMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.SetEditableModeRequest, io.parley.v1.SetEditableModeResponse> getSetEditableModeMethod;
    if ((getSetEditableModeMethod = RuntimeServiceGrpc.getSetEditableModeMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getSetEditableModeMethod = RuntimeServiceGrpc.getSetEditableModeMethod) == null) {
          RuntimeServiceGrpc.getSetEditableModeMethod = getSetEditableModeMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.SetEditableModeRequest, io.parley.v1.SetEditableModeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SetEditableMode"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SetEditableModeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SetEditableModeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("SetEditableMode"))
              .build();
        }
      }
    }
    return getSetEditableModeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CheckHealthRequest,
      io.parley.v1.CheckHealthResponse> getCheckHealthMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CheckHealth",
      requestType = io.parley.v1.CheckHealthRequest.class,
      responseType = io.parley.v1.CheckHealthResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CheckHealthRequest,
      io.parley.v1.CheckHealthResponse> getCheckHealthMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CheckHealthRequest, io.parley.v1.CheckHealthResponse> getCheckHealthMethod;
    if ((getCheckHealthMethod = RuntimeServiceGrpc.getCheckHealthMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getCheckHealthMethod = RuntimeServiceGrpc.getCheckHealthMethod) == null) {
          RuntimeServiceGrpc.getCheckHealthMethod = getCheckHealthMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CheckHealthRequest, io.parley.v1.CheckHealthResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CheckHealth"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CheckHealthRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CheckHealthResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("CheckHealth"))
              .build();
        }
      }
    }
    return getCheckHealthMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ValidateApiKeysRequest,
      io.parley.v1.ValidateApiKeysResponse> getValidateApiKeysMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ValidateApiKeys",
      requestType = io.parley.v1.ValidateApiKeysRequest.class,
      responseType = io.parley.v1.ValidateApiKeysResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ValidateApiKeysRequest,
      io.parley.v1.ValidateApiKeysResponse> getValidateApiKeysMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ValidateApiKeysRequest, io.parley.v1.ValidateApiKeysResponse> getValidateApiKeysMethod;
    if ((getValidateApiKeysMethod = RuntimeServiceGrpc.getValidateApiKeysMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getValidateApiKeysMethod = RuntimeServiceGrpc.getValidateApiKeysMethod) == null) {
          RuntimeServiceGrpc.getValidateApiKeysMethod = getValidateApiKeysMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ValidateApiKeysRequest, io.parley.v1.ValidateApiKeysResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ValidateApiKeys"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ValidateApiKeysRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ValidateApiKeysResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("ValidateApiKeys"))
              .build();
        }
      }
    }
    return getValidateApiKeysMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListComponentsRequest,
      io.parley.v1.ListComponentsResponse> getListComponentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListComponents",
      requestType = io.parley.v1.ListComponentsRequest.class,
      responseType = io.parley.v1.ListComponentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListComponentsRequest,
      io.parley.v1.ListComponentsResponse> getListComponentsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListComponentsRequest, io.parley.v1.ListComponentsResponse> getListComponentsMethod;
    if ((getListComponentsMethod = RuntimeServiceGrpc.getListComponentsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getListComponentsMethod = RuntimeServiceGrpc.getListComponentsMethod) == null) {
          RuntimeServiceGrpc.getListComponentsMethod = getListComponentsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListComponentsRequest, io.parley.v1.ListComponentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListComponents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListComponentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListComponentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("ListComponents"))
              .build();
        }
      }
    }
    return getListComponentsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CallServiceRequest,
      io.parley.v1.CallServiceResponse> getCallServiceMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CallService",
      requestType = io.parley.v1.CallServiceRequest.class,
      responseType = io.parley.v1.CallServiceResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CallServiceRequest,
      io.parley.v1.CallServiceResponse> getCallServiceMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CallServiceRequest, io.parley.v1.CallServiceResponse> getCallServiceMethod;
    if ((getCallServiceMethod = RuntimeServiceGrpc.getCallServiceMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getCallServiceMethod = RuntimeServiceGrpc.getCallServiceMethod) == null) {
          RuntimeServiceGrpc.getCallServiceMethod = getCallServiceMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CallServiceRequest, io.parley.v1.CallServiceResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CallService"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CallServiceRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CallServiceResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("CallService"))
              .build();
        }
      }
    }
    return getCallServiceMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CallRouteRequest,
      io.parley.v1.CallRouteResponse> getCallRouteMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CallRoute",
      requestType = io.parley.v1.CallRouteRequest.class,
      responseType = io.parley.v1.CallRouteResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CallRouteRequest,
      io.parley.v1.CallRouteResponse> getCallRouteMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CallRouteRequest, io.parley.v1.CallRouteResponse> getCallRouteMethod;
    if ((getCallRouteMethod = RuntimeServiceGrpc.getCallRouteMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getCallRouteMethod = RuntimeServiceGrpc.getCallRouteMethod) == null) {
          RuntimeServiceGrpc.getCallRouteMethod = getCallRouteMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CallRouteRequest, io.parley.v1.CallRouteResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CallRoute"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CallRouteRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CallRouteResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("CallRoute"))
              .build();
        }
      }
    }
    return getCallRouteMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UseModelRequest,
      io.parley.v1.UseModelResponse> getUseModelMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UseModel",
      requestType = io.parley.v1.UseModelRequest.class,
      responseType = io.parley.v1.UseModelResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UseModelRequest,
      io.parley.v1.UseModelResponse> getUseModelMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UseModelRequest, io.parley.v1.UseModelResponse> getUseModelMethod;
    if ((getUseModelMethod = RuntimeServiceGrpc.getUseModelMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getUseModelMethod = RuntimeServiceGrpc.getUseModelMethod) == null) {
          RuntimeServiceGrpc.getUseModelMethod = getUseModelMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UseModelRequest, io.parley.v1.UseModelResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UseModel"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UseModelRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UseModelResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("UseModel"))
              .build();
        }
      }
    }
    return getUseModelMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.StreamModelRequest,
      io.parley.v1.StreamModelResponse> getStreamModelMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "StreamModel",
      requestType = io.parley.v1.StreamModelRequest.class,
      responseType = io.parley.v1.StreamModelResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.parley.v1.StreamModelRequest,
      io.parley.v1.StreamModelResponse> getStreamModelMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.StreamModelRequest, io.parley.v1.StreamModelResponse> getStreamModelMethod;
    if ((getStreamModelMethod = RuntimeServiceGrpc.getStreamModelMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getStreamModelMethod = RuntimeServiceGrpc.getStreamModelMethod) == null) {
          RuntimeServiceGrpc.getStreamModelMethod = getStreamModelMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.StreamModelRequest, io.parley.v1.StreamModelResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "StreamModel"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.StreamModelRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.StreamModelResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("StreamModel"))
              .build();
        }
      }
    }
    return getStreamModelMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ComposeStateRequest,
      io.parley.v1.ComposeStateResponse> getComposeStateMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComposeState",
      requestType = io.parley.v1.ComposeStateRequest.class,
      responseType = io.parley.v1.ComposeStateResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ComposeStateRequest,
      io.parley.v1.ComposeStateResponse> getComposeStateMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ComposeStateRequest, io.parley.v1.ComposeStateResponse> getComposeStateMethod;
    if ((getComposeStateMethod = RuntimeServiceGrpc.getComposeStateMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getComposeStateMethod = RuntimeServiceGrpc.getComposeStateMethod) == null) {
          RuntimeServiceGrpc.getComposeStateMethod = getComposeStateMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ComposeStateRequest, io.parley.v1.ComposeStateResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComposeState"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ComposeStateRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ComposeStateResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("ComposeState"))
              .build();
        }
      }
    }
    return getComposeStateMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ProcessActionsRequest,
      io.parley.v1.ProcessActionsResponse> getProcessActionsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ProcessActions",
      requestType = io.parley.v1.ProcessActionsRequest.class,
      responseType = io.parley.v1.ProcessActionsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ProcessActionsRequest,
      io.parley.v1.ProcessActionsResponse> getProcessActionsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ProcessActionsRequest, io.parley.v1.ProcessActionsResponse> getProcessActionsMethod;
    if ((getProcessActionsMethod = RuntimeServiceGrpc.getProcessActionsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getProcessActionsMethod = RuntimeServiceGrpc.getProcessActionsMethod) == null) {
          RuntimeServiceGrpc.getProcessActionsMethod = getProcessActionsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ProcessActionsRequest, io.parley.v1.ProcessActionsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ProcessActions"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ProcessActionsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ProcessActionsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("ProcessActions"))
              .build();
        }
      }
    }
    return getProcessActionsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.GetActionResultsRequest,
      io.parley.v1.GetActionResultsResponse> getGetActionResultsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetActionResults",
      requestType = io.parley.v1.GetActionResultsRequest.class,
      responseType = io.parley.v1.GetActionResultsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.GetActionResultsRequest,
      io.parley.v1.GetActionResultsResponse> getGetActionResultsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.GetActionResultsRequest, io.parley.v1.GetActionResultsResponse> getGetActionResultsMethod;
    if ((getGetActionResultsMethod = RuntimeServiceGrpc.getGetActionResultsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getGetActionResultsMethod = RuntimeServiceGrpc.getGetActionResultsMethod) == null) {
          RuntimeServiceGrpc.getGetActionResultsMethod = getGetActionResultsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.GetActionResultsRequest, io.parley.v1.GetActionResultsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetActionResults"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetActionResultsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetActionResultsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("GetActionResults"))
              .build();
        }
      }
    }
    return getGetActionResultsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.EvaluateRequest,
      io.parley.v1.EvaluateResponse> getEvaluateMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Evaluate",
      requestType = io.parley.v1.EvaluateRequest.class,
      responseType = io.parley.v1.EvaluateResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.EvaluateRequest,
      io.parley.v1.EvaluateResponse> getEvaluateMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.EvaluateRequest, io.parley.v1.EvaluateResponse> getEvaluateMethod;
    if ((getEvaluateMethod = RuntimeServiceGrpc.getEvaluateMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getEvaluateMethod = RuntimeServiceGrpc.getEvaluateMethod) == null) {
          RuntimeServiceGrpc.getEvaluateMethod = getEvaluateMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.EvaluateRequest, io.parley.v1.EvaluateResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Evaluate"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.EvaluateRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.EvaluateResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("Evaluate"))
              .build();
        }
      }
    }
    return getEvaluateMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.EmitEventRequest,
      io.parley.v1.EmitEventResponse> getEmitEventMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "EmitEvent",
      requestType = io.parley.v1.EmitEventRequest.class,
      responseType = io.parley.v1.EmitEventResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.EmitEventRequest,
      io.parley.v1.EmitEventResponse> getEmitEventMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.EmitEventRequest, io.parley.v1.EmitEventResponse> getEmitEventMethod;
    if ((getEmitEventMethod = RuntimeServiceGrpc.getEmitEventMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getEmitEventMethod = RuntimeServiceGrpc.getEmitEventMethod) == null) {
          RuntimeServiceGrpc.getEmitEventMethod = getEmitEventMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.EmitEventRequest, io.parley.v1.EmitEventResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "EmitEvent"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.EmitEventRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.EmitEventResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("EmitEvent"))
              .build();
        }
      }
    }
    return getEmitEventMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.SendMessageToTargetRequest,
      io.parley.v1.SendMessageToTargetResponse> getSendMessageToTargetMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SendMessageToTarget",
      requestType = io.parley.v1.SendMessageToTargetRequest.class,
      responseType = io.parley.v1.SendMessageToTargetResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.SendMessageToTargetRequest,
      io.parley.v1.SendMessageToTargetResponse> getSendMessageToTargetMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.SendMessageToTargetRequest, io.parley.v1.SendMessageToTargetResponse> getSendMessageToTargetMethod;
    if ((getSendMessageToTargetMethod = RuntimeServiceGrpc.getSendMessageToTargetMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getSendMessageToTargetMethod = RuntimeServiceGrpc.getSendMessageToTargetMethod) == null) {
          RuntimeServiceGrpc.getSendMessageToTargetMethod = getSendMessageToTargetMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.SendMessageToTargetRequest, io.parley.v1.SendMessageToTargetResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SendMessageToTarget"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SendMessageToTargetRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SendMessageToTargetResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("SendMessageToTarget"))
              .build();
        }
      }
    }
    return getSendMessageToTargetMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.GetSettingsRequest,
      io.parley.v1.GetSettingsResponse> getGetSettingsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetSettings",
      requestType = io.parley.v1.GetSettingsRequest.class,
      responseType = io.parley.v1.GetSettingsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.GetSettingsRequest,
      io.parley.v1.GetSettingsResponse> getGetSettingsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.GetSettingsRequest, io.parley.v1.GetSettingsResponse> getGetSettingsMethod;
    if ((getGetSettingsMethod = RuntimeServiceGrpc.getGetSettingsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getGetSettingsMethod = RuntimeServiceGrpc.getGetSettingsMethod) == null) {
          RuntimeServiceGrpc.getGetSettingsMethod = getGetSettingsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.GetSettingsRequest, io.parley.v1.GetSettingsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetSettings"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetSettingsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.GetSettingsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("GetSettings"))
              .build();
        }
      }
    }
    return getGetSettingsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.SetSettingsRequest,
      io.parley.v1.SetSettingsResponse> getSetSettingsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SetSettings",
      requestType = io.parley.v1.SetSettingsRequest.class,
      responseType = io.parley.v1.SetSettingsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.SetSettingsRequest,
      io.parley.v1.SetSettingsResponse> getSetSettingsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.SetSettingsRequest, io.parley.v1.SetSettingsResponse> getSetSettingsMethod;
    if ((getSetSettingsMethod = RuntimeServiceGrpc.getSetSettingsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getSetSettingsMethod = RuntimeServiceGrpc.getSetSettingsMethod) == null) {
          RuntimeServiceGrpc.getSetSettingsMethod = getSetSettingsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.SetSettingsRequest, io.parley.v1.SetSettingsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SetSettings"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SetSettingsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.SetSettingsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("SetSettings"))
              .build();
        }
      }
    }
    return getSetSettingsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CreateTaskRequest,
      io.parley.v1.CreateTaskResponse> getCreateTaskMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateTask",
      requestType = io.parley.v1.CreateTaskRequest.class,
      responseType = io.parley.v1.CreateTaskResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CreateTaskRequest,
      io.parley.v1.CreateTaskResponse> getCreateTaskMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CreateTaskRequest, io.parley.v1.CreateTaskResponse> getCreateTaskMethod;
    if ((getCreateTaskMethod = RuntimeServiceGrpc.getCreateTaskMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getCreateTaskMethod = RuntimeServiceGrpc.getCreateTaskMethod) == null) {
          RuntimeServiceGrpc.getCreateTaskMethod = getCreateTaskMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CreateTaskRequest, io.parley.v1.CreateTaskResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateTask"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateTaskRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateTaskResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("CreateTask"))
              .build();
        }
      }
    }
    return getCreateTaskMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListTasksRequest,
      io.parley.v1.ListTasksResponse> getListTasksMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTasks",
      requestType = io.parley.v1.ListTasksRequest.class,
      responseType = io.parley.v1.ListTasksResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListTasksRequest,
      io.parley.v1.ListTasksResponse> getListTasksMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListTasksRequest, io.parley.v1.ListTasksResponse> getListTasksMethod;
    if ((getListTasksMethod = RuntimeServiceGrpc.getListTasksMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getListTasksMethod = RuntimeServiceGrpc.getListTasksMethod) == null) {
          RuntimeServiceGrpc.getListTasksMethod = getListTasksMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListTasksRequest, io.parley.v1.ListTasksResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTasks"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListTasksRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListTasksResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("ListTasks"))
              .build();
        }
      }
    }
    return getListTasksMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.UpdateTaskRequest,
      io.parley.v1.UpdateTaskResponse> getUpdateTaskMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateTask",
      requestType = io.parley.v1.UpdateTaskRequest.class,
      responseType = io.parley.v1.UpdateTaskResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.UpdateTaskRequest,
      io.parley.v1.UpdateTaskResponse> getUpdateTaskMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.UpdateTaskRequest, io.parley.v1.UpdateTaskResponse> getUpdateTaskMethod;
    if ((getUpdateTaskMethod = RuntimeServiceGrpc.getUpdateTaskMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getUpdateTaskMethod = RuntimeServiceGrpc.getUpdateTaskMethod) == null) {
          RuntimeServiceGrpc.getUpdateTaskMethod = getUpdateTaskMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.UpdateTaskRequest, io.parley.v1.UpdateTaskResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateTask"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateTaskRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.UpdateTaskResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("UpdateTask"))
              .build();
        }
      }
    }
    return getUpdateTaskMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.RunTaskRequest,
      io.parley.v1.RunTaskResponse> getRunTaskMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RunTask",
      requestType = io.parley.v1.RunTaskRequest.class,
      responseType = io.parley.v1.RunTaskResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.RunTaskRequest,
      io.parley.v1.RunTaskResponse> getRunTaskMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.RunTaskRequest, io.parley.v1.RunTaskResponse> getRunTaskMethod;
    if ((getRunTaskMethod = RuntimeServiceGrpc.getRunTaskMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getRunTaskMethod = RuntimeServiceGrpc.getRunTaskMethod) == null) {
          RuntimeServiceGrpc.getRunTaskMethod = getRunTaskMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.RunTaskRequest, io.parley.v1.RunTaskResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RunTask"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.RunTaskRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.RunTaskResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("RunTask"))
              .build();
        }
      }
    }
    return getRunTaskMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.DeleteTaskRequest,
      io.parley.v1.DeleteTaskResponse> getDeleteTaskMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteTask",
      requestType = io.parley.v1.DeleteTaskRequest.class,
      responseType = io.parley.v1.DeleteTaskResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.DeleteTaskRequest,
      io.parley.v1.DeleteTaskResponse> getDeleteTaskMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.DeleteTaskRequest, io.parley.v1.DeleteTaskResponse> getDeleteTaskMethod;
    if ((getDeleteTaskMethod = RuntimeServiceGrpc.getDeleteTaskMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getDeleteTaskMethod = RuntimeServiceGrpc.getDeleteTaskMethod) == null) {
          RuntimeServiceGrpc.getDeleteTaskMethod = getDeleteTaskMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.DeleteTaskRequest, io.parley.v1.DeleteTaskResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteTask"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteTaskRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.DeleteTaskResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("DeleteTask"))
              .build();
        }
      }
    }
    return getDeleteTaskMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CreateLogRequest,
      io.parley.v1.CreateLogResponse> getCreateLogMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateLog",
      requestType = io.parley.v1.CreateLogRequest.class,
      responseType = io.parley.v1.CreateLogResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CreateLogRequest,
      io.parley.v1.CreateLogResponse> getCreateLogMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CreateLogRequest, io.parley.v1.CreateLogResponse> getCreateLogMethod;
    if ((getCreateLogMethod = RuntimeServiceGrpc.getCreateLogMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getCreateLogMethod = RuntimeServiceGrpc.getCreateLogMethod) == null) {
          RuntimeServiceGrpc.getCreateLogMethod = getCreateLogMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CreateLogRequest, io.parley.v1.CreateLogResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateLog"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateLogRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CreateLogResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("CreateLog"))
              .build();
        }
      }
    }
    return getCreateLogMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.ListLogsRequest,
      io.parley.v1.ListLogsResponse> getListLogsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListLogs",
      requestType = io.parley.v1.ListLogsRequest.class,
      responseType = io.parley.v1.ListLogsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.ListLogsRequest,
      io.parley.v1.ListLogsResponse> getListLogsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.ListLogsRequest, io.parley.v1.ListLogsResponse> getListLogsMethod;
    if ((getListLogsMethod = RuntimeServiceGrpc.getListLogsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getListLogsMethod = RuntimeServiceGrpc.getListLogsMethod) == null) {
          RuntimeServiceGrpc.getListLogsMethod = getListLogsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.ListLogsRequest, io.parley.v1.ListLogsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListLogs"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListLogsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.ListLogsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("ListLogs"))
              .build();
        }
      }
    }
    return getListLogsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.parley.v1.CountLogsRequest,
      io.parley.v1.CountLogsResponse> getCountLogsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CountLogs",
      requestType = io.parley.v1.CountLogsRequest.class,
      responseType = io.parley.v1.CountLogsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.parley.v1.CountLogsRequest,
      io.parley.v1.CountLogsResponse> getCountLogsMethod() {
    io.grpc.MethodDescriptor<io.parley.v1.CountLogsRequest, io.parley.v1.CountLogsResponse> getCountLogsMethod;
    if ((getCountLogsMethod = RuntimeServiceGrpc.getCountLogsMethod) == null) {
      synchronized (RuntimeServiceGrpc.class) {
        if ((getCountLogsMethod = RuntimeServiceGrpc.getCountLogsMethod) == null) {
          RuntimeServiceGrpc.getCountLogsMethod = getCountLogsMethod =
              io.grpc.MethodDescriptor.<io.parley.v1.CountLogsRequest, io.parley.v1.CountLogsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CountLogs"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CountLogsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.parley.v1.CountLogsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RuntimeServiceMethodDescriptorSupplier("CountLogs"))
              .build();
        }
      }
    }
    return getCountLogsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static RuntimeServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RuntimeServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RuntimeServiceStub>() {
        @java.lang.Override
        public RuntimeServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RuntimeServiceStub(channel, callOptions);
        }
      };
    return RuntimeServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static RuntimeServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RuntimeServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RuntimeServiceBlockingV2Stub>() {
        @java.lang.Override
        public RuntimeServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RuntimeServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return RuntimeServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static RuntimeServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RuntimeServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RuntimeServiceBlockingStub>() {
        @java.lang.Override
        public RuntimeServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RuntimeServiceBlockingStub(channel, callOptions);
        }
      };
    return RuntimeServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static RuntimeServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RuntimeServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RuntimeServiceFutureStub>() {
        @java.lang.Override
        public RuntimeServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RuntimeServiceFutureStub(channel, callOptions);
        }
      };
    return RuntimeServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Keeps agents and gives access to their runtimes: components, models, state, actions, events, settings, tasks, logs.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Tells versions, capabilities, limits and addresses of this server. Needs no credential.
     * </pre>
     */
    default void getServerInfo(io.parley.v1.GetServerInfoRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetServerInfoResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetServerInfoMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds agents; all of them or none.
     * </pre>
     */
    default void addAgents(io.parley.v1.AddAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AddAgentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddAgentsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one agent by id or name. Errors: NOT_FOUND / AGENT_NOT_FOUND.
     * </pre>
     */
    default void getAgent(io.parley.v1.GetAgentRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetAgentResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetAgentMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists agents, all or by ids and names. Unknown ids and names are left out.
     * </pre>
     */
    default void listAgents(io.parley.v1.ListAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListAgentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListAgentsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes an agent; plugins take effect at its next start. Errors: FAILED_PRECONDITION / NOT_EDITABLE.
     * </pre>
     */
    default void updateAgent(io.parley.v1.UpdateAgentRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateAgentResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateAgentMethod(), responseObserver);
    }

    /**
     * <pre>
     * Starts agents and waits until they are ready or have failed. Errors: NOT_FOUND for an unknown id.
     * </pre>
     */
    default void startAgents(io.parley.v1.StartAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.StartAgentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getStartAgentsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Stops agents; they stay listed. Unknown ids are ignored.
     * </pre>
     */
    default void stopAgents(io.parley.v1.StopAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.StopAgentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getStopAgentsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Stops agents and takes them off the list. What they remember stays stored.
     * </pre>
     */
    default void deleteAgents(io.parley.v1.DeleteAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteAgentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteAgentsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lets agents be changed, or forbids it again, and publishes mode:editable.
     * </pre>
     */
    default void setEditableMode(io.parley.v1.SetEditableModeRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SetEditableModeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSetEditableModeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Probes agents through their own queues.
     * </pre>
     */
    default void checkHealth(io.parley.v1.CheckHealthRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CheckHealthResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCheckHealthMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells which agents have the keys that their model plugins need.
     * </pre>
     */
    default void validateApiKeys(io.parley.v1.ValidateApiKeysRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ValidateApiKeysResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getValidateApiKeysMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists actions, providers, evaluators, models, services and the other components of an agent.
     * </pre>
     */
    default void listComponents(io.parley.v1.ListComponentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListComponentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListComponentsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Calls a method of a service. Errors: FAILED_PRECONDITION / NO_SERVICE.
     * </pre>
     */
    default void callService(io.parley.v1.CallServiceRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CallServiceResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCallServiceMethod(), responseObserver);
    }

    /**
     * <pre>
     * Calls an HTTP route of a plugin without HTTP.
     * </pre>
     */
    default void callRoute(io.parley.v1.CallRouteRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CallRouteResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCallRouteMethod(), responseObserver);
    }

    /**
     * <pre>
     * Asks a model and waits for the whole answer. Errors: FAILED_PRECONDITION / NO_MODEL_HANDLER.
     * </pre>
     */
    default void useModel(io.parley.v1.UseModelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UseModelResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUseModelMethod(), responseObserver);
    }

    /**
     * <pre>
     * Asks a model and sends the answer in pieces; the last message holds the whole result.
     * </pre>
     */
    default void streamModel(io.parley.v1.StreamModelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.StreamModelResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getStreamModelMethod(), responseObserver);
    }

    /**
     * <pre>
     * Runs providers for a message and returns the context.
     * </pre>
     */
    default void composeState(io.parley.v1.ComposeStateRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ComposeStateResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComposeStateMethod(), responseObserver);
    }

    /**
     * <pre>
     * Executes the actions that responses name. Sends no text; callbacks come back in the answer.
     * </pre>
     */
    default void processActions(io.parley.v1.ProcessActionsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ProcessActionsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getProcessActionsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Returns what the actions for a message did; empty when unknown or forgotten.
     * </pre>
     */
    default void getActionResults(io.parley.v1.GetActionResultsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetActionResultsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetActionResultsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Runs the evaluators of one phase on a message.
     * </pre>
     */
    default void evaluate(io.parley.v1.EvaluateRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.EvaluateResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getEvaluateMethod(), responseObserver);
    }

    /**
     * <pre>
     * Emits events to an agent's handlers and waits for them; also published on the bus. A failing handler is logged.
     * </pre>
     */
    default void emitEvent(io.parley.v1.EmitEventRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.EmitEventResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getEmitEventMethod(), responseObserver);
    }

    /**
     * <pre>
     * Delivers content to a platform. Errors: FAILED_PRECONDITION / NO_SEND_HANDLER.
     * </pre>
     */
    default void sendMessageToTarget(io.parley.v1.SendMessageToTargetRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SendMessageToTargetResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSendMessageToTargetMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads settings of an agent. Never returned: values of secrets, and values from the process environment.
     * </pre>
     */
    default void getSettings(io.parley.v1.GetSettingsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetSettingsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetSettingsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sets or removes settings of an agent.
     * </pre>
     */
    default void setSettings(io.parley.v1.SetSettingsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SetSettingsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSetSettingsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates a task.
     * </pre>
     */
    default void createTask(io.parley.v1.CreateTaskRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateTaskResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateTaskMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists tasks by due time. Task workers are listed by ListComponents.
     * </pre>
     */
    default void listTasks(io.parley.v1.ListTasksRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListTasksResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTasksMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a task.
     * </pre>
     */
    default void updateTask(io.parley.v1.UpdateTaskRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateTaskResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateTaskMethod(), responseObserver);
    }

    /**
     * <pre>
     * Executes a task now, with the option a person chose.
     * </pre>
     */
    default void runTask(io.parley.v1.RunTaskRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.RunTaskResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRunTaskMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a task.
     * </pre>
     */
    default void deleteTask(io.parley.v1.DeleteTaskRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteTaskResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteTaskMethod(), responseObserver);
    }

    /**
     * <pre>
     * Writes a log entry.
     * </pre>
     */
    default void createLog(io.parley.v1.CreateLogRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateLogResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateLogMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists log entries: model calls, actions, evaluators and others, newest first.
     * </pre>
     */
    default void listLogs(io.parley.v1.ListLogsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListLogsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListLogsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Counts log entries.
     * </pre>
     */
    default void countLogs(io.parley.v1.CountLogsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CountLogsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCountLogsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service RuntimeService.
   * <pre>
   * Keeps agents and gives access to their runtimes: components, models, state, actions, events, settings, tasks, logs.
   * </pre>
   */
  public static abstract class RuntimeServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return RuntimeServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service RuntimeService.
   * <pre>
   * Keeps agents and gives access to their runtimes: components, models, state, actions, events, settings, tasks, logs.
   * </pre>
   */
  public static final class RuntimeServiceStub
      extends io.grpc.stub.AbstractAsyncStub<RuntimeServiceStub> {
    private RuntimeServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RuntimeServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RuntimeServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tells versions, capabilities, limits and addresses of this server. Needs no credential.
     * </pre>
     */
    public void getServerInfo(io.parley.v1.GetServerInfoRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetServerInfoResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetServerInfoMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds agents; all of them or none.
     * </pre>
     */
    public void addAgents(io.parley.v1.AddAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.AddAgentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddAgentsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one agent by id or name. Errors: NOT_FOUND / AGENT_NOT_FOUND.
     * </pre>
     */
    public void getAgent(io.parley.v1.GetAgentRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetAgentResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetAgentMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists agents, all or by ids and names. Unknown ids and names are left out.
     * </pre>
     */
    public void listAgents(io.parley.v1.ListAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListAgentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListAgentsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes an agent; plugins take effect at its next start. Errors: FAILED_PRECONDITION / NOT_EDITABLE.
     * </pre>
     */
    public void updateAgent(io.parley.v1.UpdateAgentRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateAgentResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateAgentMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Starts agents and waits until they are ready or have failed. Errors: NOT_FOUND for an unknown id.
     * </pre>
     */
    public void startAgents(io.parley.v1.StartAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.StartAgentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getStartAgentsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Stops agents; they stay listed. Unknown ids are ignored.
     * </pre>
     */
    public void stopAgents(io.parley.v1.StopAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.StopAgentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getStopAgentsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Stops agents and takes them off the list. What they remember stays stored.
     * </pre>
     */
    public void deleteAgents(io.parley.v1.DeleteAgentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteAgentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteAgentsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lets agents be changed, or forbids it again, and publishes mode:editable.
     * </pre>
     */
    public void setEditableMode(io.parley.v1.SetEditableModeRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SetEditableModeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSetEditableModeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Probes agents through their own queues.
     * </pre>
     */
    public void checkHealth(io.parley.v1.CheckHealthRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CheckHealthResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCheckHealthMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells which agents have the keys that their model plugins need.
     * </pre>
     */
    public void validateApiKeys(io.parley.v1.ValidateApiKeysRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ValidateApiKeysResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getValidateApiKeysMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists actions, providers, evaluators, models, services and the other components of an agent.
     * </pre>
     */
    public void listComponents(io.parley.v1.ListComponentsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListComponentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListComponentsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Calls a method of a service. Errors: FAILED_PRECONDITION / NO_SERVICE.
     * </pre>
     */
    public void callService(io.parley.v1.CallServiceRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CallServiceResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCallServiceMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Calls an HTTP route of a plugin without HTTP.
     * </pre>
     */
    public void callRoute(io.parley.v1.CallRouteRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CallRouteResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCallRouteMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Asks a model and waits for the whole answer. Errors: FAILED_PRECONDITION / NO_MODEL_HANDLER.
     * </pre>
     */
    public void useModel(io.parley.v1.UseModelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UseModelResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUseModelMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Asks a model and sends the answer in pieces; the last message holds the whole result.
     * </pre>
     */
    public void streamModel(io.parley.v1.StreamModelRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.StreamModelResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getStreamModelMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Runs providers for a message and returns the context.
     * </pre>
     */
    public void composeState(io.parley.v1.ComposeStateRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ComposeStateResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComposeStateMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Executes the actions that responses name. Sends no text; callbacks come back in the answer.
     * </pre>
     */
    public void processActions(io.parley.v1.ProcessActionsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ProcessActionsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getProcessActionsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Returns what the actions for a message did; empty when unknown or forgotten.
     * </pre>
     */
    public void getActionResults(io.parley.v1.GetActionResultsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetActionResultsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetActionResultsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Runs the evaluators of one phase on a message.
     * </pre>
     */
    public void evaluate(io.parley.v1.EvaluateRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.EvaluateResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getEvaluateMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Emits events to an agent's handlers and waits for them; also published on the bus. A failing handler is logged.
     * </pre>
     */
    public void emitEvent(io.parley.v1.EmitEventRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.EmitEventResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getEmitEventMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Delivers content to a platform. Errors: FAILED_PRECONDITION / NO_SEND_HANDLER.
     * </pre>
     */
    public void sendMessageToTarget(io.parley.v1.SendMessageToTargetRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SendMessageToTargetResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSendMessageToTargetMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads settings of an agent. Never returned: values of secrets, and values from the process environment.
     * </pre>
     */
    public void getSettings(io.parley.v1.GetSettingsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.GetSettingsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetSettingsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sets or removes settings of an agent.
     * </pre>
     */
    public void setSettings(io.parley.v1.SetSettingsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.SetSettingsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSetSettingsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates a task.
     * </pre>
     */
    public void createTask(io.parley.v1.CreateTaskRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateTaskResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateTaskMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists tasks by due time. Task workers are listed by ListComponents.
     * </pre>
     */
    public void listTasks(io.parley.v1.ListTasksRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListTasksResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTasksMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a task.
     * </pre>
     */
    public void updateTask(io.parley.v1.UpdateTaskRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.UpdateTaskResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateTaskMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Executes a task now, with the option a person chose.
     * </pre>
     */
    public void runTask(io.parley.v1.RunTaskRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.RunTaskResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRunTaskMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a task.
     * </pre>
     */
    public void deleteTask(io.parley.v1.DeleteTaskRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.DeleteTaskResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteTaskMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Writes a log entry.
     * </pre>
     */
    public void createLog(io.parley.v1.CreateLogRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CreateLogResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateLogMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists log entries: model calls, actions, evaluators and others, newest first.
     * </pre>
     */
    public void listLogs(io.parley.v1.ListLogsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.ListLogsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListLogsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Counts log entries.
     * </pre>
     */
    public void countLogs(io.parley.v1.CountLogsRequest request,
        io.grpc.stub.StreamObserver<io.parley.v1.CountLogsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCountLogsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service RuntimeService.
   * <pre>
   * Keeps agents and gives access to their runtimes: components, models, state, actions, events, settings, tasks, logs.
   * </pre>
   */
  public static final class RuntimeServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<RuntimeServiceBlockingV2Stub> {
    private RuntimeServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RuntimeServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RuntimeServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Tells versions, capabilities, limits and addresses of this server. Needs no credential.
     * </pre>
     */
    public io.parley.v1.GetServerInfoResponse getServerInfo(io.parley.v1.GetServerInfoRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetServerInfoMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds agents; all of them or none.
     * </pre>
     */
    public io.parley.v1.AddAgentsResponse addAgents(io.parley.v1.AddAgentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one agent by id or name. Errors: NOT_FOUND / AGENT_NOT_FOUND.
     * </pre>
     */
    public io.parley.v1.GetAgentResponse getAgent(io.parley.v1.GetAgentRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetAgentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists agents, all or by ids and names. Unknown ids and names are left out.
     * </pre>
     */
    public io.parley.v1.ListAgentsResponse listAgents(io.parley.v1.ListAgentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes an agent; plugins take effect at its next start. Errors: FAILED_PRECONDITION / NOT_EDITABLE.
     * </pre>
     */
    public io.parley.v1.UpdateAgentResponse updateAgent(io.parley.v1.UpdateAgentRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateAgentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Starts agents and waits until they are ready or have failed. Errors: NOT_FOUND for an unknown id.
     * </pre>
     */
    public io.parley.v1.StartAgentsResponse startAgents(io.parley.v1.StartAgentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getStartAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stops agents; they stay listed. Unknown ids are ignored.
     * </pre>
     */
    public io.parley.v1.StopAgentsResponse stopAgents(io.parley.v1.StopAgentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getStopAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stops agents and takes them off the list. What they remember stays stored.
     * </pre>
     */
    public io.parley.v1.DeleteAgentsResponse deleteAgents(io.parley.v1.DeleteAgentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets agents be changed, or forbids it again, and publishes mode:editable.
     * </pre>
     */
    public io.parley.v1.SetEditableModeResponse setEditableMode(io.parley.v1.SetEditableModeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSetEditableModeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Probes agents through their own queues.
     * </pre>
     */
    public io.parley.v1.CheckHealthResponse checkHealth(io.parley.v1.CheckHealthRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCheckHealthMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells which agents have the keys that their model plugins need.
     * </pre>
     */
    public io.parley.v1.ValidateApiKeysResponse validateApiKeys(io.parley.v1.ValidateApiKeysRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getValidateApiKeysMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists actions, providers, evaluators, models, services and the other components of an agent.
     * </pre>
     */
    public io.parley.v1.ListComponentsResponse listComponents(io.parley.v1.ListComponentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListComponentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Calls a method of a service. Errors: FAILED_PRECONDITION / NO_SERVICE.
     * </pre>
     */
    public io.parley.v1.CallServiceResponse callService(io.parley.v1.CallServiceRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCallServiceMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Calls an HTTP route of a plugin without HTTP.
     * </pre>
     */
    public io.parley.v1.CallRouteResponse callRoute(io.parley.v1.CallRouteRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCallRouteMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks a model and waits for the whole answer. Errors: FAILED_PRECONDITION / NO_MODEL_HANDLER.
     * </pre>
     */
    public io.parley.v1.UseModelResponse useModel(io.parley.v1.UseModelRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUseModelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks a model and sends the answer in pieces; the last message holds the whole result.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.parley.v1.StreamModelResponse>
        streamModel(io.parley.v1.StreamModelRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getStreamModelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Runs providers for a message and returns the context.
     * </pre>
     */
    public io.parley.v1.ComposeStateResponse composeState(io.parley.v1.ComposeStateRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getComposeStateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Executes the actions that responses name. Sends no text; callbacks come back in the answer.
     * </pre>
     */
    public io.parley.v1.ProcessActionsResponse processActions(io.parley.v1.ProcessActionsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getProcessActionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns what the actions for a message did; empty when unknown or forgotten.
     * </pre>
     */
    public io.parley.v1.GetActionResultsResponse getActionResults(io.parley.v1.GetActionResultsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetActionResultsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Runs the evaluators of one phase on a message.
     * </pre>
     */
    public io.parley.v1.EvaluateResponse evaluate(io.parley.v1.EvaluateRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getEvaluateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Emits events to an agent's handlers and waits for them; also published on the bus. A failing handler is logged.
     * </pre>
     */
    public io.parley.v1.EmitEventResponse emitEvent(io.parley.v1.EmitEventRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getEmitEventMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Delivers content to a platform. Errors: FAILED_PRECONDITION / NO_SEND_HANDLER.
     * </pre>
     */
    public io.parley.v1.SendMessageToTargetResponse sendMessageToTarget(io.parley.v1.SendMessageToTargetRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSendMessageToTargetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads settings of an agent. Never returned: values of secrets, and values from the process environment.
     * </pre>
     */
    public io.parley.v1.GetSettingsResponse getSettings(io.parley.v1.GetSettingsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetSettingsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets or removes settings of an agent.
     * </pre>
     */
    public io.parley.v1.SetSettingsResponse setSettings(io.parley.v1.SetSettingsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSetSettingsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a task.
     * </pre>
     */
    public io.parley.v1.CreateTaskResponse createTask(io.parley.v1.CreateTaskRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists tasks by due time. Task workers are listed by ListComponents.
     * </pre>
     */
    public io.parley.v1.ListTasksResponse listTasks(io.parley.v1.ListTasksRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListTasksMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a task.
     * </pre>
     */
    public io.parley.v1.UpdateTaskResponse updateTask(io.parley.v1.UpdateTaskRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Executes a task now, with the option a person chose.
     * </pre>
     */
    public io.parley.v1.RunTaskResponse runTask(io.parley.v1.RunTaskRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRunTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a task.
     * </pre>
     */
    public io.parley.v1.DeleteTaskResponse deleteTask(io.parley.v1.DeleteTaskRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Writes a log entry.
     * </pre>
     */
    public io.parley.v1.CreateLogResponse createLog(io.parley.v1.CreateLogRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateLogMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists log entries: model calls, actions, evaluators and others, newest first.
     * </pre>
     */
    public io.parley.v1.ListLogsResponse listLogs(io.parley.v1.ListLogsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListLogsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Counts log entries.
     * </pre>
     */
    public io.parley.v1.CountLogsResponse countLogs(io.parley.v1.CountLogsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCountLogsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service RuntimeService.
   * <pre>
   * Keeps agents and gives access to their runtimes: components, models, state, actions, events, settings, tasks, logs.
   * </pre>
   */
  public static final class RuntimeServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<RuntimeServiceBlockingStub> {
    private RuntimeServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RuntimeServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RuntimeServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tells versions, capabilities, limits and addresses of this server. Needs no credential.
     * </pre>
     */
    public io.parley.v1.GetServerInfoResponse getServerInfo(io.parley.v1.GetServerInfoRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetServerInfoMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds agents; all of them or none.
     * </pre>
     */
    public io.parley.v1.AddAgentsResponse addAgents(io.parley.v1.AddAgentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one agent by id or name. Errors: NOT_FOUND / AGENT_NOT_FOUND.
     * </pre>
     */
    public io.parley.v1.GetAgentResponse getAgent(io.parley.v1.GetAgentRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetAgentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists agents, all or by ids and names. Unknown ids and names are left out.
     * </pre>
     */
    public io.parley.v1.ListAgentsResponse listAgents(io.parley.v1.ListAgentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes an agent; plugins take effect at its next start. Errors: FAILED_PRECONDITION / NOT_EDITABLE.
     * </pre>
     */
    public io.parley.v1.UpdateAgentResponse updateAgent(io.parley.v1.UpdateAgentRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateAgentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Starts agents and waits until they are ready or have failed. Errors: NOT_FOUND for an unknown id.
     * </pre>
     */
    public io.parley.v1.StartAgentsResponse startAgents(io.parley.v1.StartAgentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getStartAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stops agents; they stay listed. Unknown ids are ignored.
     * </pre>
     */
    public io.parley.v1.StopAgentsResponse stopAgents(io.parley.v1.StopAgentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getStopAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stops agents and takes them off the list. What they remember stays stored.
     * </pre>
     */
    public io.parley.v1.DeleteAgentsResponse deleteAgents(io.parley.v1.DeleteAgentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets agents be changed, or forbids it again, and publishes mode:editable.
     * </pre>
     */
    public io.parley.v1.SetEditableModeResponse setEditableMode(io.parley.v1.SetEditableModeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSetEditableModeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Probes agents through their own queues.
     * </pre>
     */
    public io.parley.v1.CheckHealthResponse checkHealth(io.parley.v1.CheckHealthRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCheckHealthMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells which agents have the keys that their model plugins need.
     * </pre>
     */
    public io.parley.v1.ValidateApiKeysResponse validateApiKeys(io.parley.v1.ValidateApiKeysRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getValidateApiKeysMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists actions, providers, evaluators, models, services and the other components of an agent.
     * </pre>
     */
    public io.parley.v1.ListComponentsResponse listComponents(io.parley.v1.ListComponentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListComponentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Calls a method of a service. Errors: FAILED_PRECONDITION / NO_SERVICE.
     * </pre>
     */
    public io.parley.v1.CallServiceResponse callService(io.parley.v1.CallServiceRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCallServiceMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Calls an HTTP route of a plugin without HTTP.
     * </pre>
     */
    public io.parley.v1.CallRouteResponse callRoute(io.parley.v1.CallRouteRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCallRouteMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks a model and waits for the whole answer. Errors: FAILED_PRECONDITION / NO_MODEL_HANDLER.
     * </pre>
     */
    public io.parley.v1.UseModelResponse useModel(io.parley.v1.UseModelRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUseModelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks a model and sends the answer in pieces; the last message holds the whole result.
     * </pre>
     */
    public java.util.Iterator<io.parley.v1.StreamModelResponse> streamModel(
        io.parley.v1.StreamModelRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getStreamModelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Runs providers for a message and returns the context.
     * </pre>
     */
    public io.parley.v1.ComposeStateResponse composeState(io.parley.v1.ComposeStateRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComposeStateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Executes the actions that responses name. Sends no text; callbacks come back in the answer.
     * </pre>
     */
    public io.parley.v1.ProcessActionsResponse processActions(io.parley.v1.ProcessActionsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getProcessActionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns what the actions for a message did; empty when unknown or forgotten.
     * </pre>
     */
    public io.parley.v1.GetActionResultsResponse getActionResults(io.parley.v1.GetActionResultsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetActionResultsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Runs the evaluators of one phase on a message.
     * </pre>
     */
    public io.parley.v1.EvaluateResponse evaluate(io.parley.v1.EvaluateRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getEvaluateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Emits events to an agent's handlers and waits for them; also published on the bus. A failing handler is logged.
     * </pre>
     */
    public io.parley.v1.EmitEventResponse emitEvent(io.parley.v1.EmitEventRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getEmitEventMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Delivers content to a platform. Errors: FAILED_PRECONDITION / NO_SEND_HANDLER.
     * </pre>
     */
    public io.parley.v1.SendMessageToTargetResponse sendMessageToTarget(io.parley.v1.SendMessageToTargetRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSendMessageToTargetMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads settings of an agent. Never returned: values of secrets, and values from the process environment.
     * </pre>
     */
    public io.parley.v1.GetSettingsResponse getSettings(io.parley.v1.GetSettingsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetSettingsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets or removes settings of an agent.
     * </pre>
     */
    public io.parley.v1.SetSettingsResponse setSettings(io.parley.v1.SetSettingsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSetSettingsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates a task.
     * </pre>
     */
    public io.parley.v1.CreateTaskResponse createTask(io.parley.v1.CreateTaskRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists tasks by due time. Task workers are listed by ListComponents.
     * </pre>
     */
    public io.parley.v1.ListTasksResponse listTasks(io.parley.v1.ListTasksRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTasksMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a task.
     * </pre>
     */
    public io.parley.v1.UpdateTaskResponse updateTask(io.parley.v1.UpdateTaskRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Executes a task now, with the option a person chose.
     * </pre>
     */
    public io.parley.v1.RunTaskResponse runTask(io.parley.v1.RunTaskRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRunTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a task.
     * </pre>
     */
    public io.parley.v1.DeleteTaskResponse deleteTask(io.parley.v1.DeleteTaskRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Writes a log entry.
     * </pre>
     */
    public io.parley.v1.CreateLogResponse createLog(io.parley.v1.CreateLogRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateLogMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists log entries: model calls, actions, evaluators and others, newest first.
     * </pre>
     */
    public io.parley.v1.ListLogsResponse listLogs(io.parley.v1.ListLogsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListLogsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Counts log entries.
     * </pre>
     */
    public io.parley.v1.CountLogsResponse countLogs(io.parley.v1.CountLogsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCountLogsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service RuntimeService.
   * <pre>
   * Keeps agents and gives access to their runtimes: components, models, state, actions, events, settings, tasks, logs.
   * </pre>
   */
  public static final class RuntimeServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<RuntimeServiceFutureStub> {
    private RuntimeServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RuntimeServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RuntimeServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tells versions, capabilities, limits and addresses of this server. Needs no credential.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.GetServerInfoResponse> getServerInfo(
        io.parley.v1.GetServerInfoRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetServerInfoMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds agents; all of them or none.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.AddAgentsResponse> addAgents(
        io.parley.v1.AddAgentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddAgentsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one agent by id or name. Errors: NOT_FOUND / AGENT_NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.GetAgentResponse> getAgent(
        io.parley.v1.GetAgentRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetAgentMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists agents, all or by ids and names. Unknown ids and names are left out.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListAgentsResponse> listAgents(
        io.parley.v1.ListAgentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListAgentsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes an agent; plugins take effect at its next start. Errors: FAILED_PRECONDITION / NOT_EDITABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UpdateAgentResponse> updateAgent(
        io.parley.v1.UpdateAgentRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateAgentMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Starts agents and waits until they are ready or have failed. Errors: NOT_FOUND for an unknown id.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.StartAgentsResponse> startAgents(
        io.parley.v1.StartAgentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getStartAgentsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Stops agents; they stay listed. Unknown ids are ignored.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.StopAgentsResponse> stopAgents(
        io.parley.v1.StopAgentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getStopAgentsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Stops agents and takes them off the list. What they remember stays stored.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteAgentsResponse> deleteAgents(
        io.parley.v1.DeleteAgentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteAgentsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lets agents be changed, or forbids it again, and publishes mode:editable.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.SetEditableModeResponse> setEditableMode(
        io.parley.v1.SetEditableModeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSetEditableModeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Probes agents through their own queues.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CheckHealthResponse> checkHealth(
        io.parley.v1.CheckHealthRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCheckHealthMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells which agents have the keys that their model plugins need.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ValidateApiKeysResponse> validateApiKeys(
        io.parley.v1.ValidateApiKeysRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getValidateApiKeysMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists actions, providers, evaluators, models, services and the other components of an agent.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListComponentsResponse> listComponents(
        io.parley.v1.ListComponentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListComponentsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Calls a method of a service. Errors: FAILED_PRECONDITION / NO_SERVICE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CallServiceResponse> callService(
        io.parley.v1.CallServiceRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCallServiceMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Calls an HTTP route of a plugin without HTTP.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CallRouteResponse> callRoute(
        io.parley.v1.CallRouteRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCallRouteMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Asks a model and waits for the whole answer. Errors: FAILED_PRECONDITION / NO_MODEL_HANDLER.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UseModelResponse> useModel(
        io.parley.v1.UseModelRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUseModelMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Runs providers for a message and returns the context.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ComposeStateResponse> composeState(
        io.parley.v1.ComposeStateRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComposeStateMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Executes the actions that responses name. Sends no text; callbacks come back in the answer.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ProcessActionsResponse> processActions(
        io.parley.v1.ProcessActionsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getProcessActionsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Returns what the actions for a message did; empty when unknown or forgotten.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.GetActionResultsResponse> getActionResults(
        io.parley.v1.GetActionResultsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetActionResultsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Runs the evaluators of one phase on a message.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.EvaluateResponse> evaluate(
        io.parley.v1.EvaluateRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getEvaluateMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Emits events to an agent's handlers and waits for them; also published on the bus. A failing handler is logged.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.EmitEventResponse> emitEvent(
        io.parley.v1.EmitEventRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getEmitEventMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Delivers content to a platform. Errors: FAILED_PRECONDITION / NO_SEND_HANDLER.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.SendMessageToTargetResponse> sendMessageToTarget(
        io.parley.v1.SendMessageToTargetRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSendMessageToTargetMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads settings of an agent. Never returned: values of secrets, and values from the process environment.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.GetSettingsResponse> getSettings(
        io.parley.v1.GetSettingsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetSettingsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sets or removes settings of an agent.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.SetSettingsResponse> setSettings(
        io.parley.v1.SetSettingsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSetSettingsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Creates a task.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CreateTaskResponse> createTask(
        io.parley.v1.CreateTaskRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateTaskMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists tasks by due time. Task workers are listed by ListComponents.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListTasksResponse> listTasks(
        io.parley.v1.ListTasksRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTasksMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a task.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.UpdateTaskResponse> updateTask(
        io.parley.v1.UpdateTaskRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateTaskMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Executes a task now, with the option a person chose.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.RunTaskResponse> runTask(
        io.parley.v1.RunTaskRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRunTaskMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a task.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.DeleteTaskResponse> deleteTask(
        io.parley.v1.DeleteTaskRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteTaskMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Writes a log entry.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CreateLogResponse> createLog(
        io.parley.v1.CreateLogRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateLogMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists log entries: model calls, actions, evaluators and others, newest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.ListLogsResponse> listLogs(
        io.parley.v1.ListLogsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListLogsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Counts log entries.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.parley.v1.CountLogsResponse> countLogs(
        io.parley.v1.CountLogsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCountLogsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_GET_SERVER_INFO = 0;
  private static final int METHODID_ADD_AGENTS = 1;
  private static final int METHODID_GET_AGENT = 2;
  private static final int METHODID_LIST_AGENTS = 3;
  private static final int METHODID_UPDATE_AGENT = 4;
  private static final int METHODID_START_AGENTS = 5;
  private static final int METHODID_STOP_AGENTS = 6;
  private static final int METHODID_DELETE_AGENTS = 7;
  private static final int METHODID_SET_EDITABLE_MODE = 8;
  private static final int METHODID_CHECK_HEALTH = 9;
  private static final int METHODID_VALIDATE_API_KEYS = 10;
  private static final int METHODID_LIST_COMPONENTS = 11;
  private static final int METHODID_CALL_SERVICE = 12;
  private static final int METHODID_CALL_ROUTE = 13;
  private static final int METHODID_USE_MODEL = 14;
  private static final int METHODID_STREAM_MODEL = 15;
  private static final int METHODID_COMPOSE_STATE = 16;
  private static final int METHODID_PROCESS_ACTIONS = 17;
  private static final int METHODID_GET_ACTION_RESULTS = 18;
  private static final int METHODID_EVALUATE = 19;
  private static final int METHODID_EMIT_EVENT = 20;
  private static final int METHODID_SEND_MESSAGE_TO_TARGET = 21;
  private static final int METHODID_GET_SETTINGS = 22;
  private static final int METHODID_SET_SETTINGS = 23;
  private static final int METHODID_CREATE_TASK = 24;
  private static final int METHODID_LIST_TASKS = 25;
  private static final int METHODID_UPDATE_TASK = 26;
  private static final int METHODID_RUN_TASK = 27;
  private static final int METHODID_DELETE_TASK = 28;
  private static final int METHODID_CREATE_LOG = 29;
  private static final int METHODID_LIST_LOGS = 30;
  private static final int METHODID_COUNT_LOGS = 31;

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
        case METHODID_GET_SERVER_INFO:
          serviceImpl.getServerInfo((io.parley.v1.GetServerInfoRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.GetServerInfoResponse>) responseObserver);
          break;
        case METHODID_ADD_AGENTS:
          serviceImpl.addAgents((io.parley.v1.AddAgentsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.AddAgentsResponse>) responseObserver);
          break;
        case METHODID_GET_AGENT:
          serviceImpl.getAgent((io.parley.v1.GetAgentRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.GetAgentResponse>) responseObserver);
          break;
        case METHODID_LIST_AGENTS:
          serviceImpl.listAgents((io.parley.v1.ListAgentsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListAgentsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_AGENT:
          serviceImpl.updateAgent((io.parley.v1.UpdateAgentRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UpdateAgentResponse>) responseObserver);
          break;
        case METHODID_START_AGENTS:
          serviceImpl.startAgents((io.parley.v1.StartAgentsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.StartAgentsResponse>) responseObserver);
          break;
        case METHODID_STOP_AGENTS:
          serviceImpl.stopAgents((io.parley.v1.StopAgentsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.StopAgentsResponse>) responseObserver);
          break;
        case METHODID_DELETE_AGENTS:
          serviceImpl.deleteAgents((io.parley.v1.DeleteAgentsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteAgentsResponse>) responseObserver);
          break;
        case METHODID_SET_EDITABLE_MODE:
          serviceImpl.setEditableMode((io.parley.v1.SetEditableModeRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.SetEditableModeResponse>) responseObserver);
          break;
        case METHODID_CHECK_HEALTH:
          serviceImpl.checkHealth((io.parley.v1.CheckHealthRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CheckHealthResponse>) responseObserver);
          break;
        case METHODID_VALIDATE_API_KEYS:
          serviceImpl.validateApiKeys((io.parley.v1.ValidateApiKeysRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ValidateApiKeysResponse>) responseObserver);
          break;
        case METHODID_LIST_COMPONENTS:
          serviceImpl.listComponents((io.parley.v1.ListComponentsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListComponentsResponse>) responseObserver);
          break;
        case METHODID_CALL_SERVICE:
          serviceImpl.callService((io.parley.v1.CallServiceRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CallServiceResponse>) responseObserver);
          break;
        case METHODID_CALL_ROUTE:
          serviceImpl.callRoute((io.parley.v1.CallRouteRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CallRouteResponse>) responseObserver);
          break;
        case METHODID_USE_MODEL:
          serviceImpl.useModel((io.parley.v1.UseModelRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UseModelResponse>) responseObserver);
          break;
        case METHODID_STREAM_MODEL:
          serviceImpl.streamModel((io.parley.v1.StreamModelRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.StreamModelResponse>) responseObserver);
          break;
        case METHODID_COMPOSE_STATE:
          serviceImpl.composeState((io.parley.v1.ComposeStateRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ComposeStateResponse>) responseObserver);
          break;
        case METHODID_PROCESS_ACTIONS:
          serviceImpl.processActions((io.parley.v1.ProcessActionsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ProcessActionsResponse>) responseObserver);
          break;
        case METHODID_GET_ACTION_RESULTS:
          serviceImpl.getActionResults((io.parley.v1.GetActionResultsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.GetActionResultsResponse>) responseObserver);
          break;
        case METHODID_EVALUATE:
          serviceImpl.evaluate((io.parley.v1.EvaluateRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.EvaluateResponse>) responseObserver);
          break;
        case METHODID_EMIT_EVENT:
          serviceImpl.emitEvent((io.parley.v1.EmitEventRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.EmitEventResponse>) responseObserver);
          break;
        case METHODID_SEND_MESSAGE_TO_TARGET:
          serviceImpl.sendMessageToTarget((io.parley.v1.SendMessageToTargetRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.SendMessageToTargetResponse>) responseObserver);
          break;
        case METHODID_GET_SETTINGS:
          serviceImpl.getSettings((io.parley.v1.GetSettingsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.GetSettingsResponse>) responseObserver);
          break;
        case METHODID_SET_SETTINGS:
          serviceImpl.setSettings((io.parley.v1.SetSettingsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.SetSettingsResponse>) responseObserver);
          break;
        case METHODID_CREATE_TASK:
          serviceImpl.createTask((io.parley.v1.CreateTaskRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CreateTaskResponse>) responseObserver);
          break;
        case METHODID_LIST_TASKS:
          serviceImpl.listTasks((io.parley.v1.ListTasksRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListTasksResponse>) responseObserver);
          break;
        case METHODID_UPDATE_TASK:
          serviceImpl.updateTask((io.parley.v1.UpdateTaskRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.UpdateTaskResponse>) responseObserver);
          break;
        case METHODID_RUN_TASK:
          serviceImpl.runTask((io.parley.v1.RunTaskRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.RunTaskResponse>) responseObserver);
          break;
        case METHODID_DELETE_TASK:
          serviceImpl.deleteTask((io.parley.v1.DeleteTaskRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.DeleteTaskResponse>) responseObserver);
          break;
        case METHODID_CREATE_LOG:
          serviceImpl.createLog((io.parley.v1.CreateLogRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CreateLogResponse>) responseObserver);
          break;
        case METHODID_LIST_LOGS:
          serviceImpl.listLogs((io.parley.v1.ListLogsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.ListLogsResponse>) responseObserver);
          break;
        case METHODID_COUNT_LOGS:
          serviceImpl.countLogs((io.parley.v1.CountLogsRequest) request,
              (io.grpc.stub.StreamObserver<io.parley.v1.CountLogsResponse>) responseObserver);
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
          getGetServerInfoMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.GetServerInfoRequest,
              io.parley.v1.GetServerInfoResponse>(
                service, METHODID_GET_SERVER_INFO)))
        .addMethod(
          getAddAgentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.AddAgentsRequest,
              io.parley.v1.AddAgentsResponse>(
                service, METHODID_ADD_AGENTS)))
        .addMethod(
          getGetAgentMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.GetAgentRequest,
              io.parley.v1.GetAgentResponse>(
                service, METHODID_GET_AGENT)))
        .addMethod(
          getListAgentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListAgentsRequest,
              io.parley.v1.ListAgentsResponse>(
                service, METHODID_LIST_AGENTS)))
        .addMethod(
          getUpdateAgentMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UpdateAgentRequest,
              io.parley.v1.UpdateAgentResponse>(
                service, METHODID_UPDATE_AGENT)))
        .addMethod(
          getStartAgentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.StartAgentsRequest,
              io.parley.v1.StartAgentsResponse>(
                service, METHODID_START_AGENTS)))
        .addMethod(
          getStopAgentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.StopAgentsRequest,
              io.parley.v1.StopAgentsResponse>(
                service, METHODID_STOP_AGENTS)))
        .addMethod(
          getDeleteAgentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteAgentsRequest,
              io.parley.v1.DeleteAgentsResponse>(
                service, METHODID_DELETE_AGENTS)))
        .addMethod(
          getSetEditableModeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.SetEditableModeRequest,
              io.parley.v1.SetEditableModeResponse>(
                service, METHODID_SET_EDITABLE_MODE)))
        .addMethod(
          getCheckHealthMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CheckHealthRequest,
              io.parley.v1.CheckHealthResponse>(
                service, METHODID_CHECK_HEALTH)))
        .addMethod(
          getValidateApiKeysMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ValidateApiKeysRequest,
              io.parley.v1.ValidateApiKeysResponse>(
                service, METHODID_VALIDATE_API_KEYS)))
        .addMethod(
          getListComponentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListComponentsRequest,
              io.parley.v1.ListComponentsResponse>(
                service, METHODID_LIST_COMPONENTS)))
        .addMethod(
          getCallServiceMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CallServiceRequest,
              io.parley.v1.CallServiceResponse>(
                service, METHODID_CALL_SERVICE)))
        .addMethod(
          getCallRouteMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CallRouteRequest,
              io.parley.v1.CallRouteResponse>(
                service, METHODID_CALL_ROUTE)))
        .addMethod(
          getUseModelMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UseModelRequest,
              io.parley.v1.UseModelResponse>(
                service, METHODID_USE_MODEL)))
        .addMethod(
          getStreamModelMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.parley.v1.StreamModelRequest,
              io.parley.v1.StreamModelResponse>(
                service, METHODID_STREAM_MODEL)))
        .addMethod(
          getComposeStateMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ComposeStateRequest,
              io.parley.v1.ComposeStateResponse>(
                service, METHODID_COMPOSE_STATE)))
        .addMethod(
          getProcessActionsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ProcessActionsRequest,
              io.parley.v1.ProcessActionsResponse>(
                service, METHODID_PROCESS_ACTIONS)))
        .addMethod(
          getGetActionResultsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.GetActionResultsRequest,
              io.parley.v1.GetActionResultsResponse>(
                service, METHODID_GET_ACTION_RESULTS)))
        .addMethod(
          getEvaluateMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.EvaluateRequest,
              io.parley.v1.EvaluateResponse>(
                service, METHODID_EVALUATE)))
        .addMethod(
          getEmitEventMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.EmitEventRequest,
              io.parley.v1.EmitEventResponse>(
                service, METHODID_EMIT_EVENT)))
        .addMethod(
          getSendMessageToTargetMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.SendMessageToTargetRequest,
              io.parley.v1.SendMessageToTargetResponse>(
                service, METHODID_SEND_MESSAGE_TO_TARGET)))
        .addMethod(
          getGetSettingsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.GetSettingsRequest,
              io.parley.v1.GetSettingsResponse>(
                service, METHODID_GET_SETTINGS)))
        .addMethod(
          getSetSettingsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.SetSettingsRequest,
              io.parley.v1.SetSettingsResponse>(
                service, METHODID_SET_SETTINGS)))
        .addMethod(
          getCreateTaskMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CreateTaskRequest,
              io.parley.v1.CreateTaskResponse>(
                service, METHODID_CREATE_TASK)))
        .addMethod(
          getListTasksMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListTasksRequest,
              io.parley.v1.ListTasksResponse>(
                service, METHODID_LIST_TASKS)))
        .addMethod(
          getUpdateTaskMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.UpdateTaskRequest,
              io.parley.v1.UpdateTaskResponse>(
                service, METHODID_UPDATE_TASK)))
        .addMethod(
          getRunTaskMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.RunTaskRequest,
              io.parley.v1.RunTaskResponse>(
                service, METHODID_RUN_TASK)))
        .addMethod(
          getDeleteTaskMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.DeleteTaskRequest,
              io.parley.v1.DeleteTaskResponse>(
                service, METHODID_DELETE_TASK)))
        .addMethod(
          getCreateLogMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CreateLogRequest,
              io.parley.v1.CreateLogResponse>(
                service, METHODID_CREATE_LOG)))
        .addMethod(
          getListLogsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.ListLogsRequest,
              io.parley.v1.ListLogsResponse>(
                service, METHODID_LIST_LOGS)))
        .addMethod(
          getCountLogsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.parley.v1.CountLogsRequest,
              io.parley.v1.CountLogsResponse>(
                service, METHODID_COUNT_LOGS)))
        .build();
  }

  private static abstract class RuntimeServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    RuntimeServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.parley.v1.RuntimeProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("RuntimeService");
    }
  }

  private static final class RuntimeServiceFileDescriptorSupplier
      extends RuntimeServiceBaseDescriptorSupplier {
    RuntimeServiceFileDescriptorSupplier() {}
  }

  private static final class RuntimeServiceMethodDescriptorSupplier
      extends RuntimeServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    RuntimeServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (RuntimeServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new RuntimeServiceFileDescriptorSupplier())
              .addMethod(getGetServerInfoMethod())
              .addMethod(getAddAgentsMethod())
              .addMethod(getGetAgentMethod())
              .addMethod(getListAgentsMethod())
              .addMethod(getUpdateAgentMethod())
              .addMethod(getStartAgentsMethod())
              .addMethod(getStopAgentsMethod())
              .addMethod(getDeleteAgentsMethod())
              .addMethod(getSetEditableModeMethod())
              .addMethod(getCheckHealthMethod())
              .addMethod(getValidateApiKeysMethod())
              .addMethod(getListComponentsMethod())
              .addMethod(getCallServiceMethod())
              .addMethod(getCallRouteMethod())
              .addMethod(getUseModelMethod())
              .addMethod(getStreamModelMethod())
              .addMethod(getComposeStateMethod())
              .addMethod(getProcessActionsMethod())
              .addMethod(getGetActionResultsMethod())
              .addMethod(getEvaluateMethod())
              .addMethod(getEmitEventMethod())
              .addMethod(getSendMessageToTargetMethod())
              .addMethod(getGetSettingsMethod())
              .addMethod(getSetSettingsMethod())
              .addMethod(getCreateTaskMethod())
              .addMethod(getListTasksMethod())
              .addMethod(getUpdateTaskMethod())
              .addMethod(getRunTaskMethod())
              .addMethod(getDeleteTaskMethod())
              .addMethod(getCreateLogMethod())
              .addMethod(getListLogsMethod())
              .addMethod(getCountLogsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
