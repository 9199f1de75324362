import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createRedact } from "../../src/core/redact.ts";
import type { Result } from "../../src/core/result.ts";
import { diagnose, judgeSaved } from "../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { practiceConfig, type Reach } from "../../src/app/practice.ts";
import { startPracticeStack } from "../../src/practice/stack.ts";
import { createProbes } from "../../src/probes/probes.ts";
import { sayVerdict } from "../../src/replies/verdict.ts";

const registry = await loadRegistry();

/** What `/duo access` answers about an account of the practice stack. */
async function access(account: string, broken: readonly string[] = [], reach: Reach = "admin"): Promise<{ result: Result; said: string }> {
  const stack = await startPracticeStack({ faults: [...broken], seed: 1, retryScale: 0.1 });
  const probes = createProbes({});
  try {
    const { result, saved } = await diagnose({ run: "r-access", trigger: "chat", stack: practiceConfig(stack, reach), account, only: ["licence/account", "licence/seat", "licence/user-access"] }, registry, { probes, redact: createRedact([]), now: () => new Date(), newId: randomUUID });
    expect(judgeSaved(saved, registry)).toEqual(result);
    return { result, said: JSON.stringify(sayVerdict(result).blocks.slice(0, 2)) };
  } finally {
    await probes.close();
    await stack.close();
  }
}
const codes = (result: Result): string[] => result.diagnosis.causes.map((cause) => cause.code);

describe("the access of one account", () => {
  it("is granted where the account has a seat and all else is good", async () => {
    const { result, said } = await access("mira");
    expect(said).toContain("mira may use Duo on practice");
    expect([result.verdict, codes(result)]).toEqual(["pass", []]);
  });

  it("is refused with the cause where the seat is missing", async () => {
    const { result, said } = await access("mira", ["seat-missing"]);
    expect(said).toContain("mira may not use Duo on practice");
    expect(codes(result)).toEqual(["DT612"]);
  });

  it("does not blame Duo for an account that GitLab does not have", async () => {
    const { result, said } = await access("nobody-here");
    expect(said).toContain("GitLab lists no account nobody-here");
    expect([result.verdict, codes(result)]).toEqual(["warn", []]);
  });

  it("does not take what the token's own account may do for an answer about another", async () => {
    const { result, said } = await access("root", [], "user");
    expect(said).toMatch(/Whether root may use Duo on practice could not be seen.*administrator's token/u);
    expect(codes(result)).toEqual([]);
  });

  it("says that Duo is broken although the account may use it", async () => {
    const { result, said } = await access("mira", ["gateway-down"]);
    expect(said).toContain("mira may use Duo on practice, but Duo does not work there now");
    expect(result.verdict).not.toBe("pass");
  });
});
