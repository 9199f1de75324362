import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/custom-models-disabled.ts";
import tokenizer from "../../../src/causes/gateway/gateway-tokenizer-missing.ts";
import { answer, completion, connectionCheck, definitions, healthy, healthyModel, modelCheck, post } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

const gone = { absent: { reason: "not-asked", because: "not asked" } } as const;

describe("DT221 custom-models-disabled", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: every check is refused with 400 and a completion dies at once", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(500, { form: "text", text: null, fromGateway: false }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 400 }) } }).level).toBe("proven");
  });
  it("is likely: every check is refused with 400", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 400 }) } }).level).toBe("likely");
  });
  it("is excluded: a proxy before the gateway makes the 400", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/post-route": post({ state: "refused", result: answer(400, "<h1>400</h1>", { server: "nginx" }) }), "gitlab/token-route": gone, "gitlab/completion": gone }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 400 }) } }).level).toBe("excluded");
  });
  it("is excluded: something before the gateway refuses addresses with an encoded slash, and so the check's, with 400", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/post-route": post({ encoded: { state: "refused", result: answer(400) } }) }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 400 }) } }).level).toBe("excluded");
  });
  it("is excluded: the gateway is older, so the 400 may be about a version", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/completion": completion(500, { form: "text", text: null, fromGateway: false }), "gateway/definitions": definitions("18.8", "18.8") }, { model: { ...healthyModel, "gitlab/connection-check": connectionCheck("gateway-code", { code: 400 }) } }).level).toBe("excluded");
  });
  it("is proven: the gateway says so itself", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gateway/model-check": modelCheck({ outcome: "refused", status: 400, said: "specifying custom models endpoint is disabled: api_base is not allowed", text: null }) } }).level).toBe("proven");
  });
  it("is proven with a user's token: its code route crashes, and it takes no endpoint at all", () => {
    const crashed = { ...healthy, "gitlab/completion": completion(500, { form: "text", text: null, fromGateway: false }) };
    const model = { ...healthyModel, "gitlab/connection-check": gone, "gateway/model-check": gone };
    expect(judgeCause(cause, { ...crashed, "gateway/code-route": { status: 500, crashes: true, ms: 20, refusesEndpoints: true } }, { model }).level).toBe("proven");
    expect(judgeCause(cause, { ...crashed, "gateway/code-route": { status: 500, crashes: true, ms: 20, refusesEndpoints: null } }, { model }).level).toBe("suspect");
    expect(judgeCause(cause, { ...crashed, "gateway/code-route": { status: 500, crashes: true, ms: 20, refusesEndpoints: false } }, { model }).level).toBe("open");
    expect(judgeCause(tokenizer, { ...crashed, "gateway/code-route": { status: 500, crashes: true, ms: 20, refusesEndpoints: true } }, { model }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
