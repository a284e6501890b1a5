// Adds an agent to the server at HOST:PORT, says hello and prints the run.
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { MessageService, RunStatusSchema } from "../gen/parley/v1/messages_pb.js";
import { RuntimeService } from "../gen/parley/v1/runtime_pb.js";

async function smoke(address: string): Promise<void> {
  const transport = createGrpcTransport({ baseUrl: `http://${address}`, defaultTimeoutMs: 30_000 });
  const { agents } = await createClient(RuntimeService, transport).addAgents({
    agents: [{ definition: { case: "character", value: { name: "Smoke typescript", plugins: ["classic"] } } }],
    autoStart: true,
  });
  const frames = createClient(MessageService, transport).streamMessage({
    agentId: agents[0]!.agentId,
    message: { content: { text: "hello" } },
  });
  let ended: string | undefined;
  for await (const { events } of frames) {
    for (const { event } of events) {
      if (event.case === "chunk") process.stdout.write(event.value.text);
      if (event.case === "ended") ended = RunStatusSchema.value[event.value.run!.status]?.name;
    }
  }
  if (!ended) throw new Error("the stream ended before the run");
  console.log(`\nended ${ended}`);
}

try {
  await smoke(process.argv[2]!);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
