import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { ModelServerWorld } from "../world.ts";
import type { ChatRequest, Reply } from "./replies.ts";

/** How a reply goes over the wire as server-sent events, and the ways in which that breaks. */

interface Usage {
  prompt_tokens: number;
  total_tokens: number;
  completion_tokens: number;
}

function eventsOf(model: ModelServerWorld, request: ChatRequest, reply: Reply, usage: Usage, id: string, created: number): { event: string; spoken: boolean }[] {
  const base = { id, object: "chat.completion.chunk", created, model: request.model };
  const chunk = (delta: object, finish: string | null): string =>
    `data: ${JSON.stringify({ ...base, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })}\n\n`;
  const events = [{ event: chunk({ role: "assistant", content: "" }, null), spoken: false }];
  if (reply.reasoning !== null) {
    for (const piece of reply.reasoning.match(/\s?\S+/g) ?? []) events.push({ event: chunk({ reasoning_content: piece }, null), spoken: true });
  }
  for (const piece of reply.pieces) events.push({ event: chunk({ content: piece }, null), spoken: true });
  if (reply.toolCall) {
    const call = { index: 0, id: `chatcmpl-tool-${id.slice(-8)}`, type: "function", function: reply.toolCall };
    events.push({ event: chunk({ tool_calls: [call] }, null), spoken: true });
  }
  if (model.stream !== "no-finish") events.push({ event: chunk({}, reply.finish), spoken: false });
  const wantsUsage = (request.stream_options as { include_usage?: unknown } | undefined)?.include_usage === true;
  if (wantsUsage && model.stream !== "no-finish") events.push({ event: `data: ${JSON.stringify({ ...base, choices: [], usage })}\n\n`, spoken: false });
  if (model.stream !== "no-done" && model.stream !== "no-finish") events.push({ event: "data: [DONE]\n\n", spoken: false });
  return events;
}

const engineDead = { error: { message: "EngineCore encountered an issue. See stack trace (above) for the root cause.", type: "InternalServerError", param: null, code: 500 } };

/** After how many spoken pieces the stream breaks: late in a long answer, at once in a short one. */
function breaksAfter(model: ModelServerWorld, pieces: number): number {
  if (pieces <= 16) return 1;
  return model.stream === "error-event" || model.stream === "bad-json" ? 15 : 16;
}

function begin(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "transfer-encoding": "chunked" });
  response.flushHeaders();
}

/** Streams the reply; resolves when the stream is over, however it ended. */
export async function streamReply(model: ModelServerWorld, request: ChatRequest, reply: Reply, usage: Usage, response: ServerResponse, id: string): Promise<void> {
  const created = Math.floor(Date.now() / 1000);
  const events = eventsOf(model, request, reply, usage, id, created);
  if (model.stream === "burst") {
    await wait(model.tokenMs * events.length);
    begin(response);
    response.end(events.map(({ event }) => event).join(""));
    return;
  }
  begin(response);
  if (model.stream === "reset-first") {
    await wait(model.tokenMs);
    response.socket?.resetAndDestroy();
    return;
  }
  if (model.stream === "error-first") {
    response.end(`data: ${JSON.stringify(engineDead)}\n\ndata: [DONE]\n\n`);
    return;
  }
  const cutAt = breaksAfter(model, reply.pieces.length);
  let spoken = 0;
  for (const { event, spoken: isWord } of events) {
    if (response.destroyed) return;
    if (isWord) spoken += 1;
    if (isWord && spoken > cutAt && (await breakOff(model, response))) return;
    response.write(event);
    await wait(model.tokenMs);
  }
  response.end();
}

async function breakOff(model: ModelServerWorld, response: ServerResponse): Promise<boolean> {
  switch (model.stream) {
    case "cut":
      response.end();
      return true;
    case "reset":
      response.socket?.resetAndDestroy();
      return true;
    case "error-event":
      response.end(`data: ${JSON.stringify(engineDead)}\n\ndata: [DONE]\n\n`);
      return true;
    case "bad-json":
      response.end('data: {"id": "chatcmpl-", "choices": [{"index": 0, "delta": }\n\n');
      return true;
    case "stall":
      // Nothing more comes; the connection stays open until the caller gives up.
      await new Promise<void>((resolve) => response.once("close", () => resolve()));
      return true;
    default:
      return false;
  }
}
