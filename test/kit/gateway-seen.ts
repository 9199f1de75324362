import type { HttpAnswer, HttpResult, Phase, Reason, TlsResult } from "../../src/core/probe-answer.ts";
import type { StreamLook } from "../../src/core/streaming.ts";
import type { FactValues } from "../../src/facts/values.generated.ts";
import type { Seen } from "./rules.ts";

/** Facts of a healthy stack around the gateway, and the parts to break them one by one. */

const timings = { resolved: 1, connected: 2, firstByte: 5, total: 6 };

export const answer = (status: number, body = "", headers: Record<string, string> = {}): HttpAnswer => ({ kind: "answer", method: "GET", url: "http://gw.test:5052/", status, headers: Object.entries(headers), body, bodyBytes: body.length, end: "complete", timings });
export const failure = (phase: Phase, reason: Reason): HttpResult & { kind: "failure" } => ({ kind: "failure", phase, reason, timings });

type Over<K extends keyof FactValues> = Partial<FactValues[K]>;

export const address = (over: Over<"gateway/address"> = {}): FactValues["gateway/address"] => ({
  url: "http://gw.test:5052", source: "gitlab-settings", gitlabUses: "http://gw.test:5052", configured: null, same: null, scheme: "http", host: "gw.test", port: 5052, path: "", loopback: false, malformed: null, cloud: false, usable: true, extraRoots: false, imageRelease: null, ...over,
});

export const look = (over: Partial<TlsResult & { kind: "look" }> = {}): TlsResult => ({
  kind: "look", protocol: "TLSv1.3", alpn: null, trusted: true, nameMatches: true, datesValid: true, clientCertificateRequested: false, timings,
  chain: [{ subject: "gw.test", issuer: "Some CA", notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2027-01-01T00:00:00.000Z", names: ["gw.test"], fingerprint256: "AA", selfSigned: false }],
  ...over,
});

export const reach = (state: FactValues["gateway/reach"]["state"] = "open", over: Over<"gateway/reach"> = {}): FactValues["gateway/reach"] => ({
  url: "http://gw.test:5052/", scheme: "http", host: "gw.test", port: 5052, literal: false, loopback: false, throughProxy: false, dns: { kind: "answer", system: ["10.0.0.5"], a: ["10.0.0.5"], aaaa: [], timings },
  tcp: [{ kind: "open", address: "10.0.0.5", timings }], tls: null, state, ...over,
});

/** The way over TLS. */
export const secureReach = (state: FactValues["gateway/reach"]["state"], tls: TlsResult): FactValues["gateway/reach"] => reach(state, { scheme: "https", url: "https://gw.test/", port: 443, tls });

export const health = (over: Over<"gateway/health"> = {}): FactValues["gateway/health"] => ({
  result: answer(200, "{}"), unverified: null, good: true, firstByteMs: [3, 3, 3], marks: true, server: "uvicorn", form: "good", location: null, login: false, proxyError: false, ...over,
});
export const badHealth = (result: HttpResult, over: Over<"gateway/health"> = {}): FactValues["gateway/health"] => health({ result, good: false, firstByteMs: [], marks: false, server: null, form: result.kind === "failure" ? "none" : "html", ...over });

export const root = (over: Over<"gateway/root"> = {}): FactValues["gateway/root"] => ({ result: answer(401), state: "auth-on", bypassByHeader: false, docsOpen: null, ...over });

type Junk = FactValues["gateway/junk-token"];
export const junk = (state: NonNullable<Junk["state"]> = "keys", over: Partial<Junk> = {}): Junk => {
  const one = { result: answer(401), state, ms: 5 };
  return { first: one, second: one, repeated: [state, state], state, ...over };
};

export const definitions = (oldest: string | null, newest: string | null, over: Over<"gateway/definitions"> = {}): FactValues["gateway/definitions"] => ({ result: answer(200), state: "open", identifiers: ["mistral"], features: ["duo_chat"], oldest, newest, ...over });
export const post = (over: Over<"gateway/post-route"> = {}): FactValues["gateway/post-route"] => ({ result: answer(401), state: "passed", login: false, large: null, ...over });

type Tried = FactValues["gateway/elsewhere"]["tried"][number];
export const elsewhere = (...tried: (Partial<Tried> & { change: Tried["change"] })[]): FactValues["gateway/elsewhere"] => ({ tried: tried.map((one) => ({ url: "http://gw.test:5052", result: answer(200, "{}"), good: true, gateway: true, unverified: false, ...one })) });
export const nowhere = elsewhere({ change: "other-scheme", url: "https://gw.test:5052", result: failure("connect", "refused"), good: false, gateway: false });

export const identity = (kind: FactValues["gateway/identity"]["kind"], over: Over<"gateway/identity"> = {}): FactValues["gateway/identity"] => ({ kind, product: null, because: "seen", thisGitlab: false, ...over });

type HostState = NonNullable<FactValues["gitlab/health-check"]["gatewayHost"]>["state"];
type Row = FactValues["gitlab/health-check"]["agentService"][number];
export const healthCheck = (state: HostState | null, over: Over<"gitlab/health-check"> = {}): FactValues["gitlab/health-check"] => ({
  state: "answered", ms: 100, probes: [], gatewayHost: state === null ? null : { state, text: state }, cloudHosts: [], exchange: null, agentService: [], ...over,
});
export const agentRow = (success: boolean, over: Partial<Row> = {}): Row => ({ kind: "self-hosted", success, state: success ? "operational" : "not-reachable", tlsHint: false, text: "", ...over });
export const row = (name: string, success: boolean): FactValues["gitlab/health-check"]["probes"][number] => ({ name, success, message: "", errors: [] });

export const tokenRoute = (outcome: FactValues["gitlab/token-route"]["outcome"], over: Over<"gitlab/token-route"> = {}): FactValues["gitlab/token-route"] => {
  const status = { granted: 201, "no-answer": 500, refused: 503, "not-entitled": 401, disabled: 403 }[outcome as string] ?? 503;
  return { status, outcome, message: null, baseUrl: "http://gw.test:5052", fromGitlab: true, ms: 50, statuses: [status], ...over };
};

type Check = FactValues["gitlab/connection-check"]["best"];
export const connectionCheck = (outcome: Check["outcome"], over: Partial<Check> = {}): FactValues["gitlab/connection-check"] => {
  const best: Check = { outcome, code: null, rest: null, suggestion: null, exception: null, text: "", ms: 100, withKey: false, ...over };
  return { model: "m", withoutKey: best.withKey ? null : best, withKey: best.withKey ? best : null, best, early: [] };
};

export const completion = (status: number, over: Over<"gitlab/completion"> = {}): FactValues["gitlab/completion"] => ({ status, fromGitlab: false, fromGateway: status === 200, text: status === 200 ? "print(1)" : null, noChoices: false, form: "json", said: null, server: null, ms: 300, timedOut: false, ...over });

const listed = answer(200, "{}");
type Discovery = FactValues["gitlab/discovery"];
export const discovery = (over: Partial<Discovery> = {}, rootOver: Partial<Discovery["atRoot"]> = {}): Discovery => ({
  relativeRoot: false, atRoot: { url: "https://gitlab.test/.well-known/openid-configuration", result: listed, redirects: [], form: "json", issuer: "https://gitlab.test", jwksUri: "https://gitlab.test/oauth/discovery/keys", ...rootOver }, atPath: null,
  keys: { url: "https://gitlab.test/oauth/discovery/keys", result: listed, form: "json", kids: ["k1"], otherOrigin: false }, ...over,
});

export const clock = (gatewayMs: number, gitlabMs = 0, ownClock = true): FactValues["worker/clock"] => ({
  gitlab: { offsetMs: gitlabMs, uncertaintyMs: 1000, server: "nginx", ownClock: true }, gateway: { offsetMs: gatewayMs, uncertaintyMs: 1000, server: "uvicorn", ownClock },
});

export const version = (text: string): FactValues["gitlab/version"] => {
  const [major = 0, minor = 0, patch = 0] = text.split(".").map(Number);
  return { version: text, major, minor, patch, enterprise: true, source: "metadata" };
};

type Feature = (FactValues["gitlab/feature-settings"] & { state: "read" })["features"][number];
export const features = (providers: Record<string, string>): FactValues["gitlab/feature-settings"] => ({
  state: "read", features: Object.entries(providers).map(([feature, provider]): Feature => ({ feature, provider, title: null, releaseState: null, model: null, compatibleFamilies: null, validModels: null })),
});

export const duoSettings = (over: Over<"gitlab/duo-settings"> = {}): FactValues["gitlab/duo-settings"] => ({
  aiGatewayUrl: "http://gw.test:5052", aiGatewayTimeoutSeconds: 60, duoAgentPlatformServiceUrl: "gw.test:50052", knows: { aiGatewayUrl: true, aiGatewayTimeoutSeconds: true, duoAgentPlatformServiceUrl: true }, updatedAt: null, ...over,
});

export const licence = (type: string): FactValues["gitlab/licence"] => ({ present: true, plan: "ultimate", expired: false, expiresAt: "2027-06-01", startsAt: null, type, lastSync: null, trial: false });

export const agentAddress = (over: Over<"agent/address"> = {}): FactValues["agent/address"] => ({ stored: "gw.test:50052", source: "gitlab-settings", host: "gw.test", port: 50052, hasScheme: false, hasPath: false, secure: null, besideGateway: true, ...over });
export const agentReach = (state: FactValues["agent/reach"]["state"] = "open", over: Over<"agent/reach"> = {}): FactValues["agent/reach"] => reach(state, { scheme: "grpc", port: 50052, tls: state === "open" ? failure("tls", "not-tls") : null, ...over });
const unavailable = failure("connect", "closed");
const up = { kind: "answer", status: 0, details: "", serving: "SERVING", timings } as const;
export const agentHealth = (serving: FactValues["agent/health"]["serving"], over: Over<"agent/health"> = {}): FactValues["agent/health"] => ({ plain: serving === "plain" ? up : unavailable, tls: serving === "tls" ? up : unavailable, serving, http1: null, speaksHttp1: false, ...over });
const denied = { kind: "answer", status: 16, details: "No authorization header presented", timings } as const;
export const capabilities = (open: boolean): FactValues["agent/capabilities"] => ({ withoutToken: open ? { ...denied, status: 0, details: "" } : denied, junkToken: denied, open });
export const agentTokens = (status: number, grpcStatus: number | null, said: string | null, over: Over<"gitlab/agent-token-route"> = {}): FactValues["gitlab/agent-token-route"] => ({ status, grpcStatus, said, secure: null, baseUrl: null, ms: 50, ...over });

/** A stack in which everything about the gateway is good, seen by an administrator. */
export const healthy: Seen = {
  "gitlab/generation-stream": { status: 200, lines: 12, burst: false, firstLineMs: 300, ms: 2000, end: "complete" },
  "gateway/address": address(), "gateway/reach": reach(), "gateway/health": health(), "gateway/root": root(), "gateway/junk-token": junk(), "gateway/definitions": definitions("19.3", null), "gateway/post-route": post(),
  "gateway/elsewhere": { absent: { reason: "not-applicable", because: "good" } }, "gateway/identity": identity("gateway"), "gateway/tls-versions": { absent: { reason: "not-applicable", because: "http" } },
  "gateway/metrics": { absent: { reason: "not-applicable", because: "none" } }, "gateway/validation-detail": { status: 422, detailed: false },
  "gitlab/health-check": healthCheck("reachable", { probes: [row("compatible_runner_probe", true), row("allow_flow_execution_probe", true)], agentService: [agentRow(true)] }), "gitlab/token-route": tokenRoute("granted"), "gitlab/completion": completion(200), "gitlab/discovery": discovery(),
  "gitlab/version": version("19.3.1"), "gitlab/feature-settings": features({ duo_chat: "self_hosted", duo_agent_platform: "self_hosted" }), "gitlab/duo-settings": duoSettings(), "gitlab/licence": licence("offline_cloud"), "gitlab/reach": reach("open", { scheme: "https", host: "gitlab.test", port: 443, url: "https://gitlab.test/" }),
  "gitlab/cable": { cable: { kind: "answer", status: 101, headers: [], body: "", timings }, workflow: null, stripped: false }, "gitlab/earlier": { lastRunAt: "2026-11-22T09:00:00.000Z", at: "2026-11-22T09:00:00.000Z", version: "19.3.1", aiGatewayUrl: null, kids: ["k1"], addOns: null, modelAddresses: {} },
  "gitlab/agent-tools": { status: 200, said: null, grpcStatus: null, ms: 20 }, "gitlab/agent-token-route": agentTokens(201, null, null), "gitlab/chat": { accepted: true, refusal: null, answered: true, code: null, text: "Hello", ms: 900 },
  "agent/address": agentAddress(), "agent/reach": agentReach(), "agent/health": agentHealth("plain"), "agent/capabilities": capabilities(false), "worker/clock": clock(0),
};

export const chat = (over: Over<"gateway/chat"> = {}): FactValues["gateway/chat"] => ({
  status: 200, outcome: "answer", said: null, errorClass: null, code: null, provider: null, about: null, throughRouter: false, text: "Hello", formless: false, firstLineMs: 100, longestGapMs: 100, ms: 300, burst: false, end: "complete", stream: streamLook("short"), withKey: false, ...over,
});

/** How a streamed answer came; three seconds in all where nothing else is said. */
export const streamLook = (state: StreamLook["state"], over: Partial<StreamLook> = {}): StreamLook => ({
  state, firstMs: state === "at-once" || state === "one-piece" ? 2950 : 300, lastMs: 2980, ms: 3000, longestGapMs: 200, arrivals: state === "one-piece" ? 1 : 12, limitSeconds: null, limitOf: null, ...over,
});
/** A streamed code generation through GitLab. */
export const generation = (state: StreamLook["state"], over: Partial<StreamLook> = {}): FactValues["gitlab/generation-stream"] => {
  const stream = streamLook(state, over);
  return { status: 200, lines: 12, burst: state === "at-once", firstLineMs: stream.firstMs, ms: stream.ms, end: state === "cut" ? "cut" : "complete", stream };
};
export const modelCheck = (over: Over<"gateway/model-check"> = {}): FactValues["gateway/model-check"] => ({ outcome: "ok", status: 200, code: null, said: null, ms: 200, streamCutAfterMs: null, withKey: false, text: "Hello", ...over });

/** What is seen of one model there. */
export const healthyModel: Seen = { "gitlab/connection-check": connectionCheck("success"), "gateway/chat": chat(), "gateway/model-check": modelCheck(), "gitlab/connection-contrast": { absent: { reason: "not-applicable", because: "good" } } };
