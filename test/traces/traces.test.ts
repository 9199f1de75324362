import { afterEach, describe, expect, it } from "vitest";
import type { Probes } from "../../src/core/ports.ts";
import { createRedact } from "../../src/core/redact.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Queues } from "../../src/core/queue.ts";
import { deliveryJobSchema, triageJobSchema } from "../../src/core/queue.ts";
import { tracesConfig } from "../../src/config/traces.ts";
import { openOtlp } from "../../src/traces/export-otlp.ts";
import { traceListener, traceHandlers, traceProbes, traceQueues } from "../../src/traces/around.ts";
import { openTracer } from "../../src/traces/open-tracer.ts";
import { openReceiver } from "./receiver.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => { for (const one of open.splice(0).reverse()) await one.close(); });

async function start({ sample = 1, batch = 256 } = {}) {
  const receiver = await openReceiver();
  const troubles: string[] = [];
  const otlp = (): ReturnType<typeof openOtlp> => openOtlp({ url: `${receiver.url}/v1/traces`, headers: { "x-api-key": new Secret("collector-key-123") }, resource: { "service.name": "duo-triage" }, version: "1.2.3", trouble: (line) => troubles.push(line), batch, everyMs: 20 });
  // Two processes: the bot and a worker.
  const [bot, worker] = [otlp(), otlp()].map((exporter) => openTracer({ ...exporter, redact: createRedact([new Secret("hunter2-very-secret")]), sample }));
  open.push(receiver, bot!, worker!);
  return { receiver, troubles, bot: bot!, worker: worker!, end: async () => { await bot!.close(); await worker!.close(); } };
}

const question = { version: 1, run: "r-1", stack: "prod", site: "default", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "Ada", role: "viewer" }, at: 1 } as const;

describe("traces", () => {
  it("lead from what a person said through the job to each probe and to the answer, in two processes", async () => {
    const { receiver, bot, worker, end } = await start();
    const wire: unknown[] = [];
    const posts: unknown[] = [];
    const base = { ask: async (job: unknown) => { wire.push(JSON.parse(JSON.stringify(job))); return { kind: "asked", run: "r-1", joined: false, startedAt: 1, by: "Ada" }; }, deliver: async (job: unknown) => void posts.push(JSON.parse(JSON.stringify(job))) } as unknown as Queues;
    const queues = traceQueues(base, bot);
    const listener = traceListener({ hear: async () => void (await queues.ask(question)) } as never, "slack", bot);
    await listener.hear({ text: "check prod hunter2-very-secret", person: { id: "U1", name: "Ada", groups: [] }, conversation: { platform: "slack", channel: "C1" }, how: "command" }, {} as never);

    const failure = { kind: "failure", phase: "connect", reason: "refused", timings: { total: 1 } };
    const probes = traceProbes({ http: async () => ({ kind: "answer", status: 401 }), tcp: async () => [failure] } as unknown as Probes, worker);
    const workerQueues = traceQueues(base, worker);
    const handlers = traceHandlers({
      async triage() {
        await Promise.all([probes.http({ url: "https://gitlab.example.com/api/v4/version?private_token=glpat-abcdefgh12345678", headers: { "private-token": new Secret("glpat-abcdefgh12345678") } }, {} as never), probes.tcp({ host: "vllm.internal", port: 8000 }, {} as never)]);
        await workerQueues.deliver({ version: 1, run: "r-1", slot: "verdict", conversation: { platform: "slack", channel: "C1" }, reply: {}, at: 1 });
        return { verdict: "fail" };
      },
      delivery: async () => ({ kind: "posted" }),
    }, worker);
    await handlers.triage(triageJobSchema.parse(wire[0]), {} as never);
    await handlers.delivery!(deliveryJobSchema.parse(posts[0]), {} as never);
    await end();

    const { spans } = receiver;
    const named = (name: string) => spans.find((span) => span.name === name)!;
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    const tree = Object.fromEntries(spans.map(({ name, parentSpanId }) => [name, spans.find(({ spanId }) => spanId === parentSpanId)?.name]));
    expect(tree).toEqual({ "chat hear": undefined, "job ask": "chat hear", run: "job ask", "probe http": "run", "probe tcp": "run", delivery: "run" });
    expect(spans.map(({ name, kind }) => `${name} ${kind}`).toSorted()).toEqual(["chat hear 2", "delivery 5", "job ask 4", "probe http 3", "probe tcp 3", "run 5"]);
    expect(named("probe http")).toMatchObject({ status: {}, attributes: { "http.request.method": "GET", "server.address": "gitlab.example.com", "server.port": "443", "url.path": "/api/v4/version", "http.response.status_code": "401" } });
    expect(named("probe tcp")).toMatchObject({ status: { code: 2, message: "refused" }, attributes: { "server.address": "vllm.internal", "duo.phase": "connect" } });
    expect(named("run")).toMatchObject({ attributes: { "duo.run": "r-1", "duo.stack": "prod", "duo.verdict": "fail", "duo.deep": false }, resource: { "service.name": "duo-triage" } });
    for (const span of spans) expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
    // The collector's own key is sent as a header, and no secret and no text of people anywhere.
    expect(receiver.requests[0]).toMatchObject({ path: "POST /v1/traces", headers: { "content-type": "application/json", "x-api-key": "collector-key-123" } });
    expect(JSON.stringify(receiver.requests.map(({ body }) => body)) + JSON.stringify([wire, posts])).not.toMatch(/hunter2|glpat|check prod|Ada.*attributes/u);
  });

  it("hide what is secret in any attribute or name, and keep each short", async () => {
    const { receiver, bot, end } = await start();
    await bot.span("probe hunter2-very-secret", { attributes: { a: "Bearer abcdefghijklmnop1234", b: "x".repeat(1_000), c: "two\nlines" } }, async (span) => span.fail("hunter2-very-secret"));
    await expect(bot.span("broken", {}, async () => { throw new TypeError("password=hunter2-very-secret"); })).rejects.toThrow(TypeError);
    await end();
    expect(receiver.spans.map(({ name, status }) => [name, status])).toEqual([["probe [secret hidden]", { code: 2, message: "[secret hidden]" }], ["broken", { code: 2, message: "TypeError" }]]);
    expect(receiver.spans[0]?.attributes).toMatchObject({ a: expect.stringContaining("hidden"), c: "two lines" });
    expect(String(receiver.spans[0]?.attributes["b"]).length).toBeLessThanOrEqual(256);
    expect(JSON.stringify(receiver.requests)).not.toContain("hunter2");
  });

  it("are told as often as is wanted, all of one or nothing, and as their sender decided", async () => {
    const { receiver, bot, worker, end } = await start({ sample: 0.5 });
    let told = 0;
    for (let index = 0; index < 200; index += 1) {
      await bot.span("outer", {}, async () => {
        const carrier = bot.carrier();
        if (carrier?.traceparent.endsWith("-01") === true) told += 1;
        await worker.span("inner", { parent: carrier }, async () => undefined);
      });
    }
    await end();
    // One in 10^9 that chance gives fewer than 55 or more than 145 of 200.
    expect(told).toBeGreaterThan(55);
    expect(told).toBeLessThan(145);
    expect(receiver.spans.filter(({ name }) => name === "outer")).toHaveLength(told);
    expect(receiver.spans.filter(({ name }) => name === "inner")).toHaveLength(told);
  });

  it("keep a foreign trace, its state included, and take nonsense for none", async () => {
    const { receiver, worker, end } = await start();
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    await worker.span("mine", { parent: { traceparent, tracestate: "vendor=1" } }, async () => { expect(worker.carrier()).toMatchObject({ traceparent: expect.stringContaining("a".repeat(32)), tracestate: "vendor=1" }); });
    await worker.span("orphan", { parent: { traceparent: `00-${"0".repeat(32)}-${"b".repeat(16)}-01` } }, async () => undefined);
    await end();
    expect(receiver.spans.find(({ name }) => name === "mine")).toMatchObject({ traceId: "a".repeat(32), parentSpanId: "b".repeat(16), traceState: "vendor=1" });
    expect(receiver.spans.find(({ name }) => name === "orphan")).not.toHaveProperty("parentSpanId");
    // A job whose trace nobody can read is a job.
    expect(triageJobSchema.parse({ ...question, trace: { traceparent: "gibberish" } }).trace).toBeUndefined();
    expect(triageJobSchema.parse(question)).not.toHaveProperty("trace");
  });

  it("wait for a collector that asks for time, give up on one that refuses or is away, and never stop the work", async () => {
    const { receiver, bot, troubles } = await start({ batch: 1 });
    receiver.state.answers.push({ status: 503, headers: { "retry-after": "1" } });
    await bot.span("later", {}, async () => undefined);
    await expect.poll(() => receiver.spans.map(({ name }) => name), { timeout: 30_000 }).toEqual(["later"]);
    expect(receiver.requests).toHaveLength(2);
    receiver.state.answers.push({ status: 400 });
    await bot.span("refused", {}, async () => undefined);
    await expect.poll(() => troubles, { timeout: 30_000 }).toEqual(["1 spans were lost: the collector answers 400"]);
    expect(receiver.requests).toHaveLength(3);
    await receiver.close();
    expect(await bot.span("away", {}, async () => "done")).toBe("done");
    const began = performance.now();
    await bot.close();
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

it("go where the configuration says, or the variables of OpenTelemetry, or nowhere", () => {
  const wrap = (value: string | undefined) => (value === undefined ? undefined : new Secret(value));
  const of = (env: Record<string, string>, section?: Parameters<typeof tracesConfig>[0]) => tracesConfig(section, (name) => env[name], wrap);
  expect(of({})).toBeUndefined();
  expect(of({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/" })).toEqual({ url: "http://collector:4318/v1/traces", headers: {}, sample: 1, service: "duo-triage" });
  const full = of({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://t:4318/x", OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20abc, x=1,bad header=2,nothing", OTEL_SERVICE_NAME: "duo" });
  expect(full).toMatchObject({ url: "http://t:4318/x", service: "duo" });
  expect(Object.entries(full?.headers ?? {}).map(([name, secret]) => `${name}: ${secret.reveal()}`)).toEqual(["authorization: Bearer abc", "x: 1"]);
  expect(JSON.stringify(full)).not.toContain("Bearer abc");
  expect(of({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318", OTEL_SDK_DISABLED: "true" })).toBeUndefined();
  expect(of({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318" }, { endpoint: "https://mine:4318", headers: { a: "b" }, sample: 0.1, service: "x" })).toMatchObject({ url: "https://mine:4318/v1/traces", sample: 0.1 });
});
