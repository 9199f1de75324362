import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/streaming-broken.ts";
import { check, fromOutside, gatewayChat, gitlabChat, gone, healthyModel, healthyStack, stream } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT360 streaming-broken", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: words without a stream, nothing usable with one", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gateway/chat": gone, "model/stream": stream("not-a-stream") } }).level).toBe("proven");
  });
  it("is a suspect: the gateway streams nothing and its check is good", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(), "gateway/chat": gatewayChat({ outcome: "silent", text: null }) } }).level).toBe("suspect");
  });
  it("is excluded: chat through the gateway works all the same", () => {
    expect(judgeCause(cause, { "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "model/stream": stream("not-a-stream") } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
