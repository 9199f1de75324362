import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gateway-request-timeout-too-low.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { chat, spoken, stream, streamed } from "../../kit/model-seen.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/chat", { code: "A1000", ms: 60_900 }) };

describe("DT111 gateway-request-timeout-too-low", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the end came after thirty seconds: the gateway's limit", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/chat", { code: "A1000", ms: 30_500 }) }).level);
  });

  it("is not named where the model begins after the gateway's limit and before GitLab's: the gateway asks again until GitLab ends it", () => {
    const slow = (firstDataMs: number) => judgeCause(cause, shown, { model: { "model/stream": stream("slow", { first: streamed({ firstDataMs }) }) } }).level;
    expect(slow(40_000)).not.toBe("likely");
    expect(slow(9_000)).toBe("likely");
    expect(judgeCause(cause, shown, { model: { "model/chat": chat(spoken({ ms: 41_000 })) } }).level).not.toBe("likely");
  });

  it("is not named where the gateway itself gets no word of the model: it asks again until GitLab ends it", () => {
    const silent = { outcome: "no-answer", status: 200, code: null, said: null, ms: 32_002, streamCutAfterMs: null, withKey: false, text: null } as const;
    const level = (check: object): string => judgeCause(cause, shown, { model: { "gateway/model-check": { ...silent, ...check } } }).level;
    expect(level({})).not.toBe("likely");
    expect(level({ outcome: "model-code", status: 421, code: 500, ms: 900, streamCutAfterMs: 800 })).not.toBe("likely");
    expect(level({ outcome: "ok", ms: 9000, text: "hello" })).toBe("likely");
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/chat")).level).toBe("open");
  });
});
