import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-server-error.ts";
import { apart, chat, check, code, completion500, dead, endpoint, fromOutside, gone, healthyModel, healthyStack, heard, outcome, reach, refused, server, spoken, unanswered } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT340 model-server-error", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: 500 twice", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(500), { again: refused(500) }) } }).level).toBe("proven");
  });
  it("is proven: the engine's health route says dead", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/server": server({ health: "dead" }), "model/chat": chat(unanswered()) } }).level).toBe("proven");
  });
  it("is a suspect: only the gateway's view exists", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(dead()) } }).level).toBe("suspect");
  });
  it("is not named: no HTTP answer at all", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": heard("no-connection", 500), "model/reach": reach("refused"), "model/list": gone, "model/chat": gone, "model/shapes": gone, "model/stream": gone, "model/server": gone, "model/metrics": gone } }).level).toBe("open");
  });
  it("is a suspect: the gateway got a code that stands for no usual refusal, and nobody heard its words", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(424)) } }).level).toBe("suspect");
  });
  it("is excluded: whatever is streamed ends in 500 and everything else is answered: that is streaming, not the server", () => {
    const broken = spoken({ outcome: "error", status: 500, content: null, said: "streaming is broken" });
    const streams = { whole: broken, streamOptions: broken, withoutStreamOptions: broken, longAnswer: broken };
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/shapes": apart(streams) } }).level).toBe("excluded");
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/shapes": apart({ ...streams, withoutStreamOptions: spoken(), stop: broken }) } }).level).toBe("likely");
  });
  it("is a suspect: without the key 401, and completions with it fail after all tries", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion500(44_000) }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is likely: one of two equal questions is answered", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/chat": chat(refused(500, null, { outcome: "error", said: "CUDA error" }), { again: spoken() }) } }).level).toBe("likely");
  });
  it("is a suspect: it refuses a plain question in words that nobody knows", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(400)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(400)) } }).level).toBe("suspect");
  });
  it("is a suspect: it lists the name and knows no such model when asked", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(outcome({ outcome: "suggestion", code: 404, suggestion: "custom_openai/mistral" })) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
