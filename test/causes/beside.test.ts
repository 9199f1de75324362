import { describe, expect, it } from "vitest";
import type { Cause } from "../../src/facts/rules.ts";
import { causes } from "../../src/causes/registry.generated.ts";
import { gitlabWay, look, modelWay, way } from "../kit/beside-seen.ts";
import * as gateway from "../kit/gateway-seen.ts";
import { check, dead, endpoint, fromOutside, healthyStack, httpsEndpoint, list, reach } from "../kit/model-seen.ts";
import { judgeCause, type Seen } from "../kit/rules.ts";

const all = Object.values(causes) as Cause[];
const levelsOf = (pattern: RegExp, stack: Seen, model: Seen): Record<string, string> =>
  Object.fromEntries(all.filter(({ code }) => pattern.test(code)).map((cause) => [cause.code, judgeCause(cause, stack, { model }).level] as const).filter(([, level]) => level !== "open" && level !== "excluded"));

// Fourteen causes of the model leg look like one from outside.
const leg = /^DT(?:228|30[1-9]|31[0-4])$/u;
const deadModel = (seen: Seen): Seen => ({ ...fromOutside, "gitlab/connection-check": check(dead()), ...seen });

describe("causes of the model leg, seen from beside a real gateway", () => {
  it("without a foothold are one group", () => {
    expect(Object.keys(levelsOf(leg, healthyStack, deadModel({}))).length).toBeGreaterThan(4);
  });

  const proxied = { proxy: "proxy.corp:3128" };
  const cases: [name: string, seen: Seen, expected: string | Record<string, string>][] = [
    // A server that is starting, or goes up and down, refuses as well: less likely, and not ruled out by one look.
    ["refused", { "model/inside": modelWay("refused") }, { DT301: "likely", DT302: "suspect", DT303: "suspect", DT308: "suspect" }],
    ["refused at its own loopback address", { "model/inside": modelWay("refused"), "model/endpoint": endpoint({ host: "localhost", loopback: true }) }, { DT302: "suspect", DT303: "suspect", DT304: "proven" }],
    ["name unknown", { "model/inside": modelWay("unknown-name") }, { DT305: "proven", DT308: "suspect" }],
    ["no answer to a connection", { "model/inside": modelWay("refused", { reason: "timeout" }) }, { DT307: "proven", DT308: "suspect" }],
    ["only through the proxy", { "model/inside": modelWay("refused", { reason: "timeout", throughProxy: { phase: "answer", reason: null, status: 200 } }) }, "DT308"],
    ["sent to a proxy that refuses", { "model/inside": modelWay("plain", { ...proxied, status: 403, direct: { phase: "answer", reason: null, status: 200 } }) }, "DT309"],
    ["sent to a proxy that is down", { "model/inside": modelWay("refused", { ...proxied, direct: { phase: "answer", reason: null, status: 401 } }) }, "DT309"],
    ["unknown issuer", { "model/inside": modelWay("issuer"), "model/endpoint": httpsEndpoint() }, "DT310"],
    ["self-signed", { "model/inside": modelWay("self"), "model/endpoint": httpsEndpoint() }, "DT310"],
    ["unknown issuer in the bundle of mTLS", { "model/inside": modelWay("issuer", { store: "mtls" }), "model/endpoint": httpsEndpoint() }, "DT228"],
    ["expired", { "model/inside": modelWay("expired"), "model/endpoint": httpsEndpoint() }, "DT311"],
    ["other name", { "model/inside": modelWay("name"), "model/endpoint": httpsEndpoint() }, "DT312"],
    ["https to a plain port", { "model/inside": modelWay("tls-on-http"), "model/endpoint": httpsEndpoint() }, "DT313"],
    ["http to a TLS port", { "model/inside": modelWay("http-on-tls") }, "DT313"],
    ["wants a client certificate", { "model/inside": modelWay("client"), "model/endpoint": httpsEndpoint() }, "DT314"],
  ];
  it.each(cases)("%s: one is proven, and nothing else is left", (_name, seen, expected) => {
    expect(levelsOf(leg, healthyStack, deadModel(seen))).toEqual(typeof expected === "string" ? { [expected]: "proven" } : expected);
  });

  it("a way that is good leaves only an address that the running process remembers wrongly", () => {
    for (const good of ["plain", "key", "tls"]) expect(levelsOf(leg, healthyStack, deadModel({ "model/inside": modelWay(good) }))).toEqual({ DT306: "suspect" });
    expect(levelsOf(leg, { ...healthyStack, "gateway/inside": look({ startedAt: look().clock - 60 }) }, deadModel({ "model/inside": modelWay("plain") }))).toEqual({});
  });

  it("is not the whole truth where the gateway is served: what the foothold met was of another moment", () => {
    expect(levelsOf(leg, healthyStack, { ...fromOutside, "gitlab/connection-check": check(), "model/inside": modelWay("refused") })).toEqual({});
  });

  it("a port that refuses the gateway and takes the worker is not a server that is down", () => {
    expect(levelsOf(/^DT301$/u, healthyStack, deadModel({ "model/inside": modelWay("refused"), "model/reach": reach("open"), "model/list": list() }))).toEqual({});
  });
});

const keys = /^DT24[1-8]$|^DT250$/u;
const keyless: Seen = { ...gateway.healthy, "gateway/junk-token": gateway.junk("no-keys"), "gitlab/token-route": gateway.tokenRoute("refused"), "gitlab/completion": gateway.completion(500, { form: "text", text: null }) };
const failing: Seen = { "gitlab/connection-check": gateway.connectionCheck("gateway-code", { code: 500 }) };

describe("causes of missing keys, seen from beside a real gateway", () => {
  it("without a foothold are one group", () => {
    expect(Object.keys(levelsOf(keys, keyless, failing)).length).toBeGreaterThan(4);
  });
  const shown = gateway.discovery().keys?.kids ?? [];
  const nothing = { status: null, issuer: null, kids: null, keys: null };
  const cases: [name: string, inside: Seen["gateway/inside"], expected: string][] = [
    ["name of GitLab unknown", gitlabWay({ ...nothing, phase: "resolve", reason: "name-not-found" }), "DT242"],
    ["GitLab refuses", gitlabWay({ ...nothing, phase: "connect", reason: "refused" }), "DT243"],
    ["GitLab does not answer", gitlabWay({ ...nothing, phase: "connect", reason: "timeout" }), "DT243"],
    ["certificate not trusted", gitlabWay({ ...nothing, phase: "tls", reason: "unknown-issuer" }), "DT244"],
    ["bundle that is not there", gitlabWay({ ...nothing, phase: "tls", reason: "store-unreadable" }), "DT244"],
    ["sent to a proxy that refuses", gitlabWay({ ...nothing, phase: "proxy", reason: "proxy-refused", proxy: "proxy.corp:3128", direct: { phase: "answer", reason: null, status: 200 } }), "DT245"],
    ["a page of a proxy", gitlabWay({ ...nothing, status: 200, proxy: "proxy.corp:3128", direct: { phase: "answer", reason: null, status: 200 } }), "DT245"],
    ["a page", gitlabWay({ ...nothing, status: 200, phase: "answer" }), "DT246"],
    ["keys at an address that does not answer", gitlabWay({ kids: null, keys: way("unknown-name") }), "DT248"],
    ["keys of another GitLab", gitlabWay({ kids: ["foreign"] }), "DT241"],
    ["good now", gitlabWay({ kids: [...shown] }), "DT250"],
  ];
  it.each(cases)("%s: one is proven, and nothing else is left", (_name, inside, expected) => {
    expect(levelsOf(keys, { ...keyless, ...(inside === undefined ? {} : { "gateway/inside": inside }) }, failing)).toEqual({ [expected]: "proven" });
  });
  it("a foothold that is outside the gateway's network, or may not look, proves nothing", () => {
    for (const over of [{ network: false }, { source: "none" as const, gitlab: null }]) expect(Object.values(levelsOf(keys, { ...keyless, "gateway/inside": look(over) }, failing))).not.toContain("proven");
  });
});

describe("other causes that a foothold proves", () => {
  const proven = (code: string, stack: Seen, model: Seen = {}): string | undefined => levelsOf(new RegExp(`^${code}$`, "u"), stack, model)[code];
  const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;
  const refused: Seen = { ...gateway.healthy, "gateway/reach": gateway.reach("refused", { tcp: [] }), "gateway/health": gateway.badHealth(gateway.failure("connect", "refused")), "gateway/identity": gateway.identity("nothing"), "gateway/elsewhere": gateway.nowhere, "gateway/root": gone, "gateway/junk-token": gone, "gateway/post-route": gone, "gateway/definitions": gone, "gitlab/health-check": gateway.healthCheck("refused"), "gitlab/token-route": gateway.tokenRoute("no-answer"), "gitlab/completion": gateway.completion(500, { fromGitlab: true, text: null }), "agent/reach": gateway.agentReach("refused", { tcp: [] }), "agent/health": gone, "agent/capabilities": gone, "gitlab/agent-tools": gone, "gitlab/agent-token-route": gone };
  const unserved: Seen = { ...gateway.healthyModel, "gitlab/connection-check": gateway.connectionCheck("wait", { exception: "refused" }) };
  const own = look().health;
  it("a gateway that answers beside itself and refuses outside is not published", () => {
    expect(levelsOf(/^DT20[1-9]$|^DT211$/u, { ...refused, "gateway/inside": look() }, unserved)).toEqual({ DT202: "proven" });
    const { AIGW_FASTAPI__API_PORT: _port, AIGW_CUSTOM_MODELS__ENABLED: _models, ...env } = look().env;
    expect(levelsOf(/^DT20[26]$/u, { ...refused, "gateway/inside": look({ env, listeners: [{ port: 5000, everywhere: true, loopback: false, of: "gateway" }] }) }, unserved)).toMatchObject({ DT206: "proven", DT202: "suspect" });
    expect(proven("DT201", { ...refused, "gateway/inside": look({ gateways: 0, source: "container", listeners: [], health: own === null ? null : { ...own, status: null, phase: "connect", reason: "refused" } }) }, unserved)).toBe("likely");
    expect(proven("DT205", { ...refused, "gateway/inside": look({ gateways: 0, source: "container", health: null, stores: [{ name: "AIGW_FASTAPI__TLS__CERT_FILE", there: false, readable: false, certificates: null }] }) }, unserved)).toBe("proven");
  });
  it("folders, tokenizer and documents", () => {
    const code: Seen = { ...gateway.healthy, "gitlab/completion": gateway.completion(500, { form: "text", text: "Internal Server Error", fromGateway: false }), "gateway/code-route": { ...(gateway.healthy["gateway/code-route"] as object), crashes: true } as never };
    const tmp = { path: "/tmp", there: true, writable: false, mode: "drwxr-xr-x", owner: 0, readOnly: true, freeMb: 1 };
    const cache = { ...tmp, path: "/home/aigateway/.hf" };
    expect(levelsOf(/^DT21[234]$/u, { ...code, "gateway/inside": look({ folders: [tmp] }) }, {})["DT212"]).toBe("proven");
    expect(levelsOf(/^DT21[234]$/u, { ...code, "gateway/inside": look({ folders: [{ ...tmp, writable: true }, cache] }) }, {})["DT213"]).toBe("proven");
    expect(levelsOf(/^DT21[234]$/u, { ...code, "gateway/inside": look({ tokenizer: { there: false, usable: false, offline: true } }) }, {})["DT214"]).toBe("proven");
    expect(Object.values(levelsOf(/^DT21[234]$/u, { ...code, "gateway/inside": look() }, {}))).not.toContain("proven");
  });
  it("the key that the gateway signs with: missing, or in one line", () => {
    const without: Seen = { ...gateway.healthy, "gitlab/token-route": gateway.tokenRoute("refused", { status: 503, statuses: [503] }) };
    const key = (kind: "none" | "unreadable" | "rsa-private") => look({ keys: { AIGW_SELF_SIGNED_JWT__SIGNING_KEY: { set: kind !== "none", lines: 1, begins: true, escaped: true, kind, bits: null } } });
    expect([proven("DT257", { ...without, "gateway/inside": key("none") }), proven("DT258", { ...without, "gateway/inside": key("none") })]).toEqual(["proven", "suspect"]);
    expect([proven("DT257", { ...without, "gateway/inside": key("unreadable") }), proven("DT258", { ...without, "gateway/inside": key("unreadable") })]).toEqual(["suspect", "proven"]);
  });
});
