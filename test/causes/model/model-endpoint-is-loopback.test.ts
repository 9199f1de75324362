import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-endpoint-is-loopback.ts";
import { address } from "../../kit/gateway-seen.ts";
import { check, dead, endpoint, fromOutside, gitlabReach, gone, healthyModel, healthyStack, reach } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT304 model-endpoint-is-loopback", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the endpoint is the container's own address", () => {
    expect(judgeCause(cause, { "gateway/address": address(), "gitlab/reach": gitlabReach() }, { model: { ...fromOutside, "gitlab/connection-check": check(dead()), "model/endpoint": endpoint({ host: "localhost", endpoint: "http://localhost:8000/v1", loopback: true }) } }).level).toBe("likely");
  });
  it("is excluded: the whole stack is addressed on one machine's 127.x", () => {
    expect(judgeCause(cause, { "gateway/address": address({ host: "127.0.0.1", loopback: true }), "gitlab/reach": gitlabReach({ loopback: true, literal: true }) }, { model: { ...healthyModel, "gitlab/connection-check": check(dead()), "gateway/model-check": gone, "gateway/chat": gone, "model/reach": reach("refused"), "model/list": gone, "model/chat": gone, "model/shapes": gone, "model/stream": gone, "model/server": gone, "model/metrics": gone, "model/endpoint": endpoint({ host: "127.0.0.1", endpoint: "http://127.0.0.1:8000/v1", loopback: true }) } }).level).toBe("excluded");
  });
  it("is excluded: the model answers on a loopback address", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/endpoint": endpoint({ host: "localhost", loopback: true }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
