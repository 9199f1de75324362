import { describe, expect, it } from "vitest";
import { nameAlarms } from "../../src/diagnosis/alarms.ts";
import type { Rulebook } from "../../src/diagnosis/say.ts";
import { indexFacts } from "../../src/diagnosis/view.ts";
import type { FactValues } from "../../src/facts/values.generated.ts";
import { alarms } from "../../src/knowledge/alarms/table.ts";
import { falseAlarms } from "../../src/knowledge/false-alarms.generated.ts";
import { factsOf, type Judging, type Seen } from "../kit/rules.ts";

/** Parts of facts: what a rule reads of them. */
type Parts = Record<string, object>;

const row = (name: string, success: boolean, message = "", errors: string[] = []): object => ({ name, success, message, errors });
const health = (more: object): Parts => ({ "gitlab/health-check": { state: "answered", ms: 400, probes: [], gatewayHost: null, cloudHosts: [], exchange: null, agentService: [], ...more } });
const red401 = health({ probes: [row("host_probe", true), row("end_to_end_probe", false, "AI Gateway returned code 401")], exchange: { success: false, status: 401, text: "AI Gateway returned code 401" } });
const completion = (more: object = {}): Parts => ({ "gitlab/completion": { status: 200, noChoices: false, form: "json", ms: 900, fromGateway: true, timedOut: false, ...more } });
const route = (outcome: string): Parts => ({ "gitlab/token-route": { outcome, statuses: outcome === "granted" ? [201] : [503], status: outcome === "granted" ? 201 : 503 } });
const version = (major: number, minor: number): Parts => ({ "gitlab/version": { version: `${major}.${minor}.0`, major, minor, patch: 0 } });
const features = (...list: [string, string][]): Parts => ({ "gitlab/feature-settings": { state: "read", features: list.map(([feature, provider]) => ({ feature, provider, model: provider === "self_hosted" ? { id: "1", name: "m", family: "mistral" } : null })) } });
const check = (more: object): Parts => ({ "gitlab/connection-check": { model: "m", early: [], withKey: null, withoutKey: null, best: { outcome: "success", code: null, rest: null, exception: null, text: "Self-hosted model connection was successful", ms: 500, withKey: false, ...more } } });
const gateway = (good: boolean): Parts => ({ "gateway/health": { good } });
const junk = (state: string): Parts => ({ "gateway/junk-token": { state } });
const endpoint = (more: object = {}): Parts => ({ "model/endpoint": { pathEnds: "v1", provider: "custom_openai", ...more } });
const reach = (state: string): Parts => ({ "model/reach": { state } });

const agentRow = (kind: string, success: boolean, state: string): object => ({ kind, success, state, tlsHint: false, text: `service is ${state}` });
const cloudRed = health({ probes: [row("host_probe", true), row("duo_agent_platform_probe", false, "cloud"), row("duo_agent_platform_probe", true), row("billing_customers_dot", false)], agentService: [agentRow("cloud", false, "not-reachable"), agentRow("self-hosted", true, "operational")] });
const agentsRed = health({ probes: [row("host_probe", true), row("allow_flow_execution_probe", false), row("compatible_runner_probe", false)] });
const lacks = { ...health({ probes: [row("code_suggestions_license_probe", false, "License includes access to Code Suggestions, but you lack the necessary permissions to use this feature.")] }) };
const seat = (assigned: string[]): Parts => ({ "gitlab/seat": { username: "ana", eligible: true, assigned, configured: true }, "gitlab/user-access": { username: "bot", isProbeUser: false, chatAvailable: null, codeSuggestionsAvailable: null, chatFeatures: null } });
const noAddress = { "gitlab/duo-settings": { aiGatewayUrl: null, knows: { aiGatewayUrl: true } }, ...health({ probes: [row("access_probe", false, "Access data is missing")] }) };

interface Case {
  id: string;
  /** Facts, per-model facts of model m, reported symptoms, codes and hops that the run names. */
  seen: Parts;
  model?: Parts;
  reported?: string[];
  named?: string[];
  hops?: string[];
  /** The same, with what makes the result true, or leaves it open. */
  but: Partial<Omit<Case, "id" | "but">>;
}

const cases: Case[] = [
  { id: "health-check-401-while-duo-works", seen: { ...red401, ...completion() }, but: { seen: { ...red401, ...completion({ status: 401 }) } } },
  { id: "health-check-401-while-duo-works", seen: { ...red401, ...route("granted") }, but: { named: ["DT250"] } },
  { id: "health-check-401-while-duo-works", seen: { ...red401, ...completion() }, but: { seen: { ...red401, ...completion(), ...health({ probes: [row("host_probe", false), row("end_to_end_probe", false)], exchange: { success: false, status: 401, text: "" } }) } } },
  { id: "health-check-422-non-default-model", seen: { ...health({ exchange: { success: false, status: 422, text: "code 422" } }), ...completion() }, but: { seen: { ...health({ exchange: { success: false, status: 422, text: "code 422" } }), ...completion({ noChoices: true }) } } },
  { id: "health-check-three-seconds", seen: { ...health({ exchange: { success: false, status: null, text: "execution expired" } }), ...completion({ ms: 4200 }) }, but: { seen: { ...health({ exchange: { success: false, status: null, text: "execution expired" } }), ...completion({ ms: 50_000, status: 0, timedOut: true, form: "empty" }) } } },
  { id: "health-check-three-seconds", seen: { ...version(18, 5), ...completion({ ms: 4200 }) }, model: check({ outcome: "raw", exception: "read-timeout", ms: 3100 }), but: { seen: { ...version(19, 1), ...completion({ ms: 4200 }) } } },
  { id: "health-check-blank-or-60s", seen: { ...health({ state: "timeout" }), ...route("granted") }, reported: ["rack-timeout-getaddress"], but: { reported: [] } },
  { id: "health-check-dap-green-without-signing-key", seen: { ...health({ agentService: [agentRow("self-hosted", true, "operational")] }), ...version(19, 1), "gitlab/agent-token-route": { status: 400 } }, but: { seen: { ...health({ agentService: [agentRow("self-hosted", true, "operational")] }), ...version(19, 1), "gitlab/agent-token-route": { status: 201 } } } },
  { id: "health-check-dap-red-before-18-5", seen: { ...version(18, 4), ...health({ agentService: [agentRow("unknown", false, "not-operational")] }), "agent/health": { serving: "plain" } }, but: { seen: { ...version(18, 4), ...health({ agentService: [agentRow("unknown", false, "not-operational")] }), "agent/health": { serving: "none" } } } },
  { id: "health-check-cloud-probes-red", seen: { ...cloudRed, ...route("granted"), ...features(["duo_chat", "self_hosted"]) }, but: { seen: { ...cloudRed, ...route("granted"), ...features(["duo_chat", "vendored"]) } } },
  { id: "health-check-cloud-probes-red", seen: { ...cloudRed, ...route("granted"), ...features(["duo_chat", "self_hosted"]) }, but: { named: ["DT428"] } },
  { id: "health-check-never-all-green", seen: { ...agentsRed, ...features(["duo_chat", "self_hosted"]) }, but: { seen: { ...agentsRed, ...features(["duo_agent_platform", "self_hosted"]) } } },
  { id: "health-check-green-without-inference", seen: health({ probes: [row("host_probe", true)] }), hops: ["model"], but: { hops: [] } },
  { id: "health-check-as-the-wrong-user", seen: { ...lacks, ...seat(["DUO_ENTERPRISE"]) }, but: { seen: { ...lacks, ...seat([]) } } },
  { id: "health-check-as-the-wrong-user", seen: { ...lacks, ...seat(["DUO_ENTERPRISE"]) }, but: { hops: ["licence"] } },
  { id: "health-check-offline-licence-cloud-set", seen: { ...noAddress, "gitlab/licence": { present: true, type: "offline_cloud" } }, named: ["DT101"], but: { seen: { ...noAddress, "gitlab/licence": { present: true, type: "online_cloud" } } } },
  { id: "health-check-env-variable-wording", seen: { ...health({ probes: [row("ai_gateway_url_presence_probe", true, "Environment variable AI_GATEWAY_URL is set to http://aigw:5052/v1.")] }), "gitlab/duo-settings": { aiGatewayUrl: "http://aigw:5052/v1", knows: {} } }, named: ["DT104"], but: { named: [] } },
  { id: "test-connection-blames-model", seen: gateway(false), model: check({ outcome: "wait", exception: "refused" }), but: { seen: gateway(true) } },
  { id: "test-connection-code-500", seen: {}, model: { ...check({ outcome: "model-code", code: 500 }), ...reach("refused") }, but: { model: { ...check({ outcome: "model-code", code: 500 }), ...reach("open") } } },
  { id: "test-connection-code-500", seen: {}, model: { ...check({ outcome: "model-code", code: 500 }), ...reach("refused") }, but: { named: ["DT922"] } },
  { id: "test-connection-401-not-enough-segments", seen: { ...features(["code_completions", "vendored"], ["duo_chat", "self_hosted"]), ...junk("keys") }, model: check({ outcome: "gateway-code", code: 401, rest: "" }), but: { seen: { ...features(["code_completions", "self_hosted"]), ...junk("keys") } } },
  { id: "test-connection-401-not-enough-segments", seen: { ...features(["code_completions", "vendored"]), ...junk("keys") }, model: check({ outcome: "gateway-code", code: 401, rest: "" }), but: { seen: { ...features(["code_completions", "vendored"]), ...junk("no-keys") } } },
  { id: "test-connection-green-but-chat-fails", seen: {}, model: check({}), named: ["DT360"], but: { named: ["DT301"] } },
  { id: "test-connection-green-with-empty-answer", seen: {}, model: { ...check({}), "model/answer": { spoken: { outcome: "answer", content: "" } } }, named: ["DT367"], but: { model: { ...check({}), "model/answer": { spoken: { outcome: "answer", content: "hello" } } } } },
  { id: "direct-access-201", seen: { ...route("granted"), ...completion({ status: 500 }) }, named: ["DT221"], but: { seen: { ...route("granted"), ...completion() } } },
  { id: "docs-curl-v2-chat-agent-normal-end", seen: {}, model: { "gateway/chat": { outcome: "answer", end: "complete" }, "model/stream": { state: "cut" } }, named: ["DT362"], but: { model: { "gateway/chat": { outcome: "answer", end: "complete" }, "model/stream": { state: "good" } } } },
  { id: "docs-meaning-of-a1001-a9999", seen: gateway(true), reported: ["A1001"], hops: ["model"], but: { reported: ["A1003"] } },
  { id: "docs-meaning-of-a1001-a9999", seen: { "gitlab/user-access": { isProbeUser: true, chatAvailable: true } }, reported: ["M3006"], hops: ["gateway"], but: { seen: { "gitlab/user-access": { isProbeUser: true, chatAvailable: false } } } },
  { id: "rake-v1-v1-models", seen: {}, model: { ...check({}), ...endpoint() }, reported: ["rake-flow-non-200"], but: { model: { ...check({}), ...endpoint({ pathEnds: "none" }) } } },
  { id: "rake-v1-v1-models", seen: {}, model: { "model/list": { stored: { state: "list" } }, ...endpoint() }, reported: ["rake-flow-non-200"], but: { named: ["DT331"] } },
  { id: "rake-model-green-without-v1", seen: {}, model: endpoint({ pathEnds: "none" }), reported: ["rake-flow-ok"], named: ["DT321"], but: { named: [] } },
  { id: "rake-model-from-the-wrong-place", seen: {}, model: check({}), reported: ["rake-flow-failed"], but: { model: check({ outcome: "model-code", code: 500 }) } },
  { id: "rake-model-from-the-wrong-place", seen: {}, model: check({ outcome: "model-code", code: 500 }), reported: ["rake-flow-ok"], but: { model: check({}) } },
  { id: "rake-bedrock-placeholder", seen: {}, model: endpoint({ provider: "bedrock" }), reported: ["rake-flow-failed"], but: { model: endpoint() } },
  { id: "rake-health-unknown", seen: gateway(true), reported: ["rake-health-unknown"], but: { seen: gateway(false) } },
  { id: "troubleshoot-not-running", seen: gateway(true), reported: ["ts-gateway-down"], but: { seen: gateway(false) } },
  { id: "troubleshoot-needs-bypass", seen: junk("keys"), reported: ["ts-model-failed", "no-authorization-header"], but: { reported: ["ts-model-failed"] } },
  { id: "troubleshoot-gitlab-ok", seen: junk("no-keys"), reported: ["ts-gitlab-api"], but: { seen: junk("keys") } },
  { id: "troubleshoot-bedrock-static-keys", seen: {}, model: { ...check({}), ...endpoint({ provider: "bedrock" }) }, reported: ["ts-bedrock"], but: { model: { ...check({ outcome: "model-code", code: 401 }), ...endpoint({ provider: "bedrock" }) } } },
  { id: "troubleshoot-green-on-empty", seen: {}, reported: ["ts-model-ok"], named: ["DT327"], but: { named: [] } },
  { id: "troubleshoot-blames-model-for-tokenizer", seen: {}, reported: ["ts-model-failed"], named: ["DT214"], but: { named: ["DT301"] } },
  { id: "docs-curl-v1-chat-agent", seen: completion(), reported: ["v1-chat-broken"], but: { seen: completion({ status: 500 }) } },
  { id: "docs-jwkerror-ca", seen: junk("keys"), reported: ["jwk-key-unreadable"], but: { named: ["DT258"] } },
  { id: "docs-curl-needs-bypass", seen: { ...gateway(true), ...junk("keys") }, reported: ["no-authorization-header"], but: { seen: { ...gateway(true), ...junk("header-missing") } } },
  { id: "docs-vllm-404-template", seen: {}, reported: ["chat-template-missing"], named: ["DT324"], but: { named: ["DT350"] } },
];

function named({ seen, model, reported = [], named: codes = [], hops = [] }: Omit<Case, "id" | "but">): string[] {
  const options: Judging = { ...(model === undefined ? {} : { model: model as unknown as Seen }), reported };
  const facts = factsOf(seen as unknown as Seen, options);
  const book: Rulebook<FactValues> = { causes: {}, checks: {}, alarms, names: () => ({}), separate: () => undefined };
  const { alarms: found, broken } = nameAlarms(facts, indexFacts(facts), { today: new Date("2026-11-22T10:00:00Z"), profile: "online", reported }, { codes: new Set(codes), hops: new Set(hops), models: () => undefined }, book, "prod");
  expect(broken).toEqual([]);
  return found.map((one) => one.id);
}

describe("false alarms beside live facts", () => {
  it.each(cases.map((one, place) => [`${one.id} (${place})`, one] as const))("%s: said where the facts show it, and not where the result is true or nothing shows it", (_name, one) => {
    const { id, but, ...when } = one;
    expect(named(when)).toContain(id);
    expect(named({ ...when, ...but })).not.toContain(id);
  });

  it("none is said on nothing, and every one has a case and stands in the catalogue", () => {
    expect(named({ seen: {} })).toEqual([]);
    expect(alarms.map((one) => one.id).filter((id) => !cases.some((one) => one.id === id))).toEqual([]);
    expect(alarms.filter((one) => !falseAlarms.some((entry) => entry.id === one.id && entry.sentence === one.sentence))).toEqual([]);
    expect(new Set(alarms.map((one) => one.id)).size).toBe(alarms.length);
  });

  it("shows the tool's own words where the facts hold them, and the evidence", () => {
    const facts = factsOf({ ...red401, ...completion() } as unknown as Seen);
    const book: Rulebook<FactValues> = { causes: {}, checks: {}, alarms, names: () => ({}), separate: () => undefined };
    const [found] = nameAlarms(facts, indexFacts(facts), { today: new Date(0), profile: "online", reported: [] }, { codes: new Set(), hops: new Set(), models: () => undefined }, book, "prod").alarms;
    expect(found).toMatchObject({ direction: "false-red", shows: "AI Gateway returned code 401", says: "The health check's 401 is a known false alarm here: a real request passed just now." });
    expect(found?.evidence.map((one) => one.probe).sort()).toEqual(["gitlab/completion", "gitlab/health-check"]);
  });
});
