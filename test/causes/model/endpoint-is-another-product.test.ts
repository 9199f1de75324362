import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/endpoint-is-another-product.ts";
import { chat, check, code, endpoint, fromOutside, gone, healthyModel, healthyStack, list, noList, refused, spoken } from "../../kit/model-seen.ts";
import { address } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT328 endpoint-is-another-product", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: a web page, with and without /v1", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(500, 39_200)), "gateway/model-check": gone, "gateway/chat": gone, "model/list": list({ stored: noList("html", 200), v1Removed: noList("html", 200) }), "model/chat": chat(spoken({ outcome: "html" })) } }).level).toBe("proven");
  });
  it("is a suspect: only the gateway's 39 s are known", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(500, 39_200)) } }).level).toBe("suspect");
  });
  it("is a suspect: nobody but the gateway looked, and it met no answer at all", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(500, 44_300)) } }).level).toBe("suspect");
  });
  it("is excluded: the list is there", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(404)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(404, "model-unknown")) } }).level).toBe("excluded");
  });
  it("is excluded: somebody before the model asks for a login of his own", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "model/endpoint": endpoint({ hasApiToken: true }), "gitlab/connection-check": check(code(401)), "model/list": list({ stored: noList("html", 401) }), "model/chat": chat(refused(401)) } }).level).toBe("excluded");
  });
  it("is likely: the endpoint is the gateway's own address", () => {
    expect(judgeCause(cause, { "gateway/address": address() }, { model: { ...fromOutside, "model/endpoint": endpoint({ scheme: "http", host: "gw.test", port: 5052, path: "/v1", hasApiToken: false }), "gitlab/connection-check": check(code(401)), "model/chat": gone } }).level).toBe("likely");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
