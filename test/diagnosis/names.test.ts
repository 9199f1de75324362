import { expect, it } from "vitest";
import { fillCommand, fillText } from "../../src/diagnosis/names.ts";

it("fills names into sentences, with a plain word for one that is not known", () => {
  expect(fillText("GitLab cannot resolve {gatewayHost} for {endpoint}", { gatewayHost: "aigw" })).toBe("GitLab cannot resolve aigw for the model endpoint");
});

it("leaves the shell's own braces alone", () => {
  expect(fillCommand("curl -w '%{http_code}' ${HOST} {endpoint}/models", { endpoint: "http://vllm:8000/v1", http_code: "x", HOST: "y" })).toBe("curl -w '%{http_code}' ${HOST} http://vllm:8000/v1/models");
});

it.each(["http://a; rm -rf /", "http://a'$(id)'", "http://a\nid", "`id`", "-o/etc/passwd", "a b"])("keeps a value that a shell would run out of commands: %j", (endpoint) => {
  expect(fillCommand("curl {endpoint}/models", { endpoint })).toBe("curl <endpoint>/models");
});
