import { describe, expect, it } from "vitest";
import type { Facts, Observation } from "../../src/core/fact.ts";
import { tableLines } from "../../src/core/table.ts";
import type { Vantage } from "../../src/core/vantage.ts";
import { readEvidence } from "../../src/knowledge/evidence/read-evidence.ts";
import { observeEvidence } from "../../src/core/reported.ts";
import { vantagesOf } from "../../src/terms/vantages.ts";
import { address, answer, connectionCheck, failure, health, healthCheck, look as tlsLook, reach, secureReach } from "../kit/gateway-seen.ts";
import { look, modelWay } from "../kit/beside-seen.ts";
import { chat, check, code, dead, gitlabReach, list, reach as modelReach } from "../kit/model-seen.ts";

type Given = Record<string, unknown>;
const at = "2026-11-23T10:00:00.000Z";
const facts = (given: Given, subject?: string): Observation[] => Object.entries(given).map(([id, value]) => ({ id, ...(id.startsWith("model/") || id === "gitlab/connection-check" ? { subject: subject ?? "m" } : {}), from: id.endsWith("/inside") ? "gateway" : "worker:default", basis: "measured", startedMs: 0, durationMs: 1, at, value, said: "" }));
const see = (given: Given, named: string[] = [], more: Facts = []): Vantage[] => vantagesOf([...facts(given), ...more], named);
const cells = (vantage: Vantage | undefined): unknown => Object.fromEntries((vantage?.rows ?? []).map(({ sight, seen }) => [sight, Object.fromEntries(seen.map((one) => [one.from, one.good]))]));
const dns = (...system: string[]) => ({ kind: "answer" as const, system, a: null, aaaa: null, timings: { total: 3 } });
const open = { "gateway/address": address(), "gateway/reach": reach("open", { literal: false, dns: dns("10.0.0.5") as never }), "gateway/health": health() };

describe("the same probes from several places", () => {
  it("one place alone makes no table; two that meet the same disagree about nothing", () => {
    expect(see(open)).toEqual([]);
    const [gateway] = see({ ...open, "gitlab/health-check": healthCheck("reachable") });
    expect(gateway).toMatchObject({ target: "gateway" });
    expect(gateway?.between).toBeUndefined();
    expect(cells(gateway)).toMatchObject({ resolve: { "worker:default": true, gitlab: true }, http: { "worker:default": true, gitlab: true } });
  });

  it.each([
    ["name-not-found", "split-dns", "resolve"], ["refused", "firewall", "connect"], ["timeout", "firewall", "connect"],
  ] as const)("GitLab's own words: %s where the worker gets through is %s", (state, kind, step) => {
    const [gateway] = see({ ...open, "gitlab/health-check": healthCheck(state) }, ["DT503", "DT528", "DT999"]);
    expect(gateway?.between).toMatchObject({ kind, codes: [kind === "firewall" ? "DT503" : "DT528"] });
    expect(gateway?.rows.find(({ sight }) => sight === step)?.seen).toContainEqual(expect.objectContaining({ from: "gitlab", good: false, basis: "reported", probe: "gitlab/health-check" }));
  });

  it("the worker alone is shut out: the disagreement is told the other way round", () => {
    const [gateway] = see({ "gateway/address": address(), "gateway/reach": reach("connect-timeout"), "gitlab/health-check": healthCheck("reachable") }, ["DT921"]);
    expect(gateway?.between).toMatchObject({ kind: "firewall", codes: ["DT921"] });
    expect(gateway?.between?.said).toMatch(/GitLab gets a connection .* the worker does not/u);
  });

  it("a certificate that the worker trusts and GitLab does not", () => {
    const [gateway] = see({ ...open, "gateway/reach": secureReach("open", tlsLook({ trusted: true })), "gitlab/health-check": healthCheck("certificate") }, ["DT510"]);
    expect(gateway?.between).toMatchObject({ kind: "trust-store", codes: ["DT510"] });
  });

  it("nothing is compared where the two are asked for different addresses, and both failing alike is no disagreement", () => {
    expect(see({ ...open, "gateway/address": address({ same: false }), "gitlab/health-check": healthCheck("refused") })).toEqual([]);
    const [gateway] = see({ "gateway/address": address(), "gateway/reach": reach("refused"), "gitlab/health-check": healthCheck("refused") });
    expect(gateway?.between).toBeUndefined();
  });

  it("the gateway that answers itself says nothing of the way to it", () => {
    const [gateway] = see({ "gateway/address": address(), "gateway/reach": reach("refused"), "gateway/health": health({ result: failure("connect", "refused"), good: false }), "gateway/inside": look() });
    expect(gateway?.between).toBeUndefined();
    expect(cells(gateway)).toMatchObject({ http: { gateway: true } });
  });
});

describe("the model from worker and gateway", () => {
  const worker = { "model/reach": modelReach(), "model/list": list(), "model/chat": chat() };

  it.each([
    ["refused", "firewall"],
    ["nowhere", "split-dns"],
  ] as const)("a foothold that meets %s", (name, kind) => {
    const way = name === "nowhere" ? modelWay("refused", { phase: "resolve", reason: "name-not-found", addresses: [] }) : modelWay("refused", { addresses: [] });
    const [model] = see({ ...worker, "model/inside": way });
    expect(model).toMatchObject({ target: "model", model: "m", between: { kind } });
  });

  it("other addresses are split DNS even where both could be firewalls, and a proxy comes first", () => {
    const named = { ...worker, "model/reach": modelReach("open", { literal: false, dns: dns("10.1.0.1") as never }) };
    expect(see({ ...named, "model/inside": modelWay("refused", { addresses: ["10.2.0.2"] }) })[0]?.between?.kind).toBe("split-dns");
    expect(see({ ...named, "model/inside": modelWay("refused", { addresses: ["10.2.0.2"], proxy: "proxy:3128", phase: "proxy" }) })[0]?.between?.kind).toBe("proxy");
  });

  it("without a foothold GitLab's check tells for the gateway, by the same question; its stand-ins for no answer accuse nobody", () => {
    expect(cells(see({ ...worker, "gitlab/connection-check": check() })[0])).toMatchObject({ http: { "worker:default": true, gateway: true } });
    const [vague] = see({ ...worker, "gitlab/connection-check": check(dead()) });
    expect(vague?.between).toBeUndefined();
    expect(cells(vague)).toMatchObject({ http: { "worker:default": true, gateway: null } });
    expect(see({ ...worker, "gitlab/connection-check": check(code(503)) })[0]?.between?.kind).toBe("another-answer");
  });

  it("what somebody pasted stands beside what was measured, as reported", () => {
    const text = '{"level":"error","message":"litellm.InternalServerError: InternalServerError: OpenAIException - Connection error.","backtrace":"aiohttp.client_exceptions.ClientConnectorDNSError: Cannot connect to host vllm.corp:8000 ssl:default [Name or service not known]\\nlitellm.exceptions.InternalServerError: litellm.InternalServerError: InternalServerError: OpenAIException - Connection error.","correlation_id":"c-1","logger":"api"}';
    const evidence = readEvidence(text);
    if (evidence === undefined) throw new Error("not read");
    const pasted = observeEvidence(evidence, "paste", new Date(at), ["m"]);
    const [model] = see(worker, [], pasted);
    expect(model?.rows.find(({ sight }) => sight === "resolve")?.seen).toContainEqual(expect.objectContaining({ from: "gateway", good: false, basis: "reported", probe: "reported/paste" }));
    expect(model?.between?.kind).toBe("split-dns");
  });
});

describe("GitLab from worker and gateway", () => {
  it("the gateway does not get through where the worker does", () => {
    const inside = look();
    const way = { ...inside.gitlab, url: "https://gitlab.test/.well-known/openid-configuration", phase: "connect", reason: "timeout", status: null, addresses: [] };
    const front = { signIn: answer(200), metadata: answer(401), readiness: answer(404), alive: true, down: false, failingChecks: [] };
    const [, gitlab] = see({ ...open, "gitlab/reach": gitlabReach(), "gitlab/front": front, "gateway/inside": { ...inside, gitlab: way }, "gitlab/connection-check": connectionCheck("success") }, ["DT243"]);
    expect(gitlab).toMatchObject({ target: "gitlab", between: { kind: "firewall", codes: ["DT243"] } });
    expect(see({ ...open, "gitlab/reach": gitlabReach({ host: "other.test" }), "gateway/inside": { ...inside, gitlab: way } }).map(({ target }) => target)).toEqual(["gateway"]);
  });
});

describe("a table in letters of one width", () => {
  const block = { kind: "table" as const, title: "t", heads: ["worker", "GitLab"], rows: [{ name: "name", cells: [{ mark: "pass" as const, text: "10.0.0.5" }, { text: "known\u0007" }] }, { name: "answer", cells: [{ mark: "fail" as const, text: "x\ny" }] }] };

  it("stands in columns where it fits, and row by row where it does not", () => {
    const mark = (one: string): string => (one === "pass" ? "OK" : "X");
    expect(tableLines(block, mark, 60)).toBe("        worker       GitLab\nname    OK 10.0.0.5  known\nanswer  X x y        -");
    expect(tableLines(block, mark, 20)).toBe("name\n  worker: OK 10.0.0.5\n  GitLab: known\nanswer\n  worker: X x y");
  });
});
