import type { Failure, HttpAnswer, Reason, TlsLook } from "../../src/core/probe-answer.ts";
import type { FactValues } from "../../src/facts/values.generated.ts";
import { address as gatewayAddress, definitions, junk, tokenRoute, version } from "./gateway-seen.ts";
import type { Seen } from "./rules.ts";

/** Facts of one healthy model, and the parts to break them one by one. */

const timings = { total: 12 };

type Over<K extends keyof FactValues> = Partial<FactValues[K]>;
type Check = FactValues["gitlab/connection-check"]["best"];
type Spoken = FactValues["model/chat"]["first"];
type Listing = FactValues["model/list"]["stored"];
type Streamed = FactValues["model/stream"]["first"];
type Contrast = FactValues["gitlab/connection-contrast"]["contrasts"][number];

export const answered = (status: number, body = ""): HttpAnswer => ({ kind: "answer", method: "GET", url: "http://vllm.test:8000/v1/models", status, headers: [["content-type", "application/json"]], body, bodyBytes: body.length, end: "complete", timings });
export const failed = (reason: Reason): Failure => ({ kind: "failure", phase: "connect", reason, timings });

/** A fact that was not seen. */
export const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

export const endpoint = (over: Over<"model/endpoint"> = {}): FactValues["model/endpoint"] => ({
  name: "m", family: "mistral", endpoint: "http://vllm.test:8000/v1", identifier: "custom_openai/mistral", hasApiToken: false, keyConfigured: false, provider: "custom_openai", servedName: "mistral",
  providerKnown: true, providerMisspelt: false, endpointIgnored: false, problems: [], scheme: "http", host: "vllm.test", port: 8000, path: "/v1", loopback: false, pathEnds: "v1", droppedByGateway: false,
  identifierTooLong: false, features: ["duo_chat", "code_completions", "duo_agent_platform"], ...over,
});
export const httpsEndpoint = (over: Over<"model/endpoint"> = {}): FactValues["model/endpoint"] => endpoint({ endpoint: "https://vllm.test/v1", scheme: "https", port: 443, ...over });

export const outcome = (over: Partial<Check> = {}): Check => ({ outcome: "success", code: null, rest: null, suggestion: null, exception: null, text: "", ms: 900, withKey: false, ...over });
/** The model server gave this code. */
export const code = (status: number, ms = 200, over: Partial<Check> = {}): Check => outcome({ outcome: "model-code", code: status, rest: "", ms, ...over });
/** What a model that nobody answers for looks like: 44 s of tries. */
export const dead = (): Check => code(500, 44_300);
/** GitLab gave up waiting after its own limit. */
export const waited = (ms = 60_100): Check => outcome({ outcome: "wait", exception: null, ms, text: "AI Gateway could not connect to the model endpoint" });

export const check = (best: Check = outcome(), over: Over<"gitlab/connection-check"> = {}): FactValues["gitlab/connection-check"] => ({ model: "m", withoutKey: best.withKey ? null : best, withKey: best.withKey ? best : null, best, early: [], ...over });
/** Asked with a configured key and without one. */
export const keyedCheck = (withKey: Check, withoutKey: Check): FactValues["gitlab/connection-check"] => ({ model: "m", withoutKey, withKey: { ...withKey, withKey: true }, best: { ...withKey, withKey: true }, early: [] });

export const contrast = (change: Contrast["change"], result: Check, better: boolean, over: Partial<Contrast> = {}): FactValues["gitlab/connection-contrast"] => ({ contrasts: [{ change, endpoint: "http://vllm.test:8000/v1", identifier: "custom_openai/mistral", result, better, ...over }] });

export const modelCheck = (over: Over<"gateway/model-check"> = {}): FactValues["gateway/model-check"] => ({ outcome: "ok", status: 200, code: null, said: null, ms: 800, streamCutAfterMs: null, withKey: false, text: "Hello", ...over });

export const gatewayChat = (over: Over<"gateway/chat"> = {}): FactValues["gateway/chat"] => ({
  status: 200, outcome: "answer", said: null, errorClass: null, code: null, provider: null, about: null, throughRouter: false, text: "Hello", formless: false, firstLineMs: 400, longestGapMs: 100, ms: 900, burst: false,
  end: "complete", withKey: false, ...over,
});
/** The model's words, as the gateway's chat hands them on. */
export const heard = (about: FactValues["gateway/chat"]["about"], status: number | null = 400, over: Over<"gateway/chat"> = {}): FactValues["gateway/chat"] =>
  gatewayChat({ outcome: "error", said: "what the model said", errorClass: "BadRequestError", code: status, provider: "custom_openai", about, text: null, end: "cut", ...over });

export const reach = (state: FactValues["model/reach"]["state"] = "open", over: Over<"model/reach"> = {}): FactValues["model/reach"] => ({
  url: "http://vllm.test:8000/v1", scheme: "http", host: "vllm.test", port: 8000, literal: false, loopback: false, throughProxy: false,
  dns: { kind: "answer", system: ["10.0.0.5"], a: ["10.0.0.5"], aaaa: null, timings }, tcp: [{ kind: "open", address: "10.0.0.5", timings }], tls: null, state, ...over,
});
export const look = (over: Partial<TlsLook> = {}): TlsLook => ({
  kind: "look", protocol: "TLSv1.3", alpn: "http/1.1", trusted: true, nameMatches: true, datesValid: true, clientCertificateRequested: false, timings,
  chain: [{ subject: "CN=vllm.test", issuer: "CN=Example CA", notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2027-01-01T00:00:00.000Z", names: ["vllm.test"], fingerprint256: "AA", selfSigned: false }], ...over,
});

export const listing = (over: Partial<Listing> = {}): Listing => ({ url: "http://vllm.test:8000/v1/models", result: answered(200, "{}"), state: "list", ids: ["mistral"], windows: { mistral: 131_072 }, ownedBy: "vllm", ...over });
/** GET <endpoint>/models that gave no list. */
export const noList = (state: Listing["state"], status = 404): Listing => listing({ state, result: answered(status), ids: [], windows: {}, ownedBy: null });
export const list = (over: Over<"model/list"> = {}): FactValues["model/list"] => ({ stored: listing(), withoutKey: null, v1Appended: null, v1Removed: null, cut: null, served: true, nearest: null, ...over });

export const spoken = (over: Partial<Spoken> = {}): Spoken => ({
  result: answered(200), outcome: "answer", status: 200, said: null, errorCode: null, parameter: null, about: null, throughRouter: false, content: "Hi", reasoning: false, finishReason: "length", completionTokens: 1,
  toolCalls: 0, model: "mistral", retryAfterSeconds: null, ms: 150, ...over,
});
/** An error of the model server. */
export const refused = (status: number, about: Spoken["about"] = null, over: Partial<Spoken> = {}): Spoken => spoken({ result: answered(status), outcome: status >= 500 ? "error" : "refused", status, said: "no", about, content: null, finishReason: null, completionTokens: null, model: null, ...over });
/** Nothing came. */
export const unanswered = (reason: Reason = "no-answer", ms = 35_000): Spoken => spoken({ result: failed(reason), outcome: "no-answer", status: 0, content: null, finishReason: null, completionTokens: null, model: null, ms });
export const chat = (first: Spoken = spoken(), over: Over<"model/chat"> = {}): FactValues["model/chat"] => ({ first, again: null, withKey: false, ...over });

export const shapes = (over: Over<"model/shapes"> = {}): FactValues["model/shapes"] => ({
  whole: spoken(), plain: spoken(), system: spoken(), prefill: null, prefillContinued: null, stop: null, temperature: null, maxCompletionTokens: null, streamOptions: null, withoutStreamOptions: null, longAnswer: null, ...over,
});
/** The whole chat is refused, and every single difference is accepted but these. */
export const apart = (over: Over<"model/shapes">): FactValues["model/shapes"] =>
  shapes({ whole: refused(400), prefill: spoken(), prefillContinued: spoken(), stop: spoken(), streamOptions: spoken(), withoutStreamOptions: spoken(), longAnswer: spoken(), ...over });

export const streamed = (over: Partial<Streamed> = {}): Streamed => ({
  result: { ...answered(200), lines: [], longestGapMs: 10, burst: false }, status: 200, contentType: "text/event-stream", chunks: 9, broken: 0, done: true, finishReason: "stop", errorInStream: null, hasText: true, said: null,
  about: null, firstDataMs: 120, longestGapMs: 40, burst: false, end: "complete", ms: 500, ...over,
});
export const stream = (state: FactValues["model/stream"]["state"] = "good", over: Over<"model/stream"> = {}): FactValues["model/stream"] => ({ first: streamed(), second: state === "good" ? null : streamed(), state, steady: true, ...over });
/** A good stream whose data came over this many ms, after 120 ms. */
export const writtenOver = (ms: number): FactValues["model/stream"] =>
  stream("good", { first: streamed({ result: { ...answered(200), lines: [{ at: 120, text: "data: {}" }, { at: 120 + ms, text: "data: [DONE]" }], longestGapMs: ms, burst: false } }) });

const reading = { running: 1, waiting: 0, cache: 0.1, preemptions: 0, firstTokenSum: 10, firstTokenCount: 20 };
export const metrics = (over: Over<"model/metrics"> = {}): FactValues["model/metrics"] => ({ product: "vllm", first: reading, second: reading, firstTokenSeconds: 0.5, overloaded: false, ...over });
export const server = (over: Over<"model/server"> = {}): FactValues["model/server"] => ({ product: "vllm", version: "0.11.2", health: "good", ready: null, because: "owned_by of its models", ...over });
export const tools = (over: Over<"model/tools"> = {}): FactValues["model/tools"] => ({ auto: spoken({ toolCalls: 1, content: null, finishReason: "tool_calls" }), required: null, any: null, rawMarkup: false, ...over });
export const agentTurns = (over: Over<"model/agent-turns"> = {}): FactValues["model/agent-turns"] => ({ streamed: spoken({ content: null, finishReason: "tool_calls" }), calls: 1, rawMarkup: false, answered: spoken(), ...over });
export const longPrompt = (over: Over<"model/long-prompt"> = {}): FactValues["model/long-prompt"] => ({ spoken: spoken(), words: 6500, counted: 6700, cut: false, ...over });
export const text = (over: Partial<Spoken> = {}, thinkTags = false): FactValues["model/answer"] => ({ spoken: spoken({ content: "4", finishReason: "stop", ...over }), thinkTags, thinkEnds: false });
export const completion = (over: Over<"gitlab/completion"> = {}): FactValues["gitlab/completion"] => ({ status: 200, fromGitlab: false, fromGateway: true, text: "x", noChoices: false, form: "json", said: null, server: "nginx", ms: 600, timedOut: false, ...over });
/** A completion with the stored key that failed: fast = the model refused it, slow = it did not answer. */
export const completion500 = (ms: number): FactValues["gitlab/completion"] => completion({ status: 500, text: null, form: "text", fromGateway: true, ms });
export const gitlabChat = (chatCode: string | null): FactValues["gitlab/chat"] => ({ accepted: true, refusal: null, answered: true, code: chatCode, text: null, ms: 900 });

/** Everything about a model in good order. */
export const healthyModel: Seen = {
  "model/endpoint": endpoint(), "gitlab/connection-check": check(), "gitlab/connection-contrast": { absent: { reason: "not-applicable", because: "the check is good" } }, "gateway/model-check": modelCheck(), "gateway/chat": gatewayChat(),
  "model/reach": reach(), "model/list": list(), "model/other-scheme": { absent: { reason: "not-applicable", because: "plain" } }, "model/chat": chat(), "model/shapes": shapes(), "model/stream": stream(), "model/metrics": metrics(), "model/server": server(),
  "model/tools": tools(), "model/answer": text(), "model/template": { absent: { reason: "not-applicable", because: "good" } }, "model/loaded": { absent: { reason: "not-applicable", because: "no Ollama" } },
};
/** Only GitLab and the gateway were asked: an administrator's token, no way to the model. */
export const fromOutside: Seen = { "model/endpoint": endpoint(), "gateway/chat": { absent: { reason: "not-permitted", rung: "ai-features" } } };

export const gitlabReach = (over: Over<"gitlab/reach"> = {}): FactValues["gitlab/reach"] => ({ ...reach(), url: "https://gitlab.test", host: "gitlab.test", port: 443, ...over });
export const earlier = (modelAddresses: Record<string, string[]>): FactValues["gitlab/earlier"] => ({ lastRunAt: "2026-11-21T10:00:00.000Z", at: "2026-11-21T10:00:00.000Z", version: null, aiGatewayUrl: null, kids: null, addOns: null, modelAddresses });

const gone404 = { absent: { reason: "not-applicable", because: "nothing to see" } } as const;

/** The rest of a stack in good order, as far as causes of the model leg look at it. */
export const healthyStack: Seen = {
  "gitlab/completion": completion(), "gitlab/chat": gitlabChat(null), "gitlab/reach": gitlabReach(), "gitlab/earlier": gone404, "gitlab/health-check": gone404, "gateway/address": gatewayAddress(), "gateway/junk-token": junk("keys"),
  "gateway/definitions": definitions("19.3", null, { identifiers: ["mistral", "general"] }), "gitlab/version": version("19.3.1-ee"), "gitlab/token-route": tokenRoute("granted"), "worker/clock": { gitlab: null, gateway: null },
};
