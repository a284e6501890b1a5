"""What all calls have in common, in one interceptor with a file for each stage."""

from parley_server.rpc.interceptors.caller import caller_of
from parley_server.rpc.interceptors.interceptor import CallInterceptor
from parley_server.rpc.interceptors.limits import CallLimits

__all__ = ["CallInterceptor", "CallLimits", "caller_of"]
