import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/client-tls-bundle-replaces-trust.ts";
import { connectionCheck, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT228 client-tls-bundle-replaces-trust", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: the gateway gets no connection to an https endpoint", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("model-code", { code: 500 }), "model/endpoint": { name: "m", family: "mistral", endpoint: "https://model.test/v1", identifier: "custom_openai/m", hasApiToken: false, keyConfigured: false, provider: "custom_openai", servedName: "m", providerKnown: true, providerMisspelt: false, endpointIgnored: false, problems: [], scheme: "https", host: "model.test", port: 443, path: "/v1", loopback: false, pathEnds: "v1", droppedByGateway: false, identifierTooLong: false, features: ["duo_chat"] } } }).level).toBe("suspect");
  });
  it("is excluded: the model is plain http", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("model-code", { code: 500 }), "model/endpoint": { name: "m", family: "mistral", endpoint: "https://model.test/v1", identifier: "custom_openai/m", hasApiToken: false, keyConfigured: false, provider: "custom_openai", servedName: "m", providerKnown: true, providerMisspelt: false, endpointIgnored: false, problems: [], scheme: "http", host: "model.test", port: 443, path: "/v1", loopback: false, pathEnds: "v1", droppedByGateway: false, identifierTooLong: false, features: ["duo_chat"] } } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
