import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import type { FactValues } from "../../../src/facts/values.generated.ts";
import { look, type Looked } from "../../kit/looking.ts";
import { endpoint } from "../../kit/model-seen.ts";
import { atEnd, probesOf } from "../../probes/kit.ts";

interface Ask { method: string; path: string; id: string | undefined; authorization: string | undefined; body: Record<string, unknown> }
type Reply = (ask: Ask, answer: ServerResponse) => boolean | void;

const everything = ["model/reach", "model/list", "model/server", "model/metrics", "model/loaded", "model/chat", "model/shapes", "model/stream", "model/tools", "model/answer", "model/template", "model/other-scheme"] as const;

const json = (answer: ServerResponse, status: number, body: unknown): void => {
  answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};
const words = (text: string, finish = "stop"): unknown => ({ id: "x", object: "chat.completion", model: "mistral", choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: finish }], usage: { prompt_tokens: 9, completion_tokens: 1 } });

/** A server that speaks as vLLM does; `odd` answers first and says whether it did. */
async function startModel(odd: Reply = () => false): Promise<{ url: string; asks: Ask[] }> {
  const asks: Ask[] = [];
  const server = createServer((request: IncomingMessage, answer) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const ask: Ask = { method: request.method ?? "", path: request.url ?? "", id: request.headers["x-request-id"] as string | undefined, authorization: request.headers.authorization, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
      asks.push(ask);
      if (odd(ask, answer) === true) return;
      if (ask.path === "/v1/models") return json(answer, 200, { object: "list", data: [{ id: "mistral", owned_by: "vllm", max_model_len: 32_768 }] });
      if (ask.path === "/health") return void answer.writeHead(200).end();
      if (ask.path === "/version") return json(answer, 200, { version: "0.11.2" });
      if (ask.path === "/metrics") return void answer.writeHead(200).end('vllm:num_requests_running{model="m"} 0.0\nvllm:num_requests_waiting{model="m"} 0.0\nvllm:kv_cache_usage_perc 0.05\n');
      if (ask.path !== "/v1/chat/completions") return json(answer, 404, { detail: "Not Found" });
      if (ask.body["stream"] === true) {
        answer.writeHead(200, { "content-type": "text/event-stream" });
        for (const word of ["1", "2", "3"]) answer.write(`data: ${JSON.stringify({ choices: [{ delta: { content: word }, finish_reason: null }] })}\n\n`);
        return void answer.end(`data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`);
      }
      json(answer, 200, words("Hello"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asks };
}

async function lookAt(odd?: Reply, over: Partial<FactValues["model/endpoint"]> = {}, path = "/v1"): Promise<Looked & { asks: Ask[]; chats: Ask[] }> {
  const { url, asks } = await startModel(odd);
  const place = new URL(`${url}${path}`);
  const seen = await look(probesOf(), everything, { seen: { "model/endpoint": endpoint({ endpoint: place.href, host: place.hostname, port: Number(place.port), path, loopback: true, ...over }) } });
  return { ...seen, asks, chats: asks.filter((ask) => ask.path.endsWith("/chat/completions")) };
}

describe("a good model server", () => {
  it("is seen with few requests, each with an id of its own, and few tokens", async () => {
    const seen = await lookAt();
    expect(seen.value("model/list")).toMatchObject({ served: true, stored: { state: "list", ids: ["mistral"], windows: { mistral: 32_768 } } });
    expect(seen.value("model/server")).toMatchObject({ product: "vllm", version: "0.11.2", health: "good" });
    expect(seen.value("model/metrics")).toMatchObject({ overloaded: false });
    expect(seen.value("model/chat").first).toMatchObject({ outcome: "answer", content: "Hello" });
    expect(seen.value("model/shapes").whole?.outcome).toBe("answer");
    expect(seen.value("model/stream")).toMatchObject({ state: "good", steady: true, second: null });
    expect(seen.absent("model/answer")?.reason).toBe("not-applicable");
    expect(seen.asks).toHaveLength(8);
    expect(seen.chats.map((ask) => ask.body["max_tokens"])).toEqual([1, 8192, 16, 64]);
    expect(new Set(seen.asks.map((ask) => ask.id)).size).toBe(8);
    expect(seen.asks.every((ask) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/u.test(ask.id ?? ""))).toBe(true);
  });

  it("is not asked for tokens while requests wait", async () => {
    const seen = await lookAt((ask, answer) => ask.path === "/metrics" && (answer.writeHead(200).end("vllm:num_requests_waiting 4\nvllm:num_requests_running 8\n"), true));
    expect(seen.value("model/metrics").overloaded).toBe(true);
    expect(seen.absent("model/chat")).toMatchObject({ reason: "not-asked" });
    expect(seen.chats).toHaveLength(0);
  });

  it("is not loaded unasked where it is Ollama's", async () => {
    const seen = await lookAt((ask, answer) => {
      if (ask.path === "/v1/models") return json(answer, 200, { object: "list", data: [{ id: "mistral", owned_by: "library" }] }), true;
      if (ask.path === "/api/version") return json(answer, 200, { version: "0.12.0" }), true;
      if (ask.path === "/api/ps") return json(answer, 200, { models: [] }), true;
      return ask.path === "/metrics" && (json(answer, 404, {}), true);
    });
    expect(seen.value("model/loaded")).toEqual({ loaded: false, window: null });
    expect(seen.absent("model/chat")).toMatchObject({ reason: "not-asked" });
    expect(seen.chats).toHaveLength(0);
  });
});

describe("a model server with a fault", () => {
  it("lists its models under /v1 only", async () => {
    const seen = await lookAt(undefined, { pathEnds: "none", path: "" }, "");
    expect(seen.value("model/list")).toMatchObject({ stored: { state: "not-here" }, v1Appended: { state: "list" } });
    expect(seen.value("model/chat").first).toMatchObject({ outcome: "refused", status: 404, about: "route-unknown" });
    expect(seen.absent("model/shapes")?.reason).toBe("blocked");
  });

  it("wants a key that nobody gave: no tokens are asked", async () => {
    const seen = await lookAt((ask, answer) => ask.path.startsWith("/v1") && (json(answer, 401, { error: "Unauthorized" }), true));
    expect(seen.value("model/list").stored.state).toBe("key-wanted");
    expect(seen.absent("model/chat")).toMatchObject({ reason: "not-asked" });
  });

  it("is refused in plain text by somebody before the server, which is no question for a key", async () => {
    const seen = await lookAt((_ask, answer) => (answer.writeHead(403, { "content-type": "text/plain" }).end("access denied"), true));
    expect(seen.value("model/list").stored.state).toBe("html");
  });

  it("is a web page", async () => {
    const seen = await lookAt((_ask, answer) => (answer.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>x</title>"), true));
    expect(seen.value("model/list").stored.state).toBe("html");
    expect(seen.value("model/chat").first.outcome).toBe("html");
  });

  it("refuses a trailing assistant turn, whatever its words", async () => {
    const seen = await lookAt((ask, answer) => {
      const messages = ask.body["messages"];
      return Array.isArray(messages) && (messages.at(-1) as { role?: string }).role === "assistant" && (json(answer, 400, { error: { message: "words that nobody knows" } }), true);
    });
    const shapes = seen.value("model/shapes");
    expect(shapes.plain.outcome).toBe("answer");
    expect(shapes.prefill?.outcome).toBe("refused");
    expect([shapes.stop, shapes.streamOptions, shapes.withoutStreamOptions, shapes.longAnswer].map((spoken) => spoken?.outcome)).toEqual(["answer", "answer", "answer", "answer"]);
  });

  it("refuses a long answer in many words, all of which are read", async () => {
    const refusal = { error: `Input validation error: ${"x".repeat(80)} inputs + max_new_tokens\` must be <= 8192`, error_type: "validation" };
    const seen = await lookAt((ask, answer) => Number(ask.body["max_tokens"]) >= 4096 && (json(answer, 422, refusal), true));
    expect(seen.value("model/shapes").longAnswer).toMatchObject({ outcome: "refused", status: 422, about: "window" });
  });

  it("refuses a system turn, whatever its words", async () => {
    const seen = await lookAt((ask, answer) => Array.isArray(ask.body["messages"]) && (ask.body["messages"] as { role: string }[]).some((turn) => turn.role === "system") && (json(answer, 400, { error: { message: "nope" } }), true));
    expect(seen.value("model/shapes")).toMatchObject({ plain: { outcome: "answer" }, system: { outcome: "refused" }, temperature: { outcome: "answer" } });
  });

  it("answers a stream with one object", async () => {
    const seen = await lookAt((ask, answer) => ask.body["stream"] === true && (json(answer, 200, words("Hello")), true));
    expect(seen.value("model/stream")).toMatchObject({ state: "not-a-stream", steady: true });
  });

  it("cuts its streams", async () => {
    const seen = await lookAt((ask, answer) => {
      if (ask.body["stream"] !== true) return false;
      answer.writeHead(200, { "content-type": "text/event-stream" }).write(`data: ${JSON.stringify({ choices: [{ delta: { content: "1" }, finish_reason: null }] })}\n\n`);
      setTimeout(() => answer.destroy(), 30);
      return true;
    });
    expect(seen.value("model/stream")).toMatchObject({ state: "cut", steady: true });
  });

  it("writes its tool calls as text", async () => {
    const seen = await lookAt((ask, answer) => ask.body["tools"] !== undefined && (json(answer, 200, words('<tool_call>{"name": "get_current_time", "arguments": {}}</tool_call>')), true));
    expect(seen.value("model/tools").rawMarkup).toBe(true);
  });

  it("has a late first word and then speaks quickly: nothing was held back", async () => {
    const seen = await lookAt((ask, answer) => {
      if (!ask.path.endsWith("/chat/completions")) return false;
      setTimeout(() => {
        if (ask.body["stream"] !== true) return json(answer, 200, words("Hi"));
        answer.writeHead(200, { "content-type": "text/event-stream" });
        for (const word of ["1", "2", "3", "4", "5"]) answer.write(`data: ${JSON.stringify({ choices: [{ delta: { content: word }, finish_reason: null }] })}\n\n`);
        answer.end(`data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: "stop" }] })}\n\n`);
      }, 700);
      return true;
    });
    expect(seen.value("model/stream").first.burst).toBe(true);
    expect(seen.value("model/stream").state).toBe("good");
  });

  it("has its streams held back by a proxy", async () => {
    const seen = await lookAt((ask, answer) => {
      if (ask.body["stream"] !== true || ask.body["max_tokens"] === 8192) return false;
      setTimeout(() => {
        answer.writeHead(200, { "content-type": "text/event-stream" });
        for (const word of ["1", "2", "3", "4", "5"]) answer.write(`data: ${JSON.stringify({ choices: [{ delta: { content: word }, finish_reason: null }] })}\n\n`);
        answer.end(`data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: "stop" }] })}\n\n`);
      }, 900);
      return true;
    });
    expect(seen.value("model/stream")).toMatchObject({ state: "buffered", steady: true });
  });

  it("thinks aloud before a final answer: users never see it", async () => {
    const seen = await lookAt((ask, answer) => ask.body["stream"] !== true && ask.path.endsWith("/chat/completions") && (json(answer, 200, words("<think>two and two</think> Final Answer: 4")), true));
    expect(seen.value("model/answer").thinkTags).toBe(false);
  });

  it("thinks aloud: the longer question is asked only then", async () => {
    const seen = await lookAt((ask, answer) => ask.body["stream"] !== true && ask.path.endsWith("/chat/completions") && (json(answer, 200, words("<think>two and two")), true));
    expect(seen.value("model/answer").thinkTags).toBe(true);
  });
});
