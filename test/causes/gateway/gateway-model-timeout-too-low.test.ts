import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gateway-model-timeout-too-low.ts";
import { chat, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { gitlabChat, stream, streamed } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT226 gateway-model-timeout-too-low", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: the gateway runs out of time", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gateway/chat": chat({ outcome: "error", said: "litellm.Timeout", errorClass: "Timeout", text: null, ms: 180_000, end: "cut" }) } }).level).toBe("suspect");
  });
  it("is one of several: chat gave up on a model that answers the worker well and late; not on one that is quick", () => {
    const seen = (firstDataMs: number) => judgeCause(cause, { ...healthy, "gitlab/chat": { ...gitlabChat("A1004"), ms: 13_500 } }, { model: { ...healthyModel, "gateway/chat": chat({ status: 403, outcome: "no-right", text: null }), "model/stream": stream("good", { first: streamed({ firstDataMs }) }) } }).level;
    expect(seen(9_000)).toBe("suspect");
    expect(seen(300)).toBe("excluded");
  });
  it("is excluded: another error comes", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gateway/chat": chat({ outcome: "error", said: "litellm.Timeout", errorClass: "NotFoundError", text: null, ms: 180_000, end: "cut" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
