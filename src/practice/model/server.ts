import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { CannedAnswer, ModelServerWorld } from "../world.ts";
import { readBody } from "../wire.ts";
import { cannedAnswers } from "./bodies.ts";
import { refusalOf, refusalOfKey } from "./refusals.ts";
import { lengthOf, replyTo } from "./replies.ts";
import type { ChatRequest } from "./replies.ts";
import { routeOf } from "./routes.ts";
import { streamReply } from "./streaming.ts";

/** What a model server remembers between requests. */
interface Memory {
  chats: number;
  served: number;
}

function serverHeader(model: ModelServerWorld): string | null {
  if (model.flavour === "llamacpp") return "llama.cpp";
  return model.flavour === "vllm" || model.flavour === "litellm" ? "uvicorn" : null;
}

function answer(model: ModelServerWorld, response: ServerResponse, canned: CannedAnswer): void {
  const server = serverHeader(model);
  const own = canned.headers.some(([name]) => name === "server");
  response.sendDate = true;
  const headers: [string, string][] = [...(server && !own ? ([["server", server]] as [string, string][]) : []), ...canned.headers];
  response.writeHead(canned.status, [...headers, ["content-length", String(Buffer.byteLength(canned.body))]].flat());
  response.end(canned.body);
}

function parse(text: string): ChatRequest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as ChatRequest) : undefined;
  } catch {
    return undefined;
  }
}

async function chat(model: ModelServerWorld, memory: Memory, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { text } = await readBody(request);
  memory.chats += 1;
  if (model.silence === "hang") return void (await new Promise<void>((resolve) => response.once("close", () => resolve())));
  if (model.silence === "drop" || (model.silence === "half" && memory.chats % 2 === 1)) return void request.socket.destroy();
  const body = parse(text);
  const streams = body?.stream === true;
  if (model.canned && (model.cannedFor === "all" || (model.cannedFor === "streams") === streams)) return answer(model, response, model.canned);
  const refusal = refusalOfKey(model, request.headers.authorization);
  if (refusal) return answer(model, response, refusal);
  if (!body || !Array.isArray(body.messages)) {
    return answer(model, response, { status: 400, headers: [["content-type", "application/json"]], body: JSON.stringify({ error: { message: "Field required: messages", type: "BadRequestError", param: null, code: 400 } }) });
  }
  const refused = refusalOf(model, body);
  if (refused) return answer(model, response, refused);
  await wait(model.queueMs + model.firstTokenMs);
  const reply = replyTo(model, body);
  const completion = reply.pieces.length + (reply.reasoning?.split(" ").length ?? 0) + (reply.toolCall ? 12 : 0);
  const prompt = model.promptTokens ?? Math.min(Math.ceil(lengthOf(body) / 4.7), model.window);
  const usage = { prompt_tokens: prompt, total_tokens: prompt + completion, completion_tokens: completion };
  const id = `chatcmpl-${(memory.served += 1).toString(16).padStart(8, "0")}${Date.now().toString(16)}`;
  if (streams && !["json", "html", "empty", "done-only"].includes(model.stream)) return streamReply(model, body, reply, usage, response, id);
  if (streams && model.stream === "html") return answer(model, response, cannedAnswers.signInPage);
  if (streams && model.stream === "empty") return answer(model, response, cannedAnswers.emptyOk);
  if (streams && model.stream === "done-only") return answer(model, response, cannedAnswers.doneOnly);
  await wait(Math.min(model.tokenMs * completion, 4_000));
  const message: Record<string, unknown> = { role: "assistant", content: reply.nullContent ? null : reply.pieces.join("") };
  if (reply.reasoning !== null) message.reasoning_content = reply.reasoning;
  if (reply.toolCall) message.tool_calls = [{ id: `chatcmpl-tool-${id.slice(-8)}`, type: "function", function: reply.toolCall }];
  const choices = [{ index: 0, message, logprobs: null, finish_reason: reply.finish }];
  const value = { id, object: "chat.completion", created: Math.floor(Date.now() / 1000), model: body.model, choices, usage };
  return answer(model, response, { status: 200, headers: [["content-type", "application/json"]], body: JSON.stringify(value) });
}

/** The request handler of one model server; `model` is asked for at every request, so a change of the world counts at once. */
export function modelHandler(model: () => ModelServerWorld): RequestListener {
  const memory: Memory = { chats: 0, served: 0 };
  return (request, response) => {
    const now = model();
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    if (now.loading) return answer(now, response, cannedAnswers.llamaLoading);
    if (now.canned && now.cannedOn === "every-route") return answer(now, response, now.canned);
    if (now.silence === "hang" && now.cannedOn === "every-route") return;
    const route = routeOf(now, request.method ?? "GET", path);
    if (route === "chat") {
      chat(now, memory, request, response).catch(() => response.destroy());
      return;
    }
    request.resume();
    const guarded = now.flavour === "llamacpp" ? !["/health", "/v1/health"].includes(path) : path.startsWith("/v1/");
    const refusal = guarded ? refusalOfKey(now, request.headers.authorization) : null;
    return answer(now, response, refusal ?? route);
  };
}
