import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/streaming-disabled-by-setting.ts";
import { chat, generation, health, healthy, healthyModel, streamLook } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";
import { stream, writtenOver } from "../../kit/model-seen.ts";

const model = { ...healthyModel, "model/stream": writtenOver(1500) };
const atOnce = { "gateway/code-stream": { status: 200, stream: streamLook("at-once") } };

describe("DT229 streaming-disabled-by-setting", () => {
  it("is likely where nothing stands before the gateway and an answer comes at once over its address", () => {
    expect(judgeCause(cause, healthy, { model: { ...model, ...atOnce } }).level).toBe("likely");
  });

  it("is likely where the gateway puts a whole answer into one event, also behind a proxy", () => {
    const one = { ...model, "gateway/chat": chat({ stream: streamLook("one-piece") }) };
    expect(judgeCause(cause, { ...healthy, "gateway/health": health({ server: "nginx" }) }, { model: one }).level).toBe("likely");
    expect(judgeCause(cause, healthy, { model: { "gateway/chat": one["gateway/chat"] } }).level).toBe("suspect");
  });

  it("is excluded behind a proxy, for a short answer, where the model's own stream comes at once, where only GitLab delivers at once, and on a healthy stack", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": health({ server: "nginx" }) }, { model: { ...model, ...atOnce } }).level).toBe("excluded");
    expect(judgeCause(cause, healthy, { model: { ...model, "gateway/code-stream": { status: 200, stream: streamLook("short") } } }).level).toBe("excluded");
    expect(judgeCause(cause, healthy, { model: { ...model, ...atOnce, "model/stream": stream("buffered") } }).level).toBe("excluded");
    expect(judgeCause(cause, { ...healthy, "gitlab/generation-stream": generation("at-once") }, { model }).level).toBe("excluded");
    expect(judgeCause(cause, { ...healthy, "gitlab/generation-stream": generation("pieces") }, { model }).level).toBe("excluded");
  });

  it("is open where nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
});
