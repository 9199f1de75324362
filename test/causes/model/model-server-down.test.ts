import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-server-down.ts";
import { check, completion500, dead, fromOutside, gone, healthyModel, healthyStack, reach } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT301 model-server-down", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the gateway meets nobody and the port refuses the worker", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/reach": reach("refused"), "model/list": gone, "model/chat": gone, "model/shapes": gone, "model/stream": gone, "model/server": gone, "model/metrics": gone } }).level).toBe("likely");
  });
  it("is a suspect: only the gateway's view exists: one of a group", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(dead()) } }).level).toBe("suspect");
  });
  it("is excluded: the name does not resolve", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/reach": reach("name-not-found"), "model/list": gone, "model/chat": gone, "model/shapes": gone, "model/stream": gone, "model/server": gone, "model/metrics": gone } }).level).toBe("excluded");
  });
  it("is excluded: the port refuses the worker and the gateway is served", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/reach": reach("refused") } }).level).toBe("excluded");
  });
  it("is a suspect for a token that sees no models, where a completion ends as with a dead one", () => {
    expect(judgeCause(cause, { "gitlab/models": { absent: { reason: "not-permitted", rung: "admin" } }, "gitlab/completion": completion500(44_000) }).level).toBe("suspect");
    expect(judgeCause(cause, { "gitlab/models": { absent: { reason: "not-permitted", rung: "admin" } }, "gitlab/completion": completion500(900) }).level).not.toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
