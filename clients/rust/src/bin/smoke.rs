//! Adds an agent to the server at HOST:PORT, says hello and prints the run.
use std::{env, error::Error, io, io::Write, time::Duration};

use parley_client::v1::{AddAgentsRequest, AgentSpec, Character, Content, Memory, StreamMessageRequest};
use parley_client::v1::{agent_spec::Definition, run_event::Event};
use parley_client::v1::{message_service_client::MessageServiceClient, runtime_service_client::RuntimeServiceClient};
use tonic::{Request, transport::Channel};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = env::args().nth(1).ok_or("usage: smoke HOST:PORT")?;
    let channel = Channel::from_shared(format!("http://{address}"))?.connect().await?;
    let character = Character { name: "Smoke rust".into(), plugins: vec!["classic".into()], ..Default::default() };
    let agents = vec![AgentSpec { definition: Some(Definition::Character(character)), ..Default::default() }];
    let add = AddAgentsRequest { agents, auto_start: true, ..Default::default() };
    let added = RuntimeServiceClient::new(channel.clone()).add_agents(add).await?.into_inner();
    let content = Content { text: "hello".into(), ..Default::default() };
    let message = Some(Memory { content: Some(content), ..Default::default() });
    let agent_id = added.agents[0].agent_id.clone();
    let mut request = Request::new(StreamMessageRequest { agent_id, message, ..Default::default() });
    request.set_timeout(Duration::from_secs(30));
    let mut frames = MessageServiceClient::new(channel).stream_message(request).await?.into_inner();
    while let Some(frame) = frames.message().await? {
        for event in frame.events.into_iter().filter_map(|event| event.event) {
            if let Event::Chunk(chunk) = event {
                print!("{}", chunk.text);
                io::stdout().flush()?;
            } else if let Event::Ended(ended) = event {
                println!("\nended {}", ended.run.unwrap_or_default().status().as_str_name());
                return Ok(());
            }
        }
    }
    Err("the stream ended before the run".into())
}
