import { describe, expect, it } from "vitest";
import { readEvidence } from "../../src/knowledge/evidence/read-evidence.ts";
import { startUpFaults } from "../../src/practice/faults/start-up.ts";
import { startPracticeStack } from "../../src/practice/stack.ts";

/** What a person beside the gateway would paste: its row in the list of containers, its description, its log and that of the proxy. */
async function lookBeside(fault?: string): Promise<string> {
  const stack = await startPracticeStack({ retryScale: 0.002, ...(fault === undefined ? {} : { faults: [fault] }), ...(fault === "gateway-port-not-published" ? { gitlabVersion: "17.11.4" } : {}) });
  const { list, inspected, printed, proxyLog } = stack.beside();
  await stack.close();
  return [...proxyLog, ...printed, list, inspected ?? ""].join("\n");
}

const named = (text: string): string[] => [...new Set((readEvidence(text)?.findings ?? []).filter(({ level }) => level !== "suspect").flatMap(({ codes }) => codes))];

describe("beside the gateway", () => {
  it("nothing is wrong with a healthy one", async () => {
    const text = await lookBeside();
    expect(text).toContain("self-hosted-v");
    expect(named(text)).toEqual([]);
  });

  it.each([...startUpFaults.map(({ name, code }) => [name, code] as const), ["load-balancer-health-check-wrong", "DT525"] as const, ["agent-port-not-published", "DT403"] as const, ["agent-port-moved", "DT404"] as const])("%s is told apart by what its runtime shows", async (name, code) => {
    expect(named(await lookBeside(name))).toEqual([code]);
  });
});
