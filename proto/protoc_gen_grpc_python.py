"""A protoc plugin that writes `*_pb2_grpc.py`.

grpcio-tools has this generator inside its own protoc, where buf cannot start it as a plugin.
"""

import sys
import tempfile
from pathlib import Path

from google.protobuf import descriptor_pb2
from google.protobuf.compiler import plugin_pb2
from grpc_tools import protoc  # type: ignore[import-untyped]  # its wheel has no types


def generate(request: plugin_pb2.CodeGeneratorRequest, folder: Path) -> plugin_pb2.CodeGeneratorResponse:
    """Answers a plugin request by way of grpcio-tools' protoc; raises SystemExit with its exit code."""
    descriptors = folder / "descriptors.binpb"
    descriptors.write_bytes(descriptor_pb2.FileDescriptorSet(file=request.proto_file).SerializeToString())
    out = folder / "out"
    out.mkdir()
    arguments = ["protoc", f"--descriptor_set_in={descriptors}", f"--grpc_python_out={out}"]
    if code := protoc.main([*arguments, *request.file_to_generate]):
        raise SystemExit(code)
    return plugin_pb2.CodeGeneratorResponse(
        supported_features=plugin_pb2.CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL,
        file=[
            plugin_pb2.CodeGeneratorResponse.File(name=path.relative_to(out).as_posix(), content=path.read_text())
            for path in sorted(out.rglob("*.py"))
        ],
    )


def main() -> None:
    """Reads a request from standard input and writes the response to standard output."""
    request = plugin_pb2.CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
    with tempfile.TemporaryDirectory() as folder:
        response = generate(request, Path(folder))
    sys.stdout.buffer.write(response.SerializeToString())


if __name__ == "__main__":
    main()
