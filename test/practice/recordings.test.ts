import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPracticeStack } from "../../src/practice/stack.ts";
import type { PracticeStack } from "../../src/practice/stack.ts";
import { exchange, recordings, tokenFor } from "./kit.ts";
import type { Exchange, Recording } from "./kit.ts";
import { setupFor } from "./setups.ts";

let stack: PracticeStack;
beforeAll(async () => {
  stack = await startPracticeStack({ retryScale: 0.001 });
});
afterAll(() => stack.close());

const quiet = new Set(["date", "x-process-time", "x-request-id", "content-length", "server"]);

/** The recorded endpoint, at the addresses of this stack. */
function placed(text: string): string {
  const { model1, refused } = stack.world().ports;
  return text.replaceAll("127.0.0.1:8000", `127.0.0.1:${model1}`).replaceAll("LOCALHOST:8000", `LOCALHOST:${model1}`).replaceAll("127.0.0.1:24009", `127.0.0.1:${refused}`).replaceAll(/127\.0\.0\.1:2444\d/g, `127.0.0.1:${model1}`).replaceAll("<key>\\n", "sk-right\\n").replaceAll("<key>", "sk-right");
}

/** Lengthens a text that the recording keeps shortened, with its length beside it. */
function lengthened(recording: Recording, body: Record<string, unknown> | null): void {
  const metadata = body?.model_metadata as Record<string, string> | undefined;
  const size = Number(/of (\d+) characters/.exec(recording.condition)?.[1] ?? 0);
  if (!metadata || size === 0) return;
  const field = /^(endpoint|identifier|api_key)/.exec(recording.condition)?.[1] ?? "";
  const start = field === "endpoint" ? "http://127.0.0.1/" : field === "identifier" ? "custom_openai/" : "";
  metadata[field] = start.padEnd(size, "a");
}

async function replay(file: string, recording: Recording): Promise<Exchange> {
  await stack.reshape(setupFor(file, recording.id));
  const { request } = recording;
  const headers = { ...request.headers };
  if (headers.Authorization?.includes("<token>")) headers.Authorization = headers.Authorization.replace("<token>", await tokenFor(recording.id));
  let body = "";
  if (typeof request.body === "string") body = placed(request.body);
  else if (request.body !== undefined) {
    const value = JSON.parse(placed(JSON.stringify(request.body))) as Record<string, unknown>;
    lengthened(recording, value);
    body = JSON.stringify(value);
  }
  return exchange(stack.gatewayUrl, request.path, { method: request.method, headers, body });
}

/** What differs from run to run: clocks, tokens, ports. */
function steady(text: string): string {
  return text
    .replaceAll(/"(timestamp|created|expires_at)":( ?)\d+/g, '"$1":$2 0')
    .replaceAll(/"token":"[^"]+"/g, '"token":"<token>"')
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:5052");
}

function comparable(recording: Recording): { status: unknown; headers: unknown; marks: unknown; cut: boolean; body: unknown } {
  const { response } = recording;
  // Header order is kept; the place of `transfer-encoding` among them is the server's.
  return { status: response.status, headers: response.headers ?? [], marks: response.marks ?? [], cut: response.cut === true, body: response.bodySha256 ?? steady(response.lines ? response.lines.join("\n") : (response.body ?? "")) };
}

function seen(recording: Recording, answer: Exchange): ReturnType<typeof comparable> {
  const headers = answer.headers.filter(([name]) => !quiet.has(name)).map(([name, value]) => [name, name === "location" ? steady(value) : value]);
  const names = answer.headers.map(([name]) => name);
  const body = recording.response.bodySha256 ? createHash("sha256").update(answer.body).digest("hex") : steady(answer.body).replace(/\n$/, "");
  return { status: answer.status, headers, marks: ["server", "x-process-time", "x-request-id"].filter((name) => names.includes(name)), cut: answer.cut, body };
}

const files = ["surface", "auth", "model-faults-check", "model-faults-chat", "metadata", "code", "prompts", "config"];

describe.each(files)("recorded answers of the gateway: %s", (file) => {
  test.each(recordings(file).map((recording) => [recording.id, recording] as const))("%s", async (_id, recording) => {
    const answer = await replay(file, recording);
    const wanted = comparable(recording);
    const got = seen(recording, answer);
    if (recording.response.body === undefined && recording.response.lines === undefined && !recording.response.bodySha256) got.body = wanted.body;
    if (typeof wanted.body === "string") wanted.body = wanted.body.replace(/\n$/, "");
    wanted.headers = (wanted.headers as [string, string][]).map(([name, value]) => [name, name === "location" ? steady(value) : value]);
    expect(got).toEqual(wanted);
  });
});
