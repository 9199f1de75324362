import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-certificate-name-mismatch.ts";
import { check, dead, fromOutside, gone, healthyModel, healthyStack, httpsEndpoint, reach } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT312 model-certificate-name-mismatch", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the name is not on the certificate", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/reach": reach("name-mismatch"), "model/list": gone, "model/chat": gone, "model/shapes": gone, "model/stream": gone, "model/server": gone, "model/metrics": gone, "model/endpoint": httpsEndpoint() } }).level).toBe("proven");
  });
  it("is a suspect: nobody looked at the certificate", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(dead()), "model/endpoint": httpsEndpoint() } }).level).toBe("suspect");
  });
  it("is excluded: only trust fails", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/reach": reach("untrusted"), "model/list": gone, "model/chat": gone, "model/shapes": gone, "model/stream": gone, "model/server": gone, "model/metrics": gone, "model/endpoint": httpsEndpoint() } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
