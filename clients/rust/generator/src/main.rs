//! A protoc plugin that writes the Rust stubs: prost's messages and tonic's clients, one file per package.

use std::io::{Error, Read, Write, stdin, stdout};

use prost::Message;
use prost_build::{Config, Module};
use prost_types::compiler::code_generator_response::{Feature, File};
use prost_types::compiler::{CodeGeneratorRequest, CodeGeneratorResponse};

fn generate(request: CodeGeneratorRequest) -> Result<Vec<File>, Error> {
    let services = tonic_prost_build::configure().build_server(false).service_generator();
    let sources = request.proto_file.into_iter();
    let by_module = sources.map(|file| (Module::from_protobuf_package_name(file.package()), file));
    let mut config = Config::new();
    config.service_generator(services);
    let modules = config.generate(by_module.collect())?;
    let file = |(module, content): (Module, String)| File {
        name: Some(module.to_file_name_or("root")),
        content: Some(format!("// @generated\n{content}")),
        ..File::default()
    };
    Ok(modules.into_iter().map(file).collect())
}

fn main() -> Result<(), Error> {
    let mut input = Vec::new();
    stdin().read_to_end(&mut input)?;
    let response = CodeGeneratorResponse {
        file: generate(CodeGeneratorRequest::decode(input.as_slice())?)?,
        supported_features: Some(Feature::Proto3Optional as u64),
        ..CodeGeneratorResponse::default()
    };
    stdout().write_all(&response.encode_to_vec())
}
