import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-traffic-dropped.ts";
import { check, dead, fromOutside, gone, healthyModel, healthyStack, reach, waited } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT307 model-traffic-dropped", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the worker is served at once and the gateway waits for a minute", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(waited()), "gateway/model-check": gone, "gateway/chat": gone } }).level).toBe("likely");
  });
  it("is a suspect: nobody else looked", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(waited()) } }).level).toBe("suspect");
  });
  it("is not named: the check says 500 after 44 s", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/reach": reach("refused"), "model/list": gone, "model/chat": gone, "model/shapes": gone, "model/stream": gone, "model/server": gone, "model/metrics": gone } }).level).toBe("open");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
