import { holds } from "./context.ts";
import type { Caller, GatewayContext } from "./context.ts";
import { sendInvalid } from "./chat.ts";
import { ModelFailure } from "./failures.ts";
import { logTokenizer } from "./log.ts";
import { chooseModel, endpointComplaint, parseEndpoint, refusalOfCustomModels } from "./metadata.ts";
import type { ModelChoice } from "./metadata.ts";
import { askPlainly, askStreaming } from "./model-call.ts";
import type { Ask } from "./model-call.ts";
import { codeText, completionName, completionPrompt, generationName, generationParameters } from "./prompts-data.ts";
import { pythonJson } from "./python.ts";
import { beginStream, cutStream, sendCrash, sendJson } from "./reply.ts";
import type { Exchange } from "./reply.ts";
import { isOn } from "./settings.ts";

/** The code routes: v2 (own fields), v3 and v4 (components and model_metadata). */

type Use = "completion" | "generation";
type Route = "v2" | "v3" | "v4";

interface Wanted {
  route: Route;
  use: Use;
  stream: boolean;
  language: string;
  code: string;
  choice: ModelChoice | null;
  family: string;
}

const v2Families: Record<Use, string[]> = {
  completion: ["codestral-2501", "codestral-2508", "codegemma", "codellama", "codestral", "deepseekcoder", "llama3", "mistral", "mixtral", "claude_3", "gpt", "qwen2p5-coder-7b"],
  generation: ["codegemma", "codellama", "codestral", "deepseekcoder", "llama3", "mistral", "mixtral", "claude_3", "gpt"],
};

const invalid = { type: "missing", loc: ["body"], msg: "Field required", input: null };

interface V2Body {
  current_file?: { file_name?: unknown; language_identifier?: unknown; content_above_cursor?: unknown; content_below_cursor?: unknown };
  model_provider?: unknown;
  model_name?: unknown;
  model_endpoint?: unknown;
  model_identifier?: unknown;
  model_api_key?: unknown;
  prompt_version?: unknown;
  prompt?: unknown;
  stream?: unknown;
}

function readV2(release: string, use: Use, body: V2Body): Wanted | "invalid" | { detail: string } {
  const file = body.current_file;
  if (typeof file?.file_name !== "string" || typeof file.content_above_cursor !== "string") return "invalid";
  if (use === "generation" && Number(body.prompt_version ?? 1) >= 2 && body.prompt === undefined) return "invalid";
  const selfHosted = body.model_provider === "litellm";
  const family = String(body.model_name ?? "codestral");
  if (selfHosted && !v2Families[use].includes(family)) return "invalid";
  let choice: ModelChoice | null = null;
  if (selfHosted) {
    const endpoint = body.model_endpoint;
    if (typeof endpoint === "string") {
      const parsed = parseEndpoint(endpoint);
      if ("problem" in parsed) return { detail: endpointComplaint(endpoint, parsed.problem) };
    }
    choice = chooseModel(release, { provider: "litellm", name: family, endpoint: endpoint ?? null, api_key: body.model_api_key ?? null, identifier: body.model_identifier ?? null });
  }
  return { route: "v2", use, stream: body.stream === true, language: String(file.language_identifier ?? "python"), code: file.content_above_cursor, choice, family };
}

interface Component {
  type?: unknown;
  payload?: { file_name?: unknown; language_identifier?: unknown; content_above_cursor?: unknown; stream?: unknown };
}

function readComponents(release: string, route: Route, body: { prompt_components?: Component[]; model_metadata?: unknown }): Wanted | "invalid" {
  const component = Array.isArray(body.prompt_components) ? body.prompt_components.find((item) => item.type !== "code_context") : undefined;
  if (!component || !["code_editor_completion", "code_editor_generation"].includes(String(component.type)) || typeof component.payload?.content_above_cursor !== "string") return "invalid";
  const choice = chooseModel(release, body.model_metadata);
  return {
    route,
    use: component.type === "code_editor_generation" ? "generation" : "completion",
    stream: component.payload.stream === true,
    language: String(component.payload.language_identifier ?? "python"),
    code: component.payload.content_above_cursor,
    choice,
    family: choice?.family ?? "claude_3",
  };
}

function askFor(wanted: Wanted, requestId: string): Ask {
  const prompt = completionPrompt(wanted.family);
  const sizes = wanted.use === "completion" ? prompt : { system: 4519, user: 353 };
  const user = { role: "user" as const, content: codeText(sizes.user, wanted.code) };
  return {
    messages: sizes.system > 0 ? [{ role: "system", content: codeText(sizes.system, "") }, user] : [user],
    parameters: wanted.use === "completion" ? prompt.parameters : generationParameters(wanted.family),
    idleTimeoutMs: 60_000,
    requestId,
  };
}

function refuseScope(exchange: Exchange, caller: Caller, wanted: Wanted): boolean {
  const scope = wanted.use === "completion" ? "complete_code" : "generate_code";
  if (holds(caller, scope)) return false;
  if (wanted.route === "v2") sendJson(exchange, 403, { detail: `Unauthorized to access code ${wanted.use}s` });
  else if (wanted.use === "completion") sendJson(exchange, 403, { detail: "Unauthorized to access code suggestions" });
  else sendCrash(exchange);
  return true;
}

/** Answers a code request of any of the three routes. */
export async function answerCode(exchange: Exchange, context: GatewayContext, caller: Caller, route: Route, use: Use, body: unknown): Promise<void> {
  const given = (typeof body === "object" && body !== null ? body : {}) as object;
  const wanted = route === "v2" ? readV2(context.world.release, use, given) : readComponents(context.world.release, route, given);
  if (wanted === "invalid") return sendInvalid(exchange, context, caller, invalid);
  if ("detail" in wanted) return sendJson(exchange, 422, wanted);
  if (refuseScope(exchange, caller, wanted)) return;
  if (context.world.tokenizer !== "there") {
    logTokenizer(context.log, context.world.tokenizer, exchange.requestId);
    return sendCrash(exchange);
  }
  if (refusalOfCustomModels(context.world.env, isOn(context.world.env, "AIGW_CUSTOM_MODELS__ENABLED"), wanted.choice)) return sendCrash(exchange);
  const ask = askFor(wanted, exchange.requestId);
  if (wanted.stream) return streamCode(exchange, context, wanted, ask);
  try {
    const answer = await askPlainly(context, wanted.choice, ask, true);
    const text = answer.text !== "" && wanted.use === "generation" ? `\n${answer.text}` : answer.text;
    const choices = answer.text === "" ? [] : [{ text, index: 0, finish_reason: "length" }];
    const timestamp = Math.floor(Date.now() / 1000);
    if (wanted.route === "v2") {
      const counted = { input_tokens: answer.usage?.prompt_tokens ?? 15, output_tokens: answer.usage?.completion_tokens ?? 0, max_output_tokens_used: false, context_tokens_sent: 0, context_tokens_used: 0 };
      const shown = wanted.use === "completion" && answer.text !== "" ? counted : null;
      const model = { engine: wanted.use === "completion" ? "litellm" : "agent", name: wanted.use === "completion" ? wanted.family : generationName(wanted.family), lang: wanted.language, tokens_consumption_metadata: shown, region: "us-central1" };
      return sendJson(exchange, 200, { id: "id", model, experiments: [], object: "text_completion", created: timestamp, choices, metadata: { enabled_feature_flags: [] } });
    }
    const engine = wanted.use === "completion" ? "custom_openai" : "agent";
    const model = { engine, name: wanted.use === "completion" ? wanted.family : generationName(wanted.family), lang: wanted.language };
    return sendJson(exchange, 200, { choices, metadata: { model, timestamp, enabled_feature_flags: [], region: null }, model });
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    return sendCrash(exchange);
  }
}

/** Generations come line by line, completions piece by piece. */
async function* shaped(wanted: Wanted, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  if (wanted.use === "completion") {
    yield* pieces;
    return;
  }
  let rest = "";
  for await (const piece of pieces) {
    rest += piece;
    const lines = rest.split(/(?<=\n)/);
    rest = rest.endsWith("\n") ? "" : (lines.pop() ?? "");
    for (const line of lines) if (line !== "") yield line;
  }
  if (rest !== "") yield rest;
}

async function streamCode(exchange: Exchange, context: GatewayContext, wanted: Wanted, ask: Ask): Promise<void> {
  const events = wanted.route === "v4";
  const extra: [string, string][] = events
    ? [
        ["x-streaming-format", "sse"],
        ["cache-control", "no-store"],
        ["connection", "keep-alive"],
        ["x-accel-buffering", "no"],
      ]
    : [];
  beginStream(exchange, "text/event-stream; charset=utf-8", extra);
  const emit = (event: string, data: unknown): void => void exchange.response.write(`event: ${event}\r\ndata: ${pythonJson(data)}\r\n\r\n`);
  const chunk = (content: string): void => (events ? emit("content_chunk", { choices: [{ delta: { content }, index: 0 }] }) : void (content !== "" && exchange.response.write(content)));
  if (events) {
    const name = wanted.use === "completion" ? completionName(wanted.family) : generationName(wanted.family);
    emit("stream_start", { metadata: { model: { engine: "agent", name }, timestamp: Math.floor(Date.now() / 1000), enabled_feature_flags: [], region: "us-central1" } });
  }
  try {
    const answer = await askStreaming(context, wanted.choice, ask);
    for await (const piece of shaped(wanted, answer.pieces)) chunk(piece);
    // The client closes a stream of completions with empty pieces: reason to finish, usage, end.
    const { finish } = answer.end();
    const closing = wanted.use === "completion" ? (finish === null ? 3 : 2) : 0;
    for (let index = 0; index < closing; index += 1) chunk("");
    if (events) emit("stream_end", null);
    exchange.response.end();
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    cutStream(exchange);
  }
}
