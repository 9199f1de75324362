import { expect, it } from "vitest";
import type { CauseRule, CheckRule } from "../../src/core/rule.ts";
import { proven } from "../../src/core/truth.ts";
import { readsOfCause, wantedFacts } from "../../src/diagnosis/plan.ts";

interface Values { a: number; b: number; c: number; d: number }
const cause = (code: string, fact: keyof Values, more: Partial<CauseRule<Values>> = {}): CauseRule<Values> => ({ code, name: code, title: code, hop: "gateway", severity: "outage", breaks: [], explains: { codes: [], checks: [] }, proof: (see) => [proven(see(fact, () => true))], remedy: [], ...more });
const check: CheckRule<Values> = { title: "c", hop: "model", judge: (see) => [{ verdict: "pass", when: see("c", () => true), reason: "" }] };
const rules = { facts: { a: 0, b: 0, c: 0, d: 0 }, checks: { "model/c": check }, causes: { one: cause("DT101", "a", { consequenceOf: ["DT102"], explains: { codes: ["A1001"], checks: [] } }), two: cause("DT102", "b"), three: cause("DT103", "d") } };

it("knows what a rule reads without running it on anything", () => {
  expect(readsOfCause(rules.causes.one)).toEqual(["a"]);
});

it("asks for everything unless the question is narrower", () => {
  expect(wantedFacts(rules, [])).toEqual(["a", "b", "c", "d"]);
  expect(wantedFacts(rules, ["model"])).toEqual(["worker/sentinel", "c"]);
});

it("asks what separates a code's causes, and what would bring their picture about", () => {
  expect(wantedFacts(rules, ["A1001"])).toEqual(["worker/sentinel", "a", "b"]);
});
