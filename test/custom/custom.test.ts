import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRun } from "../../scripts/saved-runs/table.mjs";
import { parseConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/config/problem.ts";
import { customAsked, type CustomFact, customFileSchema, type CustomSet } from "../../src/core/custom.ts";
import { createRedact } from "../../src/core/redact.ts";
import { type SavedRun, savedRunSchema } from "../../src/core/result.ts";
import { Secret } from "../../src/core/secret.ts";
import type { StackConfig } from "../../src/core/stack.ts";
import { customAsker } from "../../src/custom/ask.ts";
import { differs } from "../../src/custom/expectation.ts";
import { askProgram } from "../../src/custom/program.ts";
import { diagnose, judgeSaved } from "../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { createProbes } from "../../src/probes/probes.ts";
import { startPracticeStack } from "../../src/practice/stack.ts";
import { practiceConfig } from "../../src/app/practice.ts";
import { until } from "../store/lanes.ts";

const folder = mkdtempSync(join(tmpdir(), "duo-triage-custom-"));
const asked: { method: string | undefined; url: string | undefined; headers: object }[] = [];
const elsewhere: string[] = [];
let server: Server;
let other: Server;
let base = "";
const probes = createProbes({});
const stack: StackConfig = { name: "prod", gitlab: { url: "https://gitlab.example.com", token: new Secret("glpat-secret-secret-secret") }, models: [], site: "default", profile: "online", expect: [] };
const endless = new AbortController().signal;

beforeAll(async () => {
  other = createServer((request, response) => { elsewhere.push(request.url ?? ""); response.end("other"); });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  server = createServer((request, response) => {
    asked.push({ method: request.method, url: request.url, headers: request.headers });
    if (request.url === "/away") return response.writeHead(302, { location: `http://127.0.0.1:${(other.address() as AddressInfo).port}/away` }).end();
    if (request.url === "/slow") return undefined;
    if (request.url === "/long") return response.end("x".repeat(3_000_000));
    if (request.url === "/secret") return response.end("password=hunter2hunter2");
    return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ status: "ok", queue: { depth: 12 }, items: [{ name: "one" }], names: ["a", "b"] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await probes.close();
  for (const one of [server, other]) { one.closeAllConnections(); one.close(); }
  rmSync(folder, { recursive: true, force: true });
});

const rules = (...checks: object[]): CustomSet => ({ rules: customFileSchema.parse({ checks }).checks, programs: [] });
const ask = async (set: CustomSet, only: string[] = [], signal = endless): Promise<Record<string, CustomFact>> => Object.fromEntries((await customAsker({ prod: set }, probes, () => new Date())(stack, only, signal)).map(({ id, value }) => [id, value]));
const http = (path: string, expectations: object[], more = {}) => ({ name: "one", title: "The proxy is well", http: { url: `${base}${path}`, ...more }, expect: expectations });

describe("a rule over http", () => {
  it("compares status, headers, text, places in JSON and numbers, and names what differs", async () => {
    const good = [{ see: "status", is: 200 }, { see: "header", at: "Content-Type", contains: "json" }, { see: "json", at: "queue.depth", at_most: 20 }, { see: "json", at: "items.0.name", is: "one" }, { see: "json", at: "names", contains: "b" }, { see: "body", lacks: "error" }, { see: "took_ms", at_least: 0 }];
    expect((await ask(rules(http("/", good))))["custom/one"]).toMatchObject({ verdict: "pass" });
    const bad = (await ask(rules(http("/", [{ see: "json", at: "queue.depth", at_most: 10 }, { see: "json", at: "constructor.name", is: "Object" }]))))["custom/one"];
    expect(bad).toMatchObject({ verdict: "fail", reason: 'json queue.depth is 12, expected at most 10; json constructor.name is nothing, expected "Object"' });
  });

  it("sends a GET without any secret, follows no redirect, reads no more than its limit, and ends in time", async () => {
    asked.length = 0;
    expect((await ask(rules(http("/away", [{ see: "status", is: 302 }]))))["custom/one"]?.verdict).toBe("pass");
    expect(elsewhere).toEqual([]);
    expect(asked.map(({ method }) => method)).toEqual(["GET"]);
    expect(JSON.stringify(asked)).not.toMatch(/glpat|authorization|private-token/iu);
    expect((await ask(rules(http("/long", [{ see: "body", contains: "y" }]))))["custom/one"]?.verdict).toBe("fail");
    expect((await ask(rules(http("/slow", [], { timeout: 0.2 }))))["custom/one"]).toMatchObject({ verdict: "fail", reason: expect.stringMatching(/^no answer/u) as string });
  });

  it("asks only what a restricted run is about", () => {
    const set = rules(http("/", []), { ...http("/", []), name: "two" });
    expect(customAsked(set, ["custom/two"]).rules.map(({ name }) => name)).toEqual(["two"]);
    expect(customAsked(set, ["custom"]).rules).toHaveLength(2);
    expect(customAsked(set, ["chat"]).rules).toEqual([]);
  });
});

describe("a rule over tls and dns", () => {
  it("sees certificates, and names", async () => {
    const practice = await startPracticeStack({ faults: [], variations: ["gitlab-behind-tls"] });
    try {
      const { hostname, port } = new URL(practice.gitlabUrl);
      const tls = { name: "cert", title: "The certificate lasts", tls: { host: hostname, port: Number(port) }, expect: [{ see: "days_left", at_least: 1 }, { see: "trusted", is: false }] };
      const dns = { name: "name", title: "The name is known", dns: { host: "localhost" }, expect: [{ see: "addresses", contains: "127.0.0.1" }, { see: "count", at_least: 1 }] };
      const facts = await ask(rules(tls, dns));
      expect([facts["custom/cert"]?.verdict, facts["custom/name"]?.verdict], JSON.stringify(facts)).toEqual(["pass", "pass"]);
      expect((await ask(rules({ ...tls, expect: [{ see: "days_left", at_least: 100_000 }] })))["custom/cert"]?.reason).toMatch(/^days left is \d+, expected at least 100000$/u);
    } finally {
      await practice.close();
    }
  });

  it("says what differs from every comparison", () => {
    const wrong = (one: object, seen: never) => differs({ see: "body", ...one } as never, seen);
    expect([wrong({ is: "a" }, "b" as never), wrong({ not: "b" }, "b" as never), wrong({ contains: "z" }, "b" as never), wrong({ lacks: "b" }, "abc" as never), wrong({ at_least: 3 }, "2" as never), wrong({ at_most: 3 }, "x" as never)].every((text) => text !== undefined)).toBe(true);
    expect([wrong({ is: 200 }, "200" as never), wrong({ is: "200" }, 200 as never), wrong({ is: null }, null as never), wrong({ at_least: 3 }, 3 as never)]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe("a program", () => {
  const program = (name: string, body: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!${process.execPath}\n${body}\n`);
    chmodSync(path, 0o700);
    return path;
  };
  const question = { schemaVersion: 1 as const, check: "one", stack: { name: "prod", gitlabUrl: "https://gitlab.example.com", gatewayUrl: null } };
  const run = (argv: string[], timeout = 20) => askProgram({ argv, timeout }, question, endless);

  it("is handed the question, its exact words, and nothing of our environment", async () => {
    process.env["DUO_TEST_SECRET"] = "must-not-leak";
    const path = program("echo.cjs", 'let text=""; process.stdin.on("data",(c)=>text+=c).on("end",()=>console.log(JSON.stringify({verdict:"warn",said:[JSON.parse(text).check,process.argv.slice(2).join("|"),Object.keys(process.env).filter((k)=>!k.startsWith("__")).join(",")].join(" ")})))');
    const answer = await run([path, "a b", "$HOME;`id`"]);
    delete process.env["DUO_TEST_SECRET"];
    expect(answer).toEqual({ verdict: "warn", reason: "one a b|$HOME;`id`" });
  });

  it.each([
    ["no JSON", 'console.log("fine")', /no JSON/u],
    ["another shape", 'console.log(JSON.stringify({verdict:"great",said:"x"}))', /its output is not/u],
    ["a failing end", "process.exit(3)", /ended with 3/u],
    ["endless output", 'setInterval(()=>process.stdout.write("x".repeat(65536)),1)', /more than 64 KiB/u],
  ])("that gives %s is skipped, and breaks nothing", async (name, body, reason) => {
    expect(await run([program(`${name.replaceAll(" ", "-")}.cjs`, body)])).toMatchObject({ verdict: "skip", reason: expect.stringMatching(reason) as string });
  });

  it("that is not there is skipped; one that never ends is ended with its children", async () => {
    expect((await run([join(folder, "nothing")])).reason).toContain("could not be started (ENOENT)");
    const mark = join(folder, "child.pid");
    const path = program("parent.cjs", `const c=require("node:child_process").spawn(process.execPath,["-e","setInterval(()=>0,1000)"]);require("node:fs").writeFileSync(${JSON.stringify(mark)},String(c.pid));setInterval(()=>0,1000)`);
    const { readFileSync, existsSync } = await import("node:fs");
    const stop = new AbortController();
    const answer = askProgram({ argv: [path], timeout: 60 }, question, stop.signal);
    await until("the child", () => existsSync(mark) && readFileSync(mark, "utf8") !== "");
    stop.abort();
    expect((await answer).reason).toContain("no answer");
    const child = Number(readFileSync(mark, "utf8"));
    await until("its end", () => {
      try {
        process.kill(child, 0);
        // A dead child that nobody has waited for yet still has its number.
        return /^State:\s+Z/mu.test(readFileSync(`/proc/${child}/status`, "utf8"));
      } catch {
        return true;
      }
    });
  });
});

describe("in an answer", () => {
  const healthy = savedRunSchema.parse(readRun("healthy.model"));
  const withFact = (fact: CustomFact, run: SavedRun = healthy): SavedRun => ({ ...run, facts: [...run.facts, { id: "custom/one", from: "worker:default", basis: "measured", startedMs: 1, durationMs: 2, at: run.startedAt, value: fact, said: `${fact.title}: ${fact.reason}` }] });
  const fact = (verdict: CustomFact["verdict"], cause?: object): CustomFact => ({ title: "The {proxy} is well", hop: "gateway", verdict, reason: "status is 503", ...(cause === undefined ? {} : { cause: { title: "The {proxy} is down", severity: "outage", breaks: ["chat"], remedy: [{ do: "Restart it", where: "proxy", command: "awk '{print}' {file}" }], ...cause } }) });

  it("a check without a cause warns and never breaks the verdict", async () => {
    const result = judgeSaved(withFact(fact("fail")), await loadRegistry());
    expect([result.verdict, result.diagnosis.causes, result.diagnosis.cannotTell]).toEqual(["warn", [], []]);
    expect(result.checks.find((check) => check.id === "custom/one")).toMatchObject({ verdict: "warn", title: "The {proxy} is well", reason: "status is 503" });
  });

  it("names the operator's cause with the steps word for word, under a code of its own", async () => {
    const registry = await loadRegistry();
    const result = judgeSaved(withFact(fact("fail", {})), registry);
    expect(result.verdict).toBe("fail");
    expect(result.diagnosis.causes).toMatchObject([{ code: "custom.one", title: "The {proxy} is down", severity: "outage", breaks: ["chat"], remedy: [{ do: "Restart it", where: "proxy", command: "awk '{print}' {file}" }] }]);
    expect(judgeSaved(withFact(fact("pass", {})), registry)).toMatchObject({ verdict: "pass", diagnosis: { causes: [] } });
    expect(judgeSaved(withFact(fact("fail", { severity: "info" })), registry).diagnosis).toMatchObject({ causes: [], notices: [{ code: "custom.one" }] });
  });

  it("changes nothing that the catalogue says of the same stack", async () => {
    const registry = await loadRegistry();
    const broken = savedRunSchema.parse(readRun("endpoint-lacks-v1.admin"));
    const [before, after] = [judgeSaved(broken, registry), judgeSaved(withFact(fact("fail", {}), broken), registry)];
    expect(after.diagnosis.causes.filter(({ code }) => code.startsWith("DT"))).toEqual(before.diagnosis.causes);
    expect(after.checks.filter(({ id }) => id !== "custom/one")).toEqual(before.checks);
  });

  it("stands in a real run, redacted, and is judged again from the saved evidence", async () => {
    const practice = await startPracticeStack({});
    try {
      const registry = await loadRegistry();
      const set = rules({ name: "one", title: "Nothing is told", http: { url: `${base}/secret` }, expect: [{ see: "body", is: "x" }], cause: { title: "Told", remedy: [{ do: "Hide it", where: "there" }] } });
      const config = practiceConfig(practice, "none");
      const { result, saved } = await diagnose({ run: "r-custom", trigger: "cli", stack: config, only: ["custom"] }, registry, { probes, redact: createRedact([]), now: () => new Date(), newId: randomUUID, custom: customAsker({ [config.name]: set }, probes, () => new Date()) });
      expect(result.diagnosis.causes.map(({ code }) => code)).toEqual(["custom.one"]);
      expect(JSON.stringify([result, saved])).not.toContain("hunter2hunter2");
      expect(judgeSaved(saved, registry)).toEqual(result);
    } finally {
      await practice.close();
    }
  });
});

describe("the configuration of custom checks", () => {
  const load = (files: Record<string, string>, yaml = "custom_checks: [rules.yaml]\nstacks: { prod: { gitlab: { url: https://gitlab.example.com } } }\n") => parseConfig(yaml, { file: "duo-triage.yaml", env: {}, cwd: folder, readFile: (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error("gone"), { code: "ENOENT" });
    return text;
  } });
  const problem = (files: Record<string, string>, yaml?: string): string => {
    try {
      load(files, yaml);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    return "";
  };
  const good = "checks:\n  - name: proxy\n    title: The proxy is well\n    http: { url: https://proxy.internal/health }\n    expect:\n      - { see: status, is: 200 }\n";

  it("takes files for all stacks and for one, and programs", () => {
    const { custom } = load({ "rules.yaml": good, "own.yaml": good.replace("proxy\n", "second\n") }, "custom_checks: [rules.yaml]\nstacks:\n  prod: { gitlab: { url: https://g.example.com }, custom_checks: [own.yaml] }\n  lab:\n    gitlab: { url: https://l.example.com }\n    custom_programs: [{ name: probe, title: It runs, argv: [/usr/local/bin/probe, --fast] }]\n");
    expect(Object.entries(custom).map(([name, set]) => [name, set.rules.map((rule) => rule.name), set.programs.map((one) => one.argv)])).toEqual([["prod", ["proxy", "second"], []], ["lab", ["proxy"], [["/usr/local/bin/probe", "--fast"]]]]);
  });

  it("names file, line and key of every mistake", () => {
    expect(problem({})).toMatch(/^rules\.yaml: cannot be read \(ENOENT\)/u);
    expect(problem({ "rules.yaml": good.replace("see: status", "sea: status") })).toMatch(/rules\.yaml:6: checks\.0\.expect\.0\.\S*: /u);
    expect(problem({ "rules.yaml": good.replace("titel", "title").replace("title:", "titel:") })).toMatch(/rules\.yaml:3: checks\.0\.titel: this key is not known\. Did you mean `title`\?/u);
    expect(problem({ "rules.yaml": good.replace("https://proxy", "https://me:pw@proxy") })).toMatch(/rules\.yaml:4: checks\.0\.http\.url: .*no login/u);
    expect(problem({ "rules.yaml": good.replace("status, is: 200", "days_left, at_least: 3") })).toMatch(/rules\.yaml:6: .*http does not show days_left/u);
    expect(problem({ "rules.yaml": good.replace("url: https://proxy.internal/health", "url: https://proxy.internal/health, method: POST") })).toMatch(/rules\.yaml:4: checks\.0\.http\.method/u);
    expect(problem({ "rules.yaml": `${good}    dns: { host: x }\n` })).toContain("exactly one of http, tls and dns");
    expect(problem({ "rules.yaml": good + good.slice("checks:\n".length) })).toContain("two custom checks are called proxy");
    expect(problem({ "rules.yaml": good }, "stacks: { prod: { gitlab: { url: https://g.example.com } } }\ncustom_programs: [{ name: p, title: t, argv: [probe] }]\n")).toMatch(/duo-triage\.yaml:2: custom_programs\.0\.argv: the first word is the whole path/u);
  });
});
