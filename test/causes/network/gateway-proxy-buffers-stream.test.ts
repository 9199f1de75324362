import { describe, expect, it } from "vitest";
import switchedOff from "../../../src/causes/gateway/streaming-disabled-by-setting.ts";
import cause from "../../../src/causes/network/gateway-proxy-buffers-stream.ts";
import { chat, generation, health, healthy, healthyModel, streamLook } from "../../kit/gateway-seen.ts";
import { writtenOver } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const proxied = { ...healthy, "gateway/health": health({ server: "nginx" }) };
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
  it("is likely: a code completion comes at once over the gateway's address, behind something that names itself", () => {
    const model = (state: "at-once" | "pieces") => ({ ...spread, "gateway/code-stream": { status: 200, stream: streamLook(state) } });
    expect(judgeCause(cause, proxied, { model: model("at-once") }).level).toBe("likely");
    expect(judgeCause(cause, proxied, { model: model("pieces") }).level).not.toBe("likely");
    expect(judgeCause(switchedOff, proxied, { model: model("at-once") }).level).toBe("excluded");
    expect(judgeCause(switchedOff, healthy, { model: model("at-once") }).level).toBe("likely");
  });
  it("is one of a group where nobody saw the model's own stream", () => {
    expect(judgeCause(cause, proxied, { model: { "gateway/code-stream": { status: 200, stream: streamLook("at-once") } } }).level).toBe("suspect");
  });
  it("blames nobody where GitLab alone delivers at once: it may hold back itself, and a model may think long and write fast", () => {
    const late = { ...proxied, "gitlab/generation-stream": generation("at-once") };
    expect(judgeCause(cause, late, { model: spread }).level).toBe("excluded");
    const fast = { ...healthyModel, "gateway/code-stream": { status: 200, stream: streamLook("at-once") }, "model/stream": writtenOver(20) };
    expect(judgeCause(cause, late, { model: fast }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/generation-stream": generation("pieces") }, { model: spread }).level).toBe("excluded");
  });
});
