import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { look, type Looked } from "../../kit/looking.ts";
import { endpoint } from "../../kit/model-seen.ts";
import { atEnd, probesOf } from "../../probes/kit.ts";

type Body = { messages: { role: string; content: string; tool_call_id?: string }[]; tools?: unknown; tool_choice?: string; stream?: boolean; stop?: string[] };
type Act = (body: Body, answer: ServerResponse) => boolean | void;

const json = (answer: ServerResponse, status: number, body: unknown): true => {
  answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  return true;
};
const message = (said: Record<string, unknown>, finish = "stop", promptTokens = 12): unknown => ({ object: "chat.completion", model: "mistral", choices: [{ index: 0, message: { role: "assistant", ...said }, finish_reason: finish }], usage: { prompt_tokens: promptTokens, completion_tokens: 3 } });
const call = { id: "Ab3dEf9hI", type: "function", function: { name: "get_current_time", arguments: "{}" } };
const raw = '<tool_call>\n{"name": "get_current_time", "arguments": {}}\n</tool_call>';
const counts = ({ messages }: Body): number => messages.reduce((sum, { content }) => sum + content.split(" ").length, 8);

function stream(answer: ServerResponse, deltas: unknown[], finish: string): true {
  answer.writeHead(200, { "content-type": "text/event-stream" });
  for (const delta of deltas) answer.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`);
  answer.end(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: finish }] })}\n\ndata: [DONE]\n\n`);
  return true;
}

/** A good server that calls tools, stops where told and counts what it reads; `odd` answers first and says whether it did. */
function good(body: Body, answer: ServerResponse): void {
  const wants = body.tools !== undefined && body.messages.at(-1)?.role !== "tool";
  if (wants && body.stream === true) stream(answer, [{ role: "assistant" }, { tool_calls: [{ index: 0, ...call }] }], "tool_calls");
  else if (wants) json(answer, 200, message({ content: null, tool_calls: [call] }, "tool_calls"));
  else if (body.stream === true) stream(answer, [{ content: "Hello" }], "stop");
  else json(answer, 200, message({ content: body.stop === undefined ? "Hello" : "1" }, "stop", counts(body)));
}

async function lookAt(odd: Act = () => false, owner = "llamacpp"): Promise<Looked & { bodies: Body[] }> {
  const bodies: Body[] = [];
  const server = createServer((request, answer) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      if (request.url === "/v1/models") return void json(answer, 200, { object: "list", data: [{ id: "mistral", owned_by: owner }] });
      if (request.url !== "/v1/chat/completions") return void json(answer, 404, { detail: "Not Found" });
      const body = JSON.parse(text) as Body;
      bodies.push(body);
      if (odd(body, answer) !== true) good(body, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }));
  const { port } = server.address() as AddressInfo;
  const seen = await look(probesOf(), ["model/reach", "model/list", "model/server", "model/metrics", "model/loaded", "model/chat", "model/tools", "model/agent-turns", "model/stop", "model/long-prompt"], { deep: true, seen: { "model/endpoint": endpoint({ endpoint: `http://127.0.0.1:${port}/v1`, host: "127.0.0.1", port, path: "/v1", loopback: true }) } });
  return { ...seen, bodies };
}

describe("a good model server, looked at closely", () => {
  it("calls tools in streams, goes on after them with its own id, stops, and reads long prompts whole", async () => {
    const seen = await lookAt();
    expect(seen.value("model/agent-turns")).toMatchObject({ calls: 1, rawMarkup: false, answered: { outcome: "answer" } });
    expect(seen.bodies.find(({ messages }) => messages.at(-1)?.role === "tool")?.messages.at(-1)).toMatchObject({ role: "tool", tool_call_id: call.id });
    expect(seen.value("model/stop").ignored).toBe(false);
    expect(seen.value("model/long-prompt")).toMatchObject({ cut: false, words: 6500 });
    expect(seen.value("model/long-prompt").counted).toBeGreaterThanOrEqual(6500);
  });

  it("whose model does not care for tools, stops or long prompts is not blamed", async () => {
    const seen = await lookAt((body, answer) => (body.stream === true ? stream(answer, [{ content: "It is noon." }], "stop") : json(answer, 200, message({ content: body.stop === undefined ? "It is noon, I think." : "One two three," }, "stop", 9))));
    expect(seen.value("model/tools")).toMatchObject({ rawMarkup: false, required: { outcome: "answer", toolCalls: 0 } });
    expect(seen.value("model/agent-turns")).toMatchObject({ calls: 0, rawMarkup: false, answered: null });
    expect(seen.value("model/stop").ignored).toBe(false);
    // A double, or a router, that counts every prompt alike says nothing of a window.
    expect(seen.value("model/long-prompt")).toMatchObject({ counted: 9, cut: false });
  });

  it("that is vLLM is sent no long prompt: it cuts none", async () => {
    expect((await lookAt(undefined, "vllm")).absent("model/long-prompt")).toMatchObject({ reason: "not-applicable" });
  });
});

describe("a model server with a fault that only a closer look shows", () => {
  it("knows its model's calls, and not in streams", async () => {
    const seen = await lookAt((body, answer) => body.tools !== undefined && body.stream === true && stream(answer, ["<tool", "_call>", raw.slice(11)].map((content) => ({ content })), "stop"));
    expect(seen.value("model/tools").rawMarkup).toBe(false);
    expect(seen.value("model/agent-turns")).toMatchObject({ calls: 0, rawMarkup: true });
  });

  it("hands out raw markup when it has to call, and prose when it need not", async () => {
    const seen = await lookAt((body, answer) => body.tools !== undefined && body.stream !== true && json(answer, 200, message({ content: body.tool_choice === "required" ? raw : "It is noon." })));
    expect(seen.value("model/tools").rawMarkup).toBe(true);
  });

  it("refuses the tool's answer", async () => {
    const seen = await lookAt((body, answer) => body.messages.at(-1)?.role === "tool" && json(answer, 400, { error: { message: "Unexpected role tool", type: "invalid_request_error" } }));
    expect(seen.value("model/agent-turns").answered).toMatchObject({ outcome: "refused", status: 400, said: "Unexpected role tool" });
  });

  it("writes on behind the sign, not merely up to it", async () => {
    expect((await lookAt((body, answer) => body.stop !== undefined && json(answer, 200, message({ content: "1, 2, 3" })))).value("model/stop").ignored).toBe(true);
    expect((await lookAt((body, answer) => body.stop !== undefined && json(answer, 200, message({ content: "1, " })))).value("model/stop").ignored).toBe(false);
  });

  it("cuts a long prompt without a word; one that says so refuses it", async () => {
    const cut = await lookAt((body, answer) => counts(body) > 4096 && json(answer, 200, message({ content: "Hello" }, "stop", 4096)));
    expect(cut.value("model/long-prompt")).toMatchObject({ counted: 4096, cut: true });
    expect(cut.said("model/long-prompt")).toContain("it cut the rest off");
    const refused = await lookAt((body, answer) => counts(body) > 4096 && json(answer, 400, { error: { code: 400, message: "request exceeds the available context size", type: "exceed_context_size_error" } }));
    expect(refused.value("model/long-prompt")).toMatchObject({ cut: false, spoken: { outcome: "refused", about: "window" } });
  });

  it("is slow: it is not kept busy with thousands of words", async () => {
    const seen = await lookAt((body, answer) => {
      if (body.tools !== undefined || body.stop !== undefined) return false;
      setTimeout(() => json(answer, 200, message({ content: "Hello" })), 1700);
      return true;
    });
    expect(seen.absent("model/long-prompt")).toMatchObject({ reason: "not-asked" });
    expect(seen.bodies.every((body) => counts(body) < 1000)).toBe(true);
  });
});
