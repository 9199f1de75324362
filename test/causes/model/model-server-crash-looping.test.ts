import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-server-crash-looping.ts";
import { check, dead, failed, fromOutside, gone, healthyModel, healthyStack, list, listing, reach } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT303 model-server-crash-looping", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: one question is answered and the next is refused", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": gone, "gateway/model-check": gone, "model/list": list({ stored: listing({ result: failed("refused"), state: "no-answer" }) }) } }).level).toBe("proven");
  });
  it("is a suspect: only the gateway's view exists", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(dead()) } }).level).toBe("suspect");
  });
  it("is not named: it is never seen open", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/reach": reach("refused"), "model/list": gone, "model/chat": gone, "model/shapes": gone, "model/stream": gone, "model/server": gone, "model/metrics": gone } }).level).toBe("open");
  });
  it("is likely: the port refused and was open seconds later", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/reach": reach("refused", { openedLater: true }) } }).level).toBe("likely");
  });
  it("is excluded: the port stays closed to the worker alone", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/reach": reach("refused", { openedLater: false }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
