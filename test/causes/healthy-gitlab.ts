import type { HttpResult } from "../../src/core/probe-answer.ts";
import type { FactValues } from "../../src/facts/values.generated.ts";
import type { Seen } from "../kit/rules.ts";

export const answer = (status: number, body = "{}", headers: [string, string][] = []): HttpResult => ({ kind: "answer", method: "GET", url: "http://x", status, headers, body, bodyBytes: body.length, end: "complete", timings: { total: 5 } });
export const failure = (reason: "refused" | "no-answer" | "connect-timeout", phase: "connect" | "headers" = "connect"): HttpResult => ({ kind: "failure", phase, reason, timings: { total: 5 } });

type Features = Extract<FactValues["gitlab/feature-settings"], { state: "read" }>["features"];
export const feature = (name: string, change: Partial<Features[number]> = {}): Features[number] => ({
  feature: name, provider: "self_hosted", title: null, releaseState: "ga", model: { id: "1", name: "mistral", family: "mistral" }, compatibleFamilies: ["mistral"], validModels: ["mistral"], ...change,
});
export const features = (...list: Features): FactValues["gitlab/feature-settings"] => ({ state: "read", features: list });

const reach: FactValues["gitlab/reach"] = { url: "https://gitlab.example.com/", scheme: "https", host: "gitlab.example.com", port: 443, literal: false, loopback: false, throughProxy: false, dns: null, tcp: null, tls: null, state: "open" };

/** A healthy stack as an administrator's token sees it: every fact that rules of GitLab and its licence read. */
export const healthy = {
  "worker/sentinel": { reachable: true, target: "dns://own resolver", ms: 3 },
  "worker/clock": { gitlab: { offsetMs: 100, uncertaintyMs: 600, server: "nginx", ownClock: true }, gateway: { offsetMs: -200, uncertaintyMs: 600, server: "uvicorn", ownClock: true } },
  "gitlab/reach": reach,
  "gitlab/front": { signIn: answer(200), metadata: answer(401), readiness: answer(404), alive: true, down: false, failingChecks: [] },
  "gitlab/token": { given: true, problem: null, rung: "admin", username: "triage", scopes: ["api"], administrator: true, lacksScopes: [], adminModeBlocks: false, throttled: [] },
  "gitlab/version": { version: "18.6.1-ee", major: 18, minor: 6, patch: 1, enterprise: true, source: "metadata" },
  "gitlab/application-settings": { silentMode: false, duoFeaturesEnabled: true, duoFeaturesLocked: false, betaFeaturesEnabled: false, directConnectionsDisabled: false },
  "gitlab/duo-settings": { aiGatewayUrl: "http://aigw.internal:5052", aiGatewayTimeoutSeconds: 60, duoAgentPlatformServiceUrl: "aigw.internal:50052", knows: { aiGatewayUrl: true, aiGatewayTimeoutSeconds: true, duoAgentPlatformServiceUrl: true }, updatedAt: null },
  "gitlab/models": { models: [{ id: "1", name: "mistral", family: "mistral", familyAsStored: "MISTRAL", endpoint: "http://vllm:8000/v1", identifier: "custom_openai/mistral", hasApiToken: true, releaseState: "ga", createdAt: null, features: ["code_completions", "duo_chat"] }] },
  "gitlab/feature-settings": features(feature("code_completions"), feature("code_generations"), feature("duo_chat")),
  "gitlab/licence": { present: true, plan: "ultimate", expired: false, expiresAt: "2027-01-01", startsAt: "2026-01-01", type: "online_cloud", lastSync: "2026-11-22T01:00:00Z", trial: false },
  "gitlab/add-ons": { addOns: [{ id: "5", name: "DUO_ENTERPRISE", purchased: 10, assigned: 3, endsAt: null }] },
  "gitlab/seat": { username: "triage", configured: false, eligible: true, assigned: ["DUO_ENTERPRISE"] },
  "gitlab/user-access": { username: "triage", chatAvailable: true, codeSuggestionsAvailable: true, chatFeatures: ["explain_code"], isProbeUser: true },
  "gitlab/credits": { available: true },
  "gitlab/health-check": {
    state: "answered", ms: 400,
    probes: [{ name: "ai_gateway_url_presence_probe", success: true, message: "set", errors: [] }, { name: "host_probe", success: true, message: "aigw.internal reachable", errors: [] }, { name: "code_suggestions_license_probe", success: true, message: "License includes access to Code Suggestions.", errors: [] }],
    gatewayHost: { state: "reachable", text: "aigw.internal reachable" }, cloudHosts: [], exchange: null, agentService: [],
  },
  "gitlab/token-route": { status: 201, outcome: "granted", message: null, baseUrl: "http://aigw.internal:5052", fromGitlab: false, ms: 200, statuses: [201] },
  "gitlab/completion": { status: 200, fromGitlab: false, fromGateway: true, text: "a + b", noChoices: false, form: "json", said: null, server: "uvicorn", ms: 500, timedOut: false },
  "gitlab/chat": { accepted: true, refusal: null, answered: true, code: null, text: "ready", ms: 4000 },
  "gitlab/sidekiq": { backlogFirst: 2, backlogSecond: 1, latencySeconds: 0, processes: 1 },
  "gitlab/token-again": { statuses: [201], granted: 1, cutOff: 0 },
  "gitlab/agent-token-route": { status: 201, grpcStatus: null, said: null, secure: true, baseUrl: null, ms: 90 },
  "gitlab/project-access": { projects: [{ path: "a/one", topGroup: "a", status: 200 }, { path: "b/two", topGroup: "b", status: 200 }] },
  "gitlab/discovery": {
    relativeRoot: false, atPath: null,
    atRoot: { url: "https://gitlab.example.com/.well-known/openid-configuration", result: answer(200), redirects: [], form: "json", issuer: "https://gitlab.example.com", jwksUri: "https://gitlab.example.com/oauth/discovery/keys" },
    keys: { url: "https://gitlab.example.com/oauth/discovery/keys", result: answer(200), form: "json", kids: ["k1"], otherOrigin: false },
  },
  "gitlab/earlier": { absent: { reason: "not-applicable", because: "no earlier run" } },
  "gateway/address": { url: "http://aigw.internal:5052", source: "gitlab-settings", gitlabUses: "http://aigw.internal:5052", configured: null, same: null, scheme: "http", host: "aigw.internal", port: 5052, path: "", loopback: false, malformed: null, cloud: false, usable: true, imageRelease: null, extraRoots: false },
  "gateway/reach": { ...reach, url: "http://aigw.internal:5052/", scheme: "http", host: "aigw.internal", port: 5052 },
  "gateway/health": { result: answer(200), unverified: null, good: true, firstByteMs: [4, 4], marks: true, server: "uvicorn", form: "good", location: null, login: false, proxyError: false },
  "gateway/identity": { kind: "gateway", product: null, because: "GET / is 401", thisGitlab: false },
  "gateway/elsewhere": { absent: { reason: "not-applicable", because: "the address answers as a gateway" } },
  "gateway/junk-token": { first: { result: answer(401), state: "keys", ms: 5 }, second: null, repeated: ["keys"], state: "keys" },
  "gateway/post-route": { result: answer(401), state: "passed", large: null, login: false },
} satisfies Seen;

/** The same stack without some facts: as if they had not been seen. */
export function without(seen: Seen, ...ids: (keyof FactValues)[]): Seen {
  return Object.fromEntries(Object.entries(seen).filter(([id]) => !ids.includes(id as keyof FactValues))) as Seen;
}

/** The healthy value of one fact with some members changed. */
export function but<K extends keyof typeof healthy>(id: K, change: Partial<(typeof healthy)[K]> | Record<string, unknown>): Seen {
  return { [id]: { ...healthy[id], ...change } } as Seen;
}

const outcome = (change: Partial<FactValues["gitlab/connection-check"]["best"]>): FactValues["gitlab/connection-check"]["best"] => ({ outcome: "success", code: null, rest: null, suggestion: null, exception: null, text: "", ms: 300, withKey: false, ...change });
/** A connection check with one result. */
export const connection = (change: Partial<FactValues["gitlab/connection-check"]["best"]>): FactValues["gitlab/connection-check"] => ({ model: "m", withoutKey: outcome(change), withKey: null, best: outcome(change), early: [] });

/** GitLab gets no answer from the gateway. */
export const cutOff: Seen = {
  ...but("gitlab/token-route", { status: 500, outcome: "no-answer", baseUrl: null, statuses: [500, 500], ms: 900 }),
  "gitlab/completion": { absent: { reason: "not-asked", because: "no answer" } },
};

/** The gateway's address is answered by something that is no gateway. */
export const strange: Seen = { ...cutOff, ...but("gateway/health", { good: false, marks: false, result: answer(404), form: "html" }) };

/** What a token of an ordinary user leaves unseen. */
export const asUser: Seen = Object.fromEntries(
  ["gitlab/application-settings", "gitlab/duo-settings", "gitlab/models", "gitlab/feature-settings", "gitlab/licence", "gitlab/add-ons", "gitlab/seat", "gitlab/credits", "gitlab/sidekiq"].map((id) => [id, { absent: { reason: "not-permitted", rung: "admin" } }]),
) as Seen;

/** An ordinary user's token to whom GitLab grants nothing. */
export const denied: Seen = {
  ...asUser,
  ...but("gitlab/user-access", { chatAvailable: false, codeSuggestionsAvailable: false }),
  ...but("gitlab/token-route", { status: 401, outcome: "not-entitled", baseUrl: null, statuses: [401] }),
  "gitlab/completion": { absent: { reason: "not-asked", because: "not entitled" } },
};

/** No seat, and GitLab says so by refusing the token route. */
export const seatless: Seen = {
  ...but("gitlab/seat", { assigned: [] }),
  ...but("gitlab/token-route", { status: 401, outcome: "not-entitled", baseUrl: null, statuses: [401] }),
  ...but("gitlab/user-access", { chatAvailable: false, codeSuggestionsAvailable: false }),
  "gitlab/completion": { absent: { reason: "not-asked", because: "not entitled" } },
};

/** Another address at which the worker looked for the gateway. */
export const elsewhere = (url: string, change: FactValues["gateway/elsewhere"]["tried"][number]["change"], good = true): Seen => ({ "gateway/elsewhere": { tried: [{ url, change, result: answer(200), good, gateway: good, unverified: false }] } });
export const nowhereElse: Seen = { "gateway/elsewhere": { tried: [] } };

/** The Duo Enterprise purchase with some members changed. */
export const addOns = (change: Partial<FactValues["gitlab/add-ons"]["addOns"][number]>): Seen => ({ "gitlab/add-ons": { addOns: [{ id: "5", name: "DUO_ENTERPRISE", purchased: 10, assigned: 3, endsAt: null, ...change }] } });
