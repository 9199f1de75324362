import { describe, expect, it } from "vitest";
import { type CheckOutcome, readWording } from "../../../src/targets/gitlab/connection-check.ts";
import { isBetter, plausible, type Stored } from "../../../src/targets/gitlab/contrasts.ts";

describe("the sentences of the connection check", () => {
  it.each([
    ["The self-hosted model server returned code 404: Not Found", { outcome: "model-code", code: 404 }],
    ["The self-hosted model server returned code 500: Internal Server Error", { outcome: "model-code", code: 500 }],
    ["The self-hosted model server returned an error", { outcome: "model-code", code: null }],
    ["AI Gateway returned code 401: ", { outcome: "gateway-code", code: 401, rest: "" }],
    ['AI Gateway returned code 421: {"detail":"404: Not Found"}', { outcome: "model-code", code: 404 }],
    ["AI Gateway returned code 500: Unknown error. Make sure your self-hosted model is running", { outcome: "gateway-code", code: 500 }],
    ["AI Gateway could not connect to the model endpoint. Please check", { outcome: "wait", exception: null }],
    ["Net::ReadTimeout with #<TCPSocket:(closed)>", { outcome: "raw", exception: "read-timeout" }],
    ['Failed to open TCP connection to aigw:5052 (Connection refused - connect(2) for "aigw" port 5052)', { outcome: "raw", exception: "refused" }],
    ["execution expired", { outcome: "raw", exception: "open-timeout" }],
    ["SSL_connect returned=1 errno=0 state=error: certificate verify failed (self-signed certificate)", { outcome: "raw", exception: "certificate" }],
    ["URL is blocked: Requests to the local network are not allowed", { outcome: "raw", exception: "blocked" }],
    ["The provided identifier does not exist. Did you mean custom_openai/mistral-7b?", { outcome: "suggestion", suggestion: "custom_openai/mistral-7b" }],
    ["Something nobody has ever seen", { outcome: "other" }],
  ])("%s", (text, expected) => {
    expect(readWording(text)).toMatchObject(expected);
  });
});

const stored: Stored = { endpoint: "http://vllm:8000/v1", provider: "custom_openai", providerKnown: true, servedName: "m", endpointIgnored: false, scheme: "http", path: "/v1", pathEnds: "v1", droppedByGateway: false, problems: [], hasApiToken: false };
const outcome = (over: Partial<CheckOutcome>): CheckOutcome => ({ outcome: "model-code", code: null, rest: null, suggestion: null, exception: null, text: "", ms: 100, withKey: false, ...over });
const changes = (more: Partial<Stored>, first: Partial<CheckOutcome>, endpoint = more.endpoint ?? "http://vllm:8000/v1", identifier = "custom_openai/m"): string[] =>
  plausible({ ...stored, ...more }, { name: "m", family: "MISTRAL", endpoint: endpoint ?? "", identifier }, outcome(first), []).map((one) => `${one.change} ${one.endpoint} ${one.identifier}`);

describe("contrasts", () => {
  it("are asked only where one change would explain the outcome, at most three", () => {
    expect(changes({}, { code: 401 })).toEqual([]);
    expect(changes({ endpoint: "http://vllm:8000", path: "", pathEnds: "none" }, { code: 404 })).toEqual(["v1-appended http://vllm:8000/v1 custom_openai/m"]);
    expect(changes({ endpoint: "http://vllm:8000/v1/v1", path: "/v1/v1", pathEnds: "double-v1" }, { code: 404 })).toEqual(["path-single-v1 http://vllm:8000/v1 custom_openai/m"]);
    expect(changes({}, { code: 500, ms: 44_000 })).toEqual(["scheme-https https://vllm:8000/v1 custom_openai/m"]);
    expect(changes({ provider: "mistralai", providerKnown: false }, { code: 400 }, undefined, "mistralai/x")).toContain("prefix-custom-openai http://vllm:8000/v1 custom_openai/mistralai/x");
  });
  it("never touch the endpoint of a cloud", () => {
    expect(changes({ provider: "bedrock", endpointIgnored: true, servedName: "anthropic.claude" }, { code: 500 })).toEqual([]);
    expect(changes({ provider: "vertex_ai", endpointIgnored: true }, { code: 404 })).toEqual([]);
    expect(changes({ provider: "bedrock", endpointIgnored: true, servedName: "anthropic.claude" }, { code: 400 })).toHaveLength(3);
  });
  it("count as better only with an answer of a later phase", () => {
    expect(isBetter("v1-appended", outcome({ code: 404 }), outcome({ outcome: "success" }))).toBe(true);
    expect(isBetter("scheme-http", outcome({ code: 500 }), outcome({ code: 400 }))).toBe(false);
    expect(isBetter("scheme-http", outcome({ code: 500 }), outcome({ code: 401 }))).toBe(true);
    expect(isBetter("scheme-https", outcome({ code: 500 }), outcome({ code: 500 }))).toBe(false);
  });
});
