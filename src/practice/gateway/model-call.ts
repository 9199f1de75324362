import type { IncomingMessage } from "node:http";
import { CallFailure, callOver, readBody } from "../wire.ts";
import type { GatewayContext } from "./context.ts";
import { logModelFailure, rootsOfCall } from "./log.ts";
import { ModelFailure, failureOfStatus, failures, pythonJsonProblem } from "./failures.ts";
import type { ModelChoice } from "./metadata.ts";
import { isOn, extraHeadersOf } from "./settings.ts";
import { piecesOf } from "./sse.ts";
import type { Usage } from "./sse.ts";

/** The gateway's call to the model server: one HTTP exchange, the client's tries around it, and what becomes of the answer. */

export interface Ask {
  messages: { role: "system" | "user" | "assistant"; content: string }[];
  /** Parameters beside model, messages, stream. */
  parameters: Record<string, unknown>;
  idleTimeoutMs: number;
  requestId: string;
}

/** A streamed answer: pieces as they come, then how it ended. */
export interface StreamedAnswer {
  pieces: AsyncIterable<string>;
  /** Known when the pieces are over. */
  end(): { finish: string | null; usage: Usage | null; chunks: number };
}

export interface PlainAnswer {
  text: string;
  finish: string;
  usage: Usage | null;
}

const openAiLike = ["custom_openai", "openai", "hosted_vllm", "litellm_proxy", "azure", "ollama", "text-completion-openai", "fireworks_ai", "mistral", "groq", "together_ai", "deepseek"];

function addressFor(choice: ModelChoice): { url: string; headers: Record<string, string> } {
  // Without an endpoint the client falls back to the vendor's own address, which a closed site does not reach.
  const base = new URL(choice.endpoint ?? "https://api.openai.com/v1");
  if (choice.provider === "azure") {
    const path = base.pathname.replace(/\/+$/, "");
    return {
      url: `${base.origin}${path}/openai/deployments/${choice.model}/chat/completions?api-version=2024-07-01-preview`,
      headers: { "api-key": choice.key ?? "" },
    };
  }
  const path = `${base.pathname}${base.search}`.replace(/\/+$/, "");
  return { url: `${base.protocol}//${base.host}${path}/chat/completions`, headers: { authorization: `Bearer ${choice.key ?? "dummy_key"}` } };
}

function callableOrThrow(choice: ModelChoice): void {
  if (choice.family === "embedding") throw failures.embeddingFamily();
  if (choice.provider === "vertex_ai") throw failures.vertexCredentials();
  if (!openAiLike.includes(choice.provider) && choice.provider !== "bedrock") throw failures.unmappedProvider(choice.model, choice.provider);
  if (choice.provider === "openai" && choice.key === null) throw failures.missingCredentials();
  const url = choice.endpoint === null ? null : new URL(choice.endpoint);
  if (!url) return;
  if (!/^https?:$/.test(url.protocol)) throw failures.connection(choice.provider, [`aiohttp.client_exceptions.NonHttpUrlClientError: ${url.href}/chat/completions`, `httpx.RequestError: ${url.href}/chat/completions`]);
  if (url.username !== "") throw failures.connection(choice.provider, ["ValueError: Cannot combine AUTHORIZATION header with AUTH argument or credentials encoded in URL"]);
  if (/[\r\n]/.test(choice.key ?? "")) throw failures.connection(choice.provider, ["ValueError: Forbidden control character detected in headers. Potential header injection attack."]);
}

async function exchangeOnce(context: GatewayContext, choice: ModelChoice, ask: Ask, stream: boolean, attempt: number): Promise<IncomingMessage> {
  if (choice.provider === "bedrock" && !context.world.env.AWS_ACCESS_KEY_ID && !choice.key) throw failures.bedrockCredentials();
  const { url, headers } = choice.provider === "bedrock" ? bedrockAddress(context, choice) : addressFor(choice);
  const body = JSON.stringify({
    model: choice.model,
    messages: ask.messages,
    ...ask.parameters,
    ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  });
  try {
    const answer = await callOver(context.view, {
      method: "POST",
      url,
      body,
      connectTimeoutMs: ask.idleTimeoutMs,
      idleTimeoutMs: ask.idleTimeoutMs,
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        "user-agent": "AsyncOpenAI/Python 2.54.0",
        "x-stainless-retry-count": String(attempt),
        ...headers,
        ...lowerCased(extraHeadersOf(context.world.env)),
      },
    });
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    if (answer.status >= 300 && answer.status < 400 && answer.headers.location) return await followRedirect(context, choice, ask, new URL(answer.headers.location, url).href);
    const { text } = await readBody(answer.body);
    throw failureOfStatus(choice.provider, answer.status, text, answer.headers["retry-after"]);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    if (choice.provider === "bedrock") throw failures.bedrockUnreachable();
    const roots = rootsOfCall(error, url);
    throw error.code === "IDLE_TIMEOUT" || error.code === "CONNECT_TIMEOUT" ? failures.silence(roots) : failures.connection(choice.provider, roots);
  }
}

function bedrockAddress(context: GatewayContext, choice: ModelChoice): { url: string; headers: Record<string, string> } {
  const region = context.world.env.AWS_REGION_NAME ?? "us-west-2";
  return {
    url: `https://bedrock-runtime.${region}.amazonaws.com/model/${encodeURIComponent(choice.model)}/converse`,
    headers: { authorization: context.world.env.AWS_ACCESS_KEY_ID ? "AWS4-HMAC-SHA256 Credential=practice" : `Bearer ${choice.key ?? ""}` },
  };
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A redirected POST becomes a GET without a body, as the HTTP client does. */
async function followRedirect(context: GatewayContext, choice: ModelChoice, ask: Ask, url: string): Promise<IncomingMessage> {
  const answer = await callOver(context.view, { method: "GET", url, idleTimeoutMs: ask.idleTimeoutMs });
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw failureOfStatus(choice.provider, answer.status, (await readBody(answer.body)).text, undefined);
}

async function withClientTries<T>(context: GatewayContext, ask: Ask, act: (attempt: number) => Promise<T>): Promise<T> {
  for (let outer = 0; ; outer += 1) {
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await act(attempt);
        } catch (error) {
          if (!(error instanceof ModelFailure) || !error.again.sdk || attempt >= 2) throw error;
          await context.patience.pause(error.retryAfterMs || 500 * (attempt + 1) - 30, ask.requestId);
        }
      }
    } catch (error) {
      if (!(error instanceof ModelFailure) || !error.again.wrapper || outer >= 1) throw error;
      await context.patience.pause(4_000, ask.requestId);
    }
  }
}

function parsePlain(choice: ModelChoice, contentType: string, text: string): PlainAnswer {
  if (!contentType.includes("json")) throw failures.unusable(choice.provider, text);
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw failures.badJson(choice.provider, pythonJsonProblem(text));
  }
  if (!Array.isArray(value.choices)) throw failures.errorInBody(text);
  const first = value.choices[0] as { message?: { content?: unknown }; finish_reason?: unknown } | undefined;
  if (!first) throw failures.noChoices();
  return { text: typeof first.message?.content === "string" ? first.message.content : "", finish: String(first.finish_reason ?? "stop"), usage: (value.usage as Usage | undefined) ?? null };
}

async function plainAnswer(context: GatewayContext, choice: ModelChoice | null, ask: Ask, loop: boolean): Promise<PlainAnswer> {
  if (isOn(context.world.env, "AIGW_MOCK_MODEL_RESPONSES")) return { text: "mock", finish: "stop", usage: null };
  const once = (): Promise<PlainAnswer> =>
    withClientTries(context, ask, async (attempt) => {
      if (choice === null) throw failures.cloudModel();
      callableOrThrow(choice);
      const body = await exchangeOnce(context, choice, ask, false, attempt);
      const { text } = await readBody(body);
      return parsePlain(choice, String(body.headers["content-type"] ?? ""), text);
    });
  for (let round = 0; ; round += 1) {
    try {
      const answer = await once();
      context.inferences.push({ error: "no", streaming: "no", feature: "ai_abstraction_layer" });
      return answer;
    } catch (error) {
      if (!(error instanceof ModelFailure) || !error.again.loop || !loop || round >= 3) {
        context.inferences.push({ error: "yes", streaming: "no", feature: "ai_abstraction_layer" });
        throw error;
      }
      await context.patience.pause(3_000 * 3 ** round, ask.requestId);
    }
  }
}

async function streamedAnswer(context: GatewayContext, choice: ModelChoice | null, ask: Ask): Promise<StreamedAnswer> {
  if (isOn(context.world.env, "AIGW_MOCK_MODEL_RESPONSES")) return oneShot({ text: "mock", finish: "stop", usage: null });
  if (isOn(context.world.env, "AIGW_CUSTOM_MODELS__DISABLE_STREAMING")) return oneShot(await plainAnswer(context, choice, ask, false));
  const body = await withClientTries(context, ask, async (attempt) => {
    if (choice === null) throw failures.cloudModel();
    callableOrThrow(choice);
    return exchangeOnce(context, choice, ask, true, attempt);
  });
  context.inferences.push({ error: "no", streaming: "yes", feature: "duo_chat" });
  return piecesOf(body);
}

function oneShot(answer: PlainAnswer): StreamedAnswer {
  return {
    pieces: (async function* () {
      if (answer.text !== "") yield answer.text;
    })(),
    end: () => ({ finish: answer.finish, usage: answer.usage, chunks: 1 }),
  };
}

function noted(context: GatewayContext, ask: Ask, error: unknown): never {
  if (error instanceof ModelFailure) logModelFailure(context.log, error, ask.requestId);
  throw error;
}

/** One whole answer without streaming, with the client's tries; `loop` adds the gateway's own waits of 3, 9 and 27 s. */
export function askPlainly(context: GatewayContext, choice: ModelChoice | null, ask: Ask, loop: boolean): Promise<PlainAnswer> {
  return plainAnswer(context, choice, ask, loop).catch((error: unknown) => noted(context, ask, error));
}

/** A streamed answer. Rejects where the model refuses before its stream begins; later trouble ends the pieces, mostly without a word. */
export async function askStreaming(context: GatewayContext, choice: ModelChoice | null, ask: Ask): Promise<StreamedAnswer> {
  const answer = await streamedAnswer(context, choice, ask).catch((error: unknown) => noted(context, ask, error));
  const pieces = async function* (): AsyncGenerator<string> {
    try {
      yield* answer.pieces;
    } catch (error) {
      noted(context, ask, error);
    }
  };
  return { ...answer, pieces: pieces() };
}
