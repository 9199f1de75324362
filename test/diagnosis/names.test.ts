import { expect, it } from "vitest";
import { causes } from "../../src/causes/registry.generated.ts";
import { fillCommand, fillText, fillTitle } from "../../src/diagnosis/names.ts";

it("fills names into sentences, with a plain word for one that is not known", () => {
  expect(fillText("GitLab cannot resolve {gatewayHost} for {endpoint}", { gatewayHost: "aigw" })).toBe("GitLab cannot resolve aigw for the model endpoint");
});

it("takes the plain title where nobody saw what the other one speaks of", () => {
  const clock = { title: "GitLab's clock is {seconds} s {direction}", plainTitle: "GitLab's clock is wrong" };
  expect(fillTitle(clock, { seconds: "40", direction: "ahead" })).toBe("GitLab's clock is 40 s ahead");
  expect(fillTitle(clock, {})).toBe("GitLab's clock is wrong");
  expect(fillTitle({ title: "{endpoint} is no model server" }, {})).toBe("The model endpoint is no model server");
});

it("has a plain title for every cause of the stack whose title holds what somebody must have seen", () => {
  const rules = Object.values(causes) as readonly { code: string; hop: string; title: string; plainTitle?: string }[];
  const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/gu)].map(([, key]) => key!);
  const without = rules.filter(({ hop, plainTitle }) => hop !== "triage" && plainTitle === undefined);
  const readsWell = ["agentAddress", "endpoint", "endpointHost", "family", "gatewayHost", "gatewayUrl", "gitlabHost", "identifier", "model"];
  expect(without.filter(({ title }) => holes(title).some((key) => !readsWell.includes(key))).map(({ code }) => code)).toEqual([]);
  for (const { code, plainTitle } of rules) expect(holes(plainTitle ?? ""), code).toEqual((plainTitle ?? "").includes("{model}") ? ["model"] : []);
});

it("leaves the shell's own braces alone", () => {
  expect(fillCommand("curl -w '%{http_code}' ${HOST} {endpoint}/models", { endpoint: "http://vllm:8000/v1", http_code: "x", HOST: "y" })).toBe("curl -w '%{http_code}' ${HOST} http://vllm:8000/v1/models");
});

it.each(["http://a; rm -rf /", "http://a'$(id)'", "http://a\nid", "`id`", "-o/etc/passwd", "a b"])("keeps a value that a shell would run out of commands: %j", (endpoint) => {
  expect(fillCommand("curl {endpoint}/models", { endpoint })).toBe("curl <endpoint>/models");
});
