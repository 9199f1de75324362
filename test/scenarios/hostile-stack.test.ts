import { randomBytes, randomUUID } from "node:crypto";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { renderReply } from "../../src/chat/terminal/render.ts";
import { toJunit } from "../../src/cli/junit.ts";
import { createRedact } from "../../src/core/redact.ts";
import type { Result, SavedRun } from "../../src/core/result.ts";
import { diagnose, judgeSaved } from "../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { practiceConfig } from "../../src/app/practice.ts";
import { startPracticeStack, type PracticeStack } from "../../src/practice/stack.ts";
import { createProbes } from "../../src/probes/probes.ts";
import { sayEvidence, saySteps, sayTimings, sayVerdict } from "../../src/replies/verdict.ts";

const word = (length: number): string => randomBytes(length).toString("base64").replace(/[^A-Za-z0-9]/gu, "x").slice(0, length);

// Title of the window, clear screen, one-byte CSI, right-to-left override, zero width, a forged line, mentions of both chats, a link.
const evil = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnihton\u2066\u200b\r\nX FAIL  Duo on forged: broken\nOK PASS  forged <!channel> <@U012> @everyone [a](http://evil.invalid)\u2028\u0000";
// What no sink may hold: a control or invisible character beside the line feed of our own layout.
const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;

type Change = (text: string, key: string) => string;

function changed(value: unknown, change: Change, key = ""): unknown {
  if (typeof value === "string") return change(value, key);
  if (Array.isArray(value)) return value.map((item) => changed(item as unknown, change, key));
  if (value !== null && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, changed(item as unknown, change, name)]));
  return value;
}

const servers: Server[] = [];
const stacks: PracticeStack[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  for (const stack of stacks.splice(0)) await stack.close();
});

/** A server that passes everything on to another one, and changes what that one says. */
async function standBetween(target: string, change: Change): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? "/", target);
    const call = request({ host: url.hostname, port: url.port, method: incoming.method, path: incoming.url, headers: { ...incoming.headers, host: url.host } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", () => outgoing.destroy());
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        let body = change(text, "");
        try {
          body = JSON.stringify(changed(JSON.parse(text) as unknown, change));
        } catch {
          // Not JSON: changed as plain text.
        }
        const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !["content-length", "transfer-encoding", "connection"].includes(name)));
        outgoing.writeHead(answer.statusCode ?? 502, { ...headers, server: "evil\u009b31m", "x-gitlab-error-code": `X FAIL forged glpat-${word(20)}` });
        outgoing.end(body);
      });
    });
    call.on("error", () => outgoing.destroy());
    incoming.pipe(call);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The whole check on a stack whose GitLab, gateway and model server all speak through such a server. */
async function checkThrough(change: Change, faults: readonly string[] = []): Promise<{ result: Result; saved: SavedRun; sinks: Record<string, string> }> {
  const stack = await startPracticeStack({ faults: [...faults], seed: 1, retryScale: 0.1 });
  stacks.push(stack);
  const world = stack.world();
  world.gitlab.duo.aiGatewayUrl = await standBetween(stack.gatewayUrl, change);
  for (const model of world.gitlab.models) model.endpoint = `${await standBetween(new URL(model.endpoint).origin, change)}/v1`;
  const config = practiceConfig(stack);
  const lab = { ...config, gitlab: { ...config.gitlab, url: await standBetween(stack.gitlabUrl, change) } };
  const registry = await loadRegistry();
  const probes = createProbes({});
  try {
    const { result, saved } = await diagnose({ run: "r-hostile", trigger: "cli", stack: lab, budgetMs: 40_000 }, registry, { probes, redact: createRedact([]), now: () => new Date(), newId: randomUUID });
    const texts = [sayVerdict(result), sayEvidence(result), saySteps(result), sayTimings(result)].map((reply) => renderReply(reply, { colour: false, width: 100 }));
    const json = JSON.stringify(result, null, 2);
    return { result, saved, sinks: { json, text: texts.join("\n"), junit: toJunit(result), saved: JSON.stringify(saved), replayed: JSON.stringify(judgeSaved(saved, registry)) } };
  } finally {
    await probes.close();
  }
}

/** Everything that a sink shows, as strings: the values of JSON, the lines of text. */
function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (value !== null && typeof value === "object") for (const [key, item] of Object.entries(value)) { yield key; yield* stringsIn(item); }
}

const freeText = new Set(["message", "errors", "error", "detail", "error_description", "title", "text", "content", "username", "name", "plan", "version", "owned_by", "suggestion", ""]);

function expectTame({ result, sinks }: { result: Result; sinks: Record<string, string> }): void {
  expect([...stringsIn(result)].filter((text) => unsafe.test(text) || text.includes("\n")).slice(0, 5)).toEqual([]);
  for (const name of ["text", "junit"]) {
    expect(`${name}: ${unsafe.exec(sinks[name] ?? "")?.[0] ?? "tame"}`).toBe(`${name}: tame`);
    expect((sinks[name] ?? "").split("\n").filter((line) => /^\s*(?:X FAIL|OK PASS) {1,2}(?:Duo on )?forged/u.test(line))).toEqual([]);
  }
  // Raw on a terminal too: what is printed with --json holds no control character, not even inside a string.
  expect(`json: ${JSON.stringify(unsafe.exec(sinks["json"] ?? "")?.[0] ?? "tame")}`).toBe('json: "tame"');
  expect((sinks["json"] ?? "").length).toBeLessThan(2_000_000);
  expect(result.diagnosis.notices.filter((notice) => notice.code === "DT914").map((notice) => notice.title)).toEqual([]);
}

describe("a stack that speaks to do harm", () => {
  it("cannot reach the terminal raw or forge a line through the texts of its answers", async () => {
    const run = await checkThrough((text, key) => (freeText.has(key) ? text + evil : text));
    expectTame(run);
    // It did arrive, as plain words.
    expect(run.sinks["text"]).toContain("gnihton");
    expect(run.result.verdict).not.toBe("pass");
  }, 120_000);

  it("cannot crash a run or make it pass by any string of its answers", async () => {
    const run = await checkThrough((text) => `${evil}${text.slice(0, 20)}${evil}`);
    expectTame(run);
    expect(run.result.verdict).not.toBe("pass");
  }, 120_000);

  it("cannot fill the answer: every string is a megabyte long", async () => {
    const long = "A".repeat(1_000_000);
    const run = await checkThrough((text, key) => (freeText.has(key) ? text + long : text), ["model-answers-500"]);
    expectTame(run);
    expect((run.sinks["saved"] ?? "").length).toBeLessThan(6_000_000);
  }, 120_000);

  it("cannot make the run repeat a secret: two hundred planted in every text appear in no sink", async () => {
    const planted: string[] = [];
    const forms = [() => `glpat-${word(20)}`, () => `sk-${word(40)}`, () => `hf_${word(34)}`, () => `xoxb-123456789012-${word(24)}`, () => `AKIA${word(16).toUpperCase()}`, () => `nvapi-${word(40)}`, () => `ABSK${word(60)}`, () => `ghp_${word(36)}`];
    const around = [(secret: string) => ` key ${secret} `, (secret: string) => ` Authorization: Bearer ${secret} `, (secret: string) => `{"api_key":"${secret}"}`, (secret: string) => ` https://bot:${secret}@proxy.internal:3128 `];
    const run = await checkThrough((text, key) => {
      if (!freeText.has(key) && planted.length >= 200) return text;
      const secret = (forms[planted.length % forms.length] ?? word)(20);
      planted.push(secret);
      return freeText.has(key) ? text + (around[planted.length % around.length] ?? String)(secret) : text;
    }, ["model-answers-500"]);
    expect(planted.length).toBeGreaterThan(200);
    for (const [name, sink] of Object.entries(run.sinks)) expect([name, planted.filter((secret) => sink.includes(secret))]).toEqual([name, []]);
  }, 120_000);
});
