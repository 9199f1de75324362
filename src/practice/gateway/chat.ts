import { beginStream, cutStream, send, sendCrash, sendJson } from "./reply.ts";
import type { Exchange } from "./reply.ts";
import { holds } from "./context.ts";
import type { Caller, GatewayContext } from "./context.ts";
import { ModelFailure } from "./failures.ts";
import type { ModelChoice } from "./metadata.ts";
import { chooseModel, refusalOfCustomModels } from "./metadata.ts";
import { askStreaming } from "./model-call.ts";
import type { Ask } from "./model-call.ts";
import { chatParameters, chatSystemText, estimateTokens, familyModelName } from "./prompts-data.ts";
import { pythonJson, pythonRepr } from "./python.ts";
import { isOn } from "./settings.ts";
import { isAtLeast } from "../world.ts";
import type { Environment } from "../world.ts";

/** POST /v2/chat/agent: newline-delimited JSON, status 200 whatever the model does. */

interface Message {
  role: string;
  content: string | null;
  additional_context?: { category?: string }[] | null;
}

/** The validation error of a body, as the list of complaints that a verbose gateway shows; null = fine. */
export function complaintOf(body: unknown): object | null {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return { type: "missing", loc: ["body"], msg: "Field required", input: null };
  const { messages, options } = body as { messages?: unknown; options?: { agent_scratchpad?: { agent_type?: unknown } } | null };
  if (messages === undefined) return { type: "missing", loc: ["body", "messages"], msg: "Field required", input: body };
  if (!Array.isArray(messages)) return { type: "list_type", loc: ["body", "messages"], msg: "Input should be a valid list", input: messages };
  const wrong = messages.findIndex((message) => typeof message !== "object" || message === null || !["system", "user", "assistant"].includes(String((message as Message).role)));
  if (wrong >= 0) return { type: "enum", loc: ["body", "messages", wrong, "role"], msg: "Input should be 'system', 'user' or 'assistant'", input: null };
  const scratchpad = options?.agent_scratchpad;
  if (scratchpad && scratchpad.agent_type !== "react") return { type: "literal_error", loc: ["body", "options", "agent_scratchpad", "agent_type"], msg: "Input should be 'react'", input: scratchpad.agent_type };
  return null;
}

/** A schema error: without words, unless request logging is on or GitLab asked for verbose logs. */
export function sendInvalid(exchange: Exchange, context: GatewayContext, caller: Caller, complaint: object): void {
  const verbose = caller.verbose || isOn(context.world.env, "AIGW_LOGGING__ENABLE_REQUEST_LOGGING");
  const { loc, ...others } = complaint as { loc: unknown[] };
  const [type, ...rest] = Object.entries(others);
  const place = `(${loc.map(pythonRepr).join(", ")}${loc.length === 1 ? "," : ""})`;
  const shown = [type, ...rest].filter((entry) => entry !== undefined).map(([name, value]) => `'${name}': ${pythonRepr(value)}`);
  shown.splice(1, 0, `'loc': ${place}`);
  sendJson(exchange, 422, { detail: verbose ? `[{${shown.join(", ")}}]` : "Validation error" });
}

function refusalOfScopes(release: string, caller: Caller, messages: Message[]): string | null {
  const last = messages.at(-1);
  // The right was split from `duo_chat` in January 2026.
  const wanted = isAtLeast(release, 18, 9) ? "duo_classic_chat" : "duo_chat";
  if (!holds(caller, wanted)) {
    if (!holds(caller, "duo_chat")) return "Unauthorized to access duo chat";
    if (!String(last?.content ?? "").includes("@GitLabDuo")) return "Duo Core no longer authorized to access Duo Classic Chat";
  }
  const context = messages.flatMap((message) => message.additional_context ?? []).find((item) => !holds(caller, `include_${String(item.category)}_context`));
  return context ? `Unauthorized to access include_${String(context.category)}_context` : null;
}

/** Answers a chat request. */
export async function answerChat(exchange: Exchange, context: GatewayContext, caller: Caller, body: unknown): Promise<void> {
  const complaint = complaintOf(body);
  if (complaint) return sendInvalid(exchange, context, caller, complaint);
  const { messages, model_metadata: metadata } = body as { messages: Message[]; model_metadata?: unknown };
  if (messages.length === 0) return sendCrash(exchange);
  const refusal = refusalOfScopes(context.world.release, caller, messages);
  if (refusal) return sendJson(exchange, 403, { detail: refusal });
  const choice = chooseModel(context.world.release, metadata);
  if (refusalOfCustomModels(context.world.env, isOn(context.world.env, "AIGW_CUSTOM_MODELS__ENABLED"), choice)) return sendCrash(exchange);
  beginStream(exchange, "application/x-ndjson; charset=utf-8");
  const write = (type: string, data: unknown): void => void exchange.response.write(`${pythonJson({ type, data })}\n`);
  try {
    if (messages.at(-1)?.role === "assistant") throw new ModelFailure("Last message must be a human message", null, {});
    await streamAnswer(context, caller, exchange, choice, messages, write);
    exchange.response.end();
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    write("error", { message: error.message, retryable: error.message.includes("overloaded_error") });
    cutStream(exchange);
  }
}

function askFor(choice: ModelChoice | null, messages: Message[], requestId: string, idleTimeoutMs: number): Ask {
  const spoken = messages.map((message) => ({ role: message.role as "user", content: ` ${message.content ?? ""}\n` }));
  return {
    messages: [{ role: "system", content: chatSystemText }, ...spoken, { role: "assistant", content: "Thought: " }],
    parameters: chatParameters(choice?.family ?? "claude_3"),
    idleTimeoutMs,
    requestId,
  };
}

/** How long the gateway waits for a chat model, as its setting says. */
const modelPatienceMs = (env: Environment): number => Number(env["AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT"] ?? "30") * 1000;

const finalMark = "Final Answer:";

async function streamAnswer(context: GatewayContext, caller: Caller, exchange: Exchange, choice: ModelChoice | null, messages: Message[], write: (type: string, data: unknown) => void): Promise<void> {
  const answer = await askStreaming(context, choice, askFor(choice, messages, exchange.requestId, modelPatienceMs(context.world.env)));
  let seen = "";
  let shown = 0;
  let started = false;
  for await (const piece of answer.pieces) {
    seen += piece;
    const at = seen.indexOf(finalMark);
    if (at < 0) continue;
    const from = Math.max(shown, at + finalMark.length);
    const text = started ? seen.slice(from) : seen.slice(from).trimStart();
    if (text === "") continue;
    // A short answer to a call without streaming comes as one piece, with its reason to finish.
    const whole = isOn(context.world.env, "AIGW_CUSTOM_MODELS__DISABLE_STREAMING");
    write("final_answer_delta", { text, finish_reason: whole ? (answer.end().finish ?? "stop") : null });
    started = true;
    shown = seen.length;
  }
  const { finish, usage, chunks } = answer.end();
  if (seen.includes(finalMark)) {
    if (!isOn(context.world.env, "AIGW_CUSTOM_MODELS__DISABLE_STREAMING")) write("final_answer_delta", { text: "", finish_reason: finish ?? "stop" });
  } else {
    const action = /Action:\s*(.+)\nAction Input:\s*([\s\S]*)$/.exec(seen);
    const tool = action?.[1]?.trim();
    if (tool && (caller.scopes === "all" || holds(caller, `ask_${tool.replace("_reader", "")}`))) {
      const thought = seen.slice(0, action?.index).trim();
      write("action", { tool, tool_input: (action?.[2] ?? "").trim(), thought });
    } else if (tool) {
      throw new ModelFailure("tool not available", null, {});
    } else {
      write("unknown", { text: seen.trim() });
    }
  }
  if (isOn(context.world.env, "AIGW_MOCK_MODEL_RESPONSES")) return;
  // The `usage` line came with the release of August 2026.
  if (!isAtLeast(context.world.release, 19, 3)) return;
  const counted = usage
    ? { input_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens }
    : seen === "" || chunks === 0
      ? { input_tokens: 0, output_tokens: 0 }
      : { input_tokens: estimateTokens("chat", messages.map((message) => message.content ?? "").join("")), output_tokens: estimateTokens("answer", seen) };
  const whole = isOn(context.world.env, "AIGW_CUSTOM_MODELS__DISABLE_STREAMING");
  write("usage", { usage: { [choice === null ? "claude-sonnet-4-6" : whole ? familyModelName(choice.family) : choice.model]: counted } });
}

/** POST /v1/chat/<name>: broken in current releases, 500 for every request that passes the schema. */
export function answerOldChat(exchange: Exchange, body: unknown): void {
  const component = (body as { prompt_components?: { type?: unknown; metadata?: { source?: unknown; version?: unknown }; payload?: { model?: unknown; content?: unknown } }[] } | null)?.prompt_components?.[0];
  const known = ["codegemma", "codellama", "codestral", "codestral-2501", "codestral-2508", "mistral", "mixtral", "deepseekcoder", "claude_3", "gpt", "qwen2p5-coder-7b", "llama3", "general"];
  const model = component?.payload?.model;
  const fits =
    component !== undefined &&
    typeof component.type === "string" &&
    typeof component.metadata?.source === "string" &&
    typeof component.metadata.version === "string" &&
    component.payload?.content !== undefined &&
    (model === undefined || model === null || known.includes(String(model)) || String(model).startsWith("claude-"));
  if (fits) sendCrash(exchange);
  else send(exchange, 422, "application/json", '{"detail":"Validation error"}');
}
