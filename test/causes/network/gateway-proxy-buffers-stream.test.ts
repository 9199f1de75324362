import { describe, expect, it } from "vitest";
import switchedOff from "../../../src/causes/gateway/streaming-disabled-by-setting.ts";
import cause from "../../../src/causes/network/gateway-proxy-buffers-stream.ts";
import { answer, chat, health, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const streamed = { result: { ...answer(200), lines: [], longestGapMs: 10, burst: false }, status: 200, contentType: "text/event-stream", chunks: 5, broken: 0, done: true, finishReason: "stop", errorInStream: null, hasText: true, said: null, about: null, firstDataMs: 20, longestGapMs: 10, burst: false, end: "complete" as const, ms: 200 };
const modelStream = { first: streamed, second: null, state: "good" as const, steady: true };

describe("DT522 gateway-proxy-buffers-stream", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the answer comes in one piece through a proxy", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": health({ server: "nginx" }) }, { model: { ...healthyModel, "gateway/chat": chat({ text: "a long answer that has many words, more than forty letters", firstLineMs: 3000, longestGapMs: 2950, ms: 3000, burst: true }), "model/stream": modelStream } }).level).toBe("likely");
  });
  it("is likely: a code generation through GitLab comes in one piece, and is excluded where its lines come one by one", () => {
    const generation = (burst: boolean) => ({ "gitlab/generation-stream": { status: 200, lines: 12, burst, firstLineMs: burst ? 2950 : 300, ms: 3000, end: "complete" as const } });
    const proxied = { ...healthy, "gateway/health": health({ server: "nginx" }) };
    const model = { ...healthyModel, "gateway/chat": { absent: { reason: "not-permitted", rung: "ai-features" } } as const, "model/stream": modelStream };
    expect(judgeCause(cause, { ...proxied, ...generation(true) }, { model }).level).toBe("likely");
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...proxied, ...generation(false) }, { model }).level);
    expect(judgeCause(switchedOff, { ...proxied, ...generation(true) }, { model }).level).toBe("excluded");
    expect(judgeCause(switchedOff, { ...healthy, ...generation(true) }, { model }).level).toBe("likely");
  });
  it("is excluded: nothing stands between", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gateway/chat": chat({ text: "a long answer that has many words, more than forty letters", firstLineMs: 3000, longestGapMs: 2950, ms: 3000, burst: true }), "model/stream": modelStream } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
