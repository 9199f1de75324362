import { expect, it } from "vitest";
import type { Observation } from "../../src/core/fact.ts";
import { whyMissing } from "../../src/diagnosis/judge.ts";
import { indexFacts } from "../../src/diagnosis/view.ts";

const base = { from: "worker:default", basis: "measured", startedMs: 0, durationMs: 1, at: "2026-11-22T10:00:00.000Z", said: "" } as const;
const hidden: Observation = { ...base, id: "gitlab/models", absent: { reason: "not-permitted", rung: "admin" } };
const token = (rung: string): Observation => ({ ...base, id: "gitlab/token", value: { rung } });

it("asks for a stronger token only where the token of the run is weaker", () => {
  expect(whyMissing(["gitlab/models"], indexFacts([hidden]))).toBe("needs an administrator's token with scope api");
  expect(whyMissing(["gitlab/models"], indexFacts([token("user"), hidden]))).toBe("needs an administrator's token with scope api");
  expect(whyMissing(["gitlab/models"], indexFacts([token("admin"), hidden]))).toMatch(/^GitLab told nothing of it, although the token reaches far enough/u);
});
