import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHealthCheck } from "../../../src/knowledge/parsers/health-check.ts";
import { parseReport } from "../../../src/knowledge/parsers/parse-report.ts";
import { parseRakeVerify } from "../../../src/knowledge/parsers/rake.ts";
import type { Report } from "../../../src/knowledge/parsers/report.ts";
import { parseTroubleshoot } from "../../../src/knowledge/parsers/troubleshoot.ts";

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/knowledge/${name}`, import.meta.url), "utf8");
const short = (report: Report | undefined): string[] => (report?.lines ?? []).map(({ id, verdict }) => `${id} ${verdict}`);

interface Recorded {
  id: string;
  stdout: string;
  stderr: string;
  exit: number;
}
const recorded = new Map((JSON.parse(fixture("troubleshoot.json")) as Recorded[]).map((one) => [one.id, one]));
const output = (id: string): string => `${recorded.get(id)?.stdout ?? ""}${recorded.get(id)?.stderr ?? ""}`;

describe("the gateway's troubleshoot script, as recorded", () => {
  const green = ["environment pass", "gateway pass", "gitlab pass", "customer-portal pass"];
  it.each([
    ["all-healthy", true, [...green, "agent-service pass", "model pass"]],
    ["healthy", true, [...green, "agent-service fail", "model pass"]],
    ["no-model", true, [...green, "agent-service fail"]],
    ["gateway-down", false, ["environment pass", "gateway fail"]],
    ["custom-models-unset", false, ["environment fail"]],
    ["gitlab-url-unset", false, ["environment fail"]],
    ["gitlab-tls", false, ["environment pass", "gateway pass", "gitlab fail"]],
    ["gitlab-503", false, ["environment pass", "gateway pass", "gitlab fail"]],
    ["portal-down", true, ["environment pass", "gateway pass", "gitlab pass", "customer-portal warn", "agent-service fail"]],
    ["dws-tls-mismatch", true, [...green, "agent-service fail"]],
    ["dws-tls-nofile", true, [...green, "agent-service fail"]],
    ["bedrock-no-env", false, [...green, "agent-service fail", "bedrock fail"]],
    ["model-404", false, [...green, "agent-service fail", "model fail"]],
    ["model-down", false, [...green, "agent-service fail", "model fail"]],
    ["healthy-bypass-shell", true, ["environment warn", "environment pass", "gateway pass", "customer-portal pass", "agent-service fail", "model pass"]],
    ["family-codestral", false, ["options fail"]],
  ])("%s", (id, finished, steps) => {
    const report = parseTroubleshoot(output(id));
    expect(report?.finished).toBe(finished);
    expect([...new Set(short(report))]).toEqual(steps.map((step) => `troubleshoot/${step}`));
  });

  it("tells a refused token from a fault of the model", () => {
    expect(parseTroubleshoot(output("auth-healthy-model"))?.lines.at(-1)).toMatchObject({ symptom: "ts-model-status", said: "status code: 401" });
    expect(parseTroubleshoot(output("model-down"))?.lines.at(-1)?.symptom).toBe("ts-model-timed-out");
  });

  it("is not the script's help", () => {
    expect(parseTroubleshoot(output("help"))).toBeUndefined();
  });
});

describe("the verify task", () => {
  it("reads the third form with its summary, without the proxy's password", () => {
    const report = parseRakeVerify(fixture("rake-v3.txt"));
    expect(report).toMatchObject({ tool: "rake", form: "v3", finished: true });
    expect(short(report)).toEqual([
      "rake/system pass", "rake/url pass", "rake/proxy info", "rake/transport pass", "rake/transport fail", "rake/gateway pass", "rake/gateway info", "rake/models info",
      "rake/request-flow warn", "rake/request-flow pass", "rake/agent-service fail", "rake/websocket fail", "rake/licence pass",
      "rake/summary/system pass", "rake/summary/ai_gateway_url pass", "rake/summary/transport_connectivity warn", "rake/summary/license pass", "rake/summary/ai_gateway_health pass",
      "rake/summary/request_flow pass", "rake/summary/duo_workflow_service fail", "rake/summary/agent_platform_websocket fail",
    ]);
    expect(JSON.stringify(report)).not.toContain("proxypass");
  });

  it("reads the first form", () => {
    const report = parseRakeVerify("Verifying environmental variables...\n>> 'AI_GATEWAY_URL' set to http://aigw:5052 ✔\nVerifying license access to code suggestions... ✔\nChecking if AI Gateway is accessible...\n>> AI Gateway server is accessible ✔\n");
    expect(report).toMatchObject({ form: "v1", finished: true });
    expect(short(report)).toEqual(["rake/url pass", "rake/gateway pass", "rake/licence pass"]);
  });

  it("knows that a raise ended the second form early", () => {
    const report = parseRakeVerify(
      "GitLab Duo Self-Hosted Setup Verification\n>> System info collected ✔\n>> AI Gateway URL configured: http://aigw:5052 ✔\nConnection error: Errno::ECONNREFUSED - Failed to open TCP connection to aigw:5052\nrake aborted!\nCannot access AI Gateway. Possible causes:\n",
    );
    expect(report).toMatchObject({ form: "v2", finished: false });
    expect(short(report)).toEqual(["rake/system pass", "rake/url pass", "rake/gateway fail", "rake/gateway fail"]);
  });

  it("takes a broken summary for none", () => {
    expect(parseRakeVerify('DIAGNOSTIC SUMMARY\n{ "system": { "status": "OK" }, ')?.finished).toBe(false);
  });
});

describe("the health check", () => {
  it("reads the rows of the page", () => {
    const report = parseHealthCheck("AI Gateway\nEnvironment variable AI_GATEWAY_URL is set to http://aigw:5052.\nNetwork\naigw connection failed: Failed to open TCP connection to aigw:5052 (Connection refused)\nCode Suggestions\nLicense includes access to Code Suggestions.\n");
    expect(short(report)).toEqual(["health-check/gateway-url pass", "health-check/network fail", "health-check/licence pass"]);
  });

  it("reads GitLab's own answer, its causes included, and believes its verdict", () => {
    const answer = { data: { cloudConnectorStatus: { success: false, probeResults: [
      { name: "host_probe", success: true, message: "aigw reachable", errors: [] },
      { name: "duo_agent_platform_probe", success: false, message: "The self-hosted GitLab Duo Agent Platform service at aigw:50052 is not operational.", errors: ["14:failed to connect to all addresses"] },
      { name: "new_probe", success: null, message: null },
    ] } } };
    const report = parseHealthCheck(JSON.stringify(answer));
    expect(report?.form).toBe("graphql");
    expect(short(report)).toEqual(["health-check/network pass", "health-check/agent-platform fail", "health-check/new_probe info"]);
    expect(report?.lines[1]?.said).toContain("14:failed to connect");
  });

  it("takes one message that also stands elsewhere for no health check", () => {
    expect(parseHealthCheck("AI Gateway returned code 422")).toBeUndefined();
  });
});

it("tells the tools apart, and knows no other text", () => {
  expect(parseReport(fixture("rake-v3.txt"))?.tool).toBe("rake");
  expect(parseReport(output("healthy"))?.tool).toBe("troubleshoot");
  expect(parseReport("License does not provide access to Code Suggestions.")?.tool).toBe("health-check");
  expect(parseReport("Error code: A1003")).toBeUndefined();
});

it("never throws and says nothing with control characters", () => {
  const parts = fc.constantFrom(...fixture("rake-v3.txt").split("\n"), ...output("model-404").split("\n"), "\u001b[2J", "{", "}", "\u202e", "DIAGNOSTIC SUMMARY");
  fc.assert(fc.property(fc.array(fc.oneof(parts, fc.string({ unit: "binary", maxLength: 20 })), { maxLength: 40 }), (lines) => {
    for (const { id, said } of parseReport(lines.join("\n"))?.lines ?? []) expect(id + said).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  }), { numRuns: 200 });
});
