import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-metadata-dropped.ts";
import { definitions, version } from "../../kit/gateway-seen.ts";
import { check, code, endpoint, fromOutside, healthyModel, healthyStack, heard } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT326 model-metadata-dropped", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: a blank in the endpoint", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(500, 39_200)), "model/endpoint": endpoint({ endpoint: "http://vl lm:8000/v1", problems: ["blanks", "unparsable"], droppedByGateway: true, host: null, scheme: null, port: null }) } }).level).toBe("proven");
  });
  it("is proven: the gateway's list lacks the family", () => {
    expect(judgeCause(cause, { "gateway/definitions": definitions("19.3", null, { identifiers: ["mistral", "general"] }), "gitlab/version": version("19.3.1-ee") }, { model: { ...fromOutside, "gitlab/connection-check": check(code(500, 39_200)), "model/endpoint": endpoint({ family: "qwen" }) } }).level).toBe("proven");
  });
  it("is excluded: the gateway is older than GitLab: that is what has to be mended", () => {
    expect(judgeCause(cause, { "gateway/definitions": definitions("18.5", "18.5", { identifiers: ["mistral", "general"] }), "gitlab/version": version("19.3.1-ee") }, { model: { ...fromOutside, "gitlab/connection-check": check(code(500, 39_200)), "model/endpoint": endpoint({ family: "qwen" }), "gateway/chat": heard("no-connection") } }).level).toBe("excluded");
  });
  it("is excluded: everything can be used", () => {
    expect(judgeCause(cause, { "gateway/definitions": definitions("19.3", null, { identifiers: ["mistral", "general"] }), "gitlab/version": version("19.3.1-ee") }, { model: { ...healthyModel, "model/endpoint": endpoint() } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
