import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createRedact } from "../../src/core/redact.ts";
import type { Result } from "../../src/core/result.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { practiceConfig } from "../../src/app/practice.ts";
import { startPracticeStack } from "../../src/practice/stack.ts";
import { createProbes } from "../../src/probes/probes.ts";

type Answer = { status?: number; type?: string; body: string } | undefined;
const portal = { type: "text/html", body: '<!DOCTYPE html><html><head><title>Guest network</title></head><body><form action="/accept"><button>Accept</button></form></body></html>' };
const [nothing, object] = [{ body: "" }, { type: "application/json", body: "{}" }];

/** Something before GitLab: answers by itself where `instead` says what, hands on the rest. `change` is shown what GitLab said. */
async function standBefore(gitlab: string, instead: (path: string, said: string) => Answer): Promise<{ url: string; close(): void }> {
  const { hostname, port } = new URL(gitlab);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const onward = httpRequest({ host: hostname, port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () => {
          const body = Buffer.concat(parts);
          const other = instead(request.url ?? "", body.toString());
          if (other === undefined) return void response.writeHead(answer.statusCode ?? 500, answer.headers).end(body);
          response.writeHead(other.status ?? 200, other.type === undefined ? {} : { "content-type": other.type }).end(other.body);
        });
      });
      onward.on("error", () => response.destroy());
      onward.end(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => { server.close(); server.closeAllConnections(); } };
}

async function judged(instead: (path: string, said: string) => Answer): Promise<Result> {
  const stack = await startPracticeStack({ retryScale: 0.1 });
  const probes = createProbes({});
  const configured = practiceConfig(stack, "admin");
  const before = await standBefore(configured.gitlab.url, instead);
  try {
    return (await diagnose({ run: "r-0123abcd99", trigger: "cli", stack: { ...configured, gitlab: { ...configured.gitlab, url: before.url } }, deep: true }, await loadRegistry(), { probes, redact: createRedact([]), now: () => new Date(), newId: randomUUID })).result;
  } finally {
    before.close();
    await probes.close();
    await stack.close();
  }
}

const failing = (result: Result): string[] => result.checks.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);
const at = (form: RegExp, answer: Answer | ((said: string) => Answer)) => (path: string, said: string): Answer => (form.test(path) ? (typeof answer === "function" ? answer(said) : answer) : undefined);

describe("a success that is none", () => {
  it.each([
    ["a guest network's page", portal], ["an empty object", object], ["nothing", nothing], ["another product", { status: 404, type: "application/json", body: '{"error":"not found"}' }],
  ])("in place of GitLab: %s", async (_name, answer) => {
    const result = await judged(() => answer);
    expect(result.verdict).toBe("undecided");
    expect(failing(result)).toEqual(["gitlab/answers"]);
    expect(result.diagnosis.causes).toEqual([]);
  }, 300_000);

  it.each([
    ["a page", portal], ["nothing", nothing], ["an empty object", object], ["half of one", (said: string) => ({ type: "application/json", body: said.slice(0, said.length / 2) })],
  ])("in place of a completion: %s", async (_name, answer) => {
    const result = await judged(at(/code_suggestions\/completions/u, answer));
    expect(result.verdict).toBe("undecided");
    expect(failing(result)).toEqual(["gateway-to-model/completion-answers"]);
    expect(result.diagnosis.cannotTell[0]?.among).toContain("DT520");
  }, 300_000);

  it("an answer of chat without a word", async () => {
    const result = await judged(at(/graphql/u, (said) => (said.includes("aiMessages") ? { type: "application/json", body: said.replace(/"content":"(?:[^"\\]|\\.)*"/gu, '"content":""') } : undefined)));
    expect(result.verdict).toBe("undecided");
    expect(failing(result)).toEqual(["gitlab/chat"]);
    expect(result.diagnosis.cannotTell[0]?.among).toEqual(["DT360", "DT367"]);
  }, 300_000);

  it("a page in place of GraphQL: the run does not simply pass", async () => {
    const result = await judged(at(/graphql/u, portal));
    expect(result.verdict).toBe("warn");
    expect(result.checks.find(({ id }) => id === "gitlab/settings-readable")?.verdict).toBe("warn");
  }, 300_000);

  it("what is handed on unchanged is healthy", async () => {
    expect((await judged(() => undefined)).verdict).toBe("pass");
  }, 300_000);
});
