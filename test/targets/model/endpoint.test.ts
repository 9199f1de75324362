import { describe, expect, it } from "vitest";
import { createRedact } from "../../../src/core/redact.ts";
import { baseOf, pathVariants, readEndpointText, readIdentifier } from "../../../src/targets/model/endpoint.ts";

describe("an endpoint, read with the gateway's rules", () => {
  // Recorded at a gateway of August 2026: accepted, repaired, or dropped without a word.
  it.each([
    ["http://vllm:8000/v1", [], false, "v1"],
    ["http://vllm:8000/v1/", [], false, "v1"],
    ["http://vllm:8000/v1//", [], false, "v1"],
    ["http://vllm:8000/v1#x", [], false, "v1"],
    [" http://vllm:8000/v1 ", [], false, "v1"],
    ["http:/vllm:8000/v1", [], false, "v1"],
    ["HTTP://LOCALHOST:8000/v1", [], false, "v1"],
    ["http://vllm:8000", [], false, "none"],
    ["https://h/v1/chat/completions", [], false, "full-path"],
    ["http://vllm:8000/v1/v1", [], false, "double-v1"],
    ["http://vllm:8000/v1?x=1", [], false, "query"],
    ["http://vllm:8000//v1", [], false, "double-slash"],
    ["10.0.0.5:8000/v1", ["no-scheme"], true, "none"],
    ["vllm/v1", ["no-scheme"], true, "none"],
    ["//vllm:8000/v1", ["no-scheme"], true, "none"],
    ["vllm:8000/v1", ["word-as-scheme"], false, "none"],
    ["localhost:8000/v1", ["word-as-scheme"], false, "none"],
    ["ftp://vllm/v1", ["other-scheme"], false, "none"],
    ["", ["empty"], true, "none"],
    ["http://exa mple/v1", ["blanks", "unparsable"], true, "none"],
    ["http://127.0.0.1:99999/v1", ["bad-port"], true, "none"],
    ["<change here>", ["placeholder", "no-scheme", "blanks"], true, "none"],
    ["http://user:pw@vllm:8000/v1", ["userinfo"], false, "v1"],
    [createRedact([])("http://user:geheim@vllm:8000/v1"), ["userinfo"], false, "v1"],
  ])("%j", (text, problems, dropped, ends) => {
    expect(readEndpointText(text)).toMatchObject({ problems, droppedByGateway: dropped, pathEnds: ends });
  });

  it("is dropped above 255 characters, and never shows a password", () => {
    expect(readEndpointText(`http://h/${"a".repeat(260)}`)).toMatchObject({ problems: ["too-long"], droppedByGateway: true });
    expect(JSON.stringify(readEndpointText("http://user:s3cret@vllm:8000/v1"))).not.toContain("s3cret");
    expect(baseOf("http://user:s3cret@vllm:8000/v1/#x")).toBe("http://vllm:8000/v1");
  });

  it("knows where else the same server may list its models", () => {
    expect(pathVariants("http://h:1")).toEqual({ v1Appended: "http://h:1/v1", v1Removed: null, cut: null, root: "http://h:1" });
    expect(pathVariants("http://h:1/v1/v1")).toMatchObject({ v1Appended: null, cut: "http://h:1/v1", v1Removed: "http://h:1/v1" });
    expect(pathVariants("http://h:1/llm/v1/chat/completions")).toMatchObject({ cut: "http://h:1/llm/v1", root: "http://h:1/llm" });
  });
});

describe("an identifier, split as the gateway does", () => {
  it.each([
    ["custom_openai/mistralai/Mistral-7B", "custom_openai", "mistralai/Mistral-7B", true, false],
    ["mistralai/Mistral-7B", "mistralai", "Mistral-7B", false, false],
    ["Custom_OpenAI/x", "Custom_OpenAI", "x", false, true],
    ["mistral-7b", "custom_openai", "mistral-7b", true, false],
    ["bedrock_mantle/x", "bedrock_mantle", "x", true, false],
  ])("%s", (identifier, provider, servedName, providerKnown, providerMisspelt) => {
    expect(readIdentifier(identifier)).toMatchObject({ provider, servedName, providerKnown, providerMisspelt });
  });
  it("drops the endpoint for bedrock and vertex_ai", () => {
    expect(readIdentifier("bedrock/anthropic.claude").endpointIgnored).toBe(true);
    expect(readIdentifier("bedrock_mantle/x").endpointIgnored).toBe(false);
  });
});
