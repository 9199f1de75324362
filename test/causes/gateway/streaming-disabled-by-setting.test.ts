import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/streaming-disabled-by-setting.ts";
import { health, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";
import { stream } from "../../kit/model-seen.ts";

const model = { ...healthyModel, "model/stream": stream("good") };
const atOnce = { "gitlab/generation-stream": { status: 200, lines: 12, burst: true, firstLineMs: 2950, ms: 3000, end: "complete" as const } };

describe("DT229 streaming-disabled-by-setting", () => {
  it("is likely where nothing stands before the gateway and an answer of many lines comes at once", () => {
    expect(judgeCause(cause, { ...healthy, ...atOnce }, { model }).level).toBe("likely");
  });

  it("is excluded behind a proxy, for an answer of two lines, where the model's own stream comes at once, and on a healthy stack", () => {
    expect(judgeCause(cause, { ...healthy, ...atOnce, "gateway/health": health({ server: "nginx" }) }, { model }).level).toBe("excluded");
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/generation-stream": { ...atOnce["gitlab/generation-stream"], lines: 2 } }, { model }).level);
    expect(judgeCause(cause, { ...healthy, ...atOnce }, { model: { ...model, "model/stream": stream("buffered") } }).level).toBe("excluded");
    expect(judgeCause(cause, healthy, { model }).level).toBe("excluded");
  });

  it("is open where nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
});
