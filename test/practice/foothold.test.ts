import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createRedact } from "../../src/core/redact.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import { footholdReader } from "../../src/app/footholds.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { practiceConfig } from "../../src/app/practice.ts";
import { startPracticeStack } from "../../src/practice/stack.ts";
import { type Result, resultSchema } from "../../src/core/result.ts";
import { createProbes } from "../../src/probes/probes.ts";
import { renderReply } from "../../src/chat/terminal/render.ts";
import { sayEvidence, sayVerdict } from "../../src/replies/verdict.ts";

/** What is named of a practice stack without the model server's key, asked through a foothold beside its gateway. */
async function named(faults: string[]): Promise<{ causes: string[]; among: string[]; from: string[] }> {
  const { causes, among, from } = await asked(faults, true);
  return { causes, among, from };
}

async function asked(faults: string[], granted: boolean): Promise<{ causes: string[]; among: string[]; from: string[]; headline: unknown; result: Result }> {
  const stack = await startPracticeStack({ faults });
  const probes = createProbes({});
  try {
    const configured = practiceConfig(stack, "admin");
    const config = { exec: { [configured.name]: { gateway: { docker: await stack.openFoothold() } } } } as unknown as Parameters<typeof footholdReader>[0];
    const { result } = await diagnose({ run: "r-foot", trigger: "cli", stack: configured, deep: true }, await loadRegistry(), { probes, redact: createRedact([]), now: () => new Date(), newId: randomUUID, ...(granted ? { foothold: footholdReader(config, createRedact([]), () => undefined) } : {}) });
    return { causes: result.diagnosis.causes.map(({ code }) => code), among: result.diagnosis.cannotTell.flatMap(({ among }) => among), from: result.vantagePoints, headline: sayVerdict(result).blocks[0], result };
  } finally {
    await probes.close();
    await stack.close();
  }
}

describe("a check through a foothold beside the practice gateway", () => {
  it.each([
    ["model-certificate-self-signed", "DT310"],
    ["user-token-key-malformed", "DT258"],
    ["key-cache-empty", "DT250"],
  ])("%s: a group from outside, one name from beside", async (fault, code) => {
    expect(await named([fault])).toEqual({ causes: [code], among: [], from: ["gateway", "worker:default"] });
  }, 300_000);

  it("a healthy stack is healthy from there, too, and its release is read off the image", async () => {
    const { causes, among, from, result } = await asked([], true);
    expect({ causes, among, from }).toEqual({ causes: [], among: [], from: ["gateway", "worker:default"] });
    expect(result.checks.find(({ id }) => id === "gateway/version-fits")).toMatchObject({ verdict: "pass", evidence: expect.arrayContaining([expect.objectContaining({ probe: "gateway/image" })]) as unknown });
  }, 300_000);

  it.each([
    ["model-traffic-sent-to-proxy", "model", "proxy", ["DT309"]],
    ["gateway-traffic-dropped", "gateway", "firewall", ["DT503"]],
    ["issuer-refused", "gitlab", "firewall", ["DT243"]],
  ] as const)("%s: the places stand side by side, and what is between them has a name", async (fault, target, kind, codes) => {
    const { result } = await asked([fault], true);
    const parted = (result.vantages ?? []).filter(({ between }) => between !== undefined);
    expect(parted.map((one) => [one.target, one.between?.kind, one.between?.codes])).toEqual([[target, kind, codes]]);
    expect(resultSchema.safeParse(result).success).toBe(true);
    const shown = renderReply(sayEvidence(result), { colour: false, width: 100 });
    expect(shown).toMatch(/The way to .*from where\n.*worker.*(?:GitLab|gateway)/u);
    expect(shown).toMatch(/Between them: a (?:proxy|firewall)/u);
  }, 300_000);

  it("without one nobody stood there, and no stronger token is asked for", async () => {
    expect(await asked([], false)).toMatchObject({ causes: [], among: [], from: ["worker:default"], headline: { text: "Duo on practice: works" } });
  }, 300_000);
});
