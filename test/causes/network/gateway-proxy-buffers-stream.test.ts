import { describe, expect, it } from "vitest";
import switchedOff from "../../../src/causes/gateway/streaming-disabled-by-setting.ts";
import cause from "../../../src/causes/network/gateway-proxy-buffers-stream.ts";
import { chat, completion, generation, health, healthy, healthyModel, streamLook } from "../../kit/gateway-seen.ts";
import { writtenOver } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const proxied = { ...healthy, "gateway/health": health({ server: "nginx" }) };
const closed = { "gateway/chat": { absent: { reason: "not-permitted", rung: "ai-features" } }, "gateway/code-stream": { status: 200, stream: streamLook("short") } } as const;
const spread = { ...healthyModel, "model/stream": writtenOver(1500) };

describe("DT522 gateway-proxy-buffers-stream", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the many events of a chat come at once, though the model writes them one by one, whatever the server before the gateway is called", () => {
    const model = { ...spread, "gateway/chat": chat({ stream: streamLook("at-once") }) };
    expect(judgeCause(cause, healthy, { model }).level).toBe("likely");
    expect(judgeCause(switchedOff, healthy, { model }).level).toBe("excluded");
  });
  it("is likely: a code generation through GitLab comes at once, a short answer long before; not where it comes one by one", () => {
    const model = { ...spread, ...closed };
    expect(judgeCause(cause, { ...proxied, "gitlab/generation-stream": generation("at-once") }, { model }).level).toBe("likely");
    expect(judgeCause(cause, { ...proxied, "gitlab/generation-stream": generation("pieces") }, { model }).level).not.toBe("likely");
    expect(judgeCause(switchedOff, { ...proxied, "gitlab/generation-stream": generation("at-once") }, { model: { ...spread, "gateway/code-stream": closed["gateway/code-stream"] } }).level).toBe("excluded");
    expect(judgeCause(switchedOff, { ...healthy, "gitlab/generation-stream": generation("at-once") }, { model }).level).toBe("likely");
  });
  it("is one of a group where nobody saw the model's own stream", () => {
    expect(judgeCause(cause, { ...proxied, "gitlab/generation-stream": generation("at-once") }, { model: closed }).level).toBe("suspect");
  });
  it("blames nobody for a model that thinks long and then writes fast: short answers take as long, or the model itself sends all at once", () => {
    const late = { ...proxied, "gitlab/generation-stream": generation("at-once"), "gitlab/completion": completion(200, { ms: 2800 }) };
    expect(judgeCause(cause, late, { model: spread }).level).toBe("excluded");
    const fast = { ...healthyModel, ...closed, "model/stream": writtenOver(20) };
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...proxied, "gitlab/generation-stream": generation("at-once") }, { model: fast }).level);
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/generation-stream": generation("pieces") }, { model: spread }).level).toBe("excluded");
  });
});
