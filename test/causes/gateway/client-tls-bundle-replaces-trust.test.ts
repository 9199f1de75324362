import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/client-tls-bundle-replaces-trust.ts";
import { connectionCheck, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { check, dead, httpsEndpoint, reach } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT228 client-tls-bundle-replaces-trust", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: the gateway gets no connection to an https endpoint", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gateway/model-check": gone, "gateway/chat": gone, "gitlab/connection-check": connectionCheck("model-code", { code: 500 }), "model/endpoint": { name: "m", family: "mistral", endpoint: "https://model.test/v1", identifier: "custom_openai/m", hasApiToken: false, keyConfigured: false, provider: "custom_openai", servedName: "m", providerKnown: true, providerMisspelt: false, endpointIgnored: false, problems: [], scheme: "https", host: "model.test", port: 443, path: "/v1", loopback: false, pathEnds: "v1", droppedByGateway: false, identifierTooLong: false, features: ["duo_chat"] } } }).level).toBe("suspect");
  });
  it("is one of several: the worker cannot look at the model from where it stands", () => {
    expect(judgeCause(cause, healthy, { model: { ...healthyModel, "gateway/model-check": gone, "gateway/chat": gone, "model/reach": reach("connect-timeout"), "gitlab/connection-check": check(dead()), "model/endpoint": httpsEndpoint() } }).level).toBe("suspect");
  });
  it("is excluded: the model is plain http", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("model-code", { code: 500 }), "model/endpoint": { name: "m", family: "mistral", endpoint: "https://model.test/v1", identifier: "custom_openai/m", hasApiToken: false, keyConfigured: false, provider: "custom_openai", servedName: "m", providerKnown: true, providerMisspelt: false, endpointIgnored: false, problems: [], scheme: "http", host: "model.test", port: 443, path: "/v1", loopback: false, pathEnds: "v1", droppedByGateway: false, identifierTooLong: false, features: ["duo_chat"] } } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
