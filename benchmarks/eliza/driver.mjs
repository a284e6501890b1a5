// Measures elizaOS with a stub model: node driver.mjs '{"store": "stock", "in_flight": 1, "seconds": 6}'
// "store" is stock (the SQL plugin with PGLite, in the working directory) or memory. The last line printed is JSON.

import { randomUUID } from "node:crypto";

process.env.LOG_LEVEL ??= "fatal";
const { AgentRuntime, ChannelType } = await import("@elizaos/core");
const { bootstrapPlugin } = await import("@elizaos/plugin-bootstrap");
const { createDatabaseAdapter, plugin: sqlPlugin } = await import("@elizaos/plugin-sql");
const { MemoryStore } = await import("./memory_store.mjs");

const load = JSON.parse(process.argv[2]);
const TEXT = " 1234567890123456 ----------".repeat(10).trim();
// What the message handler asks for, and the evaluator.
const ANSWER =
  "<response><thought>I answer.</thought><actions>REPLY</actions><providers></providers>" +
  `<text>${TEXT}</text><facts>none</facts><relationships>none</relationships></response>`;
const answer = async () => ANSWER;
const stub = { name: "stub", description: "answers at once", models: { TEXT_SMALL: answer, TEXT_LARGE: answer } };

async function start() {
  const character = { id: randomUUID(), name: "Ann", bio: ["An agent."] };
  const [adapter, ...stores] = load.store === "stock" ? [await pglite(character.id), sqlPlugin] : [new MemoryStore()];
  const runtime = new AgentRuntime({ character, adapter, plugins: [...stores, bootstrapPlugin, stub] });
  await runtime.initialize();
  return runtime;
}

// Its tables must be there before a runtime starts.
async function pglite(agentId) {
  const adapter = createDatabaseAdapter({ dataDir: "pglite" }, agentId);
  await adapter.init();
  await adapter.runPluginMigrations([sqlPlugin]);
  return adapter;
}

class Caller {
  #runtime;
  #place = { entityId: randomUUID(), roomId: randomUUID(), worldId: randomUUID() };

  constructor(runtime) {
    this.#runtime = runtime;
  }

  async join() {
    const rest = { userName: "Ben", name: "Ben", source: "bench", type: ChannelType.API, channelId: "bench" };
    await this.#runtime.ensureConnection({ ...this.#place, ...rest });
  }

  // Sends one message after the other until then; returns how many milliseconds each took.
  async sendUntil(moment) {
    const times = [];
    while (performance.now() < moment) {
      const begin = performance.now();
      await this.#send();
      times.push(performance.now() - begin);
    }
    return times;
  }

  async #send() {
    const { entityId, roomId } = this.#place;
    const content = { text: "10 -1.0", source: "bench", channelType: ChannelType.API };
    const agentId = this.#runtime.agentId;
    const message = { id: randomUUID(), entityId, roomId, agentId, content, createdAt: Date.now() };
    let text;
    await this.#runtime.messageService.handleMessage(this.#runtime, message, async (reply) => {
      text = reply.text;
      // A simple reply is stored by whoever handed the message over.
      const memory = { id: randomUUID(), entityId: agentId, agentId, roomId, content: reply };
      await this.#runtime.createMemory({ ...memory, createdAt: Date.now() }, "messages");
      return [memory];
    });
    if (text !== TEXT) throw new Error("a message was not answered");
  }
}

async function measure(callers, seconds) {
  const begin = performance.now();
  const times = (await Promise.all(callers.map((one) => one.sendUntil(begin + seconds * 1000)))).flat();
  const passed = (performance.now() - begin) / 1000;
  times.sort((a, b) => a - b);
  return { messages: times.length, messages_per_second: times.length / passed, p50_ms: times[times.length >> 1] };
}

const runtime = await start();
const callers = Array.from({ length: load.in_flight }, () => new Caller(runtime));
for (const caller of callers) await caller.join();
// The first messages compile the code and fill the room's history.
await measure(callers, load.seconds / 2);
console.log(`\n${JSON.stringify(await measure(callers, load.seconds))}`);
process.exit(0);
