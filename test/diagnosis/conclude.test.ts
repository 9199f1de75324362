import { describe, expect, it } from "vitest";
import { type Observation, onlyWithDeep } from "../../src/core/fact.ts";
import type { CauseRule, CheckRule } from "../../src/core/rule.ts";
import { likely, proven, suspect } from "../../src/core/truth.ts";
import { conclude } from "../../src/diagnosis/conclude.ts";
import type { Rulebook } from "../../src/diagnosis/say.ts";

interface Values { a: number; b: number; m: number }
type Cause = CauseRule<Values>;
type Check = CheckRule<Values>;

const fact = (id: string, value: unknown, subject?: string): Observation => ({ id, ...(subject === undefined ? {} : { subject }), from: "worker:default", basis: "measured", startedMs: 0, durationMs: 1, at: "2026-11-22T10:00:00.000Z", value, said: `${id} is ${String(value)}` });
const cause = (code: string, proof: Cause["proof"], checks: string[], more: Partial<Cause> = {}): Cause => ({ code, name: code.toLowerCase(), title: `${code} on {stack}`, hop: "gateway", severity: "outage", breaks: ["chat"], explains: { codes: [], checks }, proof, remedy: [{ do: `mend ${code}`, where: "here" }], ...more });
const check = (id: keyof Values, more: Partial<Check> = {}): Check => ({ title: `${id} holds`, hop: "gateway", judge: (see) => [{ verdict: "fail", when: see(id, (value) => value < 0), reason: `${id} is below zero` }, { verdict: "pass", when: see(id, (value) => value >= 0), reason: "fine" }], ...more });

const book = (causes: Cause[], checks: Record<string, Check>): Rulebook<Values> => ({
  causes: Object.fromEntries(causes.map((one) => [one.code, one])),
  checks,
  names: (_read, stack) => ({ stack }),
  separate: (codes) => (codes.length < 2 ? undefined : { among: codes.slice(0, 2), because: "they look the same", test: { do: "look inside", where: "the gateway" } }),
});
const stack = { name: "lab", expect: [] };
const context = { today: new Date("2026-11-22T10:00:00Z"), profile: "online", reported: [] } as const;

describe("concluding", () => {
  it("names two independent faults, and never the consequence of one", () => {
    const rules = book([
      cause("DT101", (see) => [proven(see("a", (value) => value < 0))], ["a"]),
      cause("DT102", (see) => [proven(see("b", (value) => value < 0))], ["b"]),
      cause("DT103", (see) => [proven(see("a", (value) => value < -1))], ["b"], { consequenceOf: ["DT101"] }),
    ], { a: check("a"), b: check("b") });
    const { diagnosis, verdict } = conclude([fact("a", -5), fact("b", -1)], rules, stack, context);
    expect(diagnosis.causes.map((one) => one.code)).toEqual(["DT101", "DT102"]);
    expect(diagnosis.causes[0]).toMatchObject({ certainty: "proven", title: "DT101 on lab", evidence: [{ probe: "a", said: "a is -5" }] });
    expect(verdict).toBe("fail");
  });

  it("asks for the separating test where only a person saw something, and several causes could have brought it about", () => {
    const rules = book([
      cause("DT101", (see) => [suspect(see("a", (value) => value === 0))], [], { explains: { codes: ["A1007"], checks: [] } }),
      cause("DT102", (see) => [suspect(see("a", (value) => value === 0))], [], { explains: { codes: ["A1007"], checks: [] } }),
      cause("DT103", (see) => [suspect(see("a", (value) => value === 0))], [], { explains: { codes: ["A1003"], checks: [] } }),
    ], { a: check("a") });
    expect(conclude([fact("a", 0)], rules, stack, context).diagnosis.cannotTell).toEqual([]);
    expect(conclude([fact("a", 0)], rules, stack, { ...context, reported: ["A1007"] }).diagnosis.cannotTell).toMatchObject([{ among: ["DT101", "DT102"], separatingTest: { do: "look inside" } }]);
  });

  it("takes a cause that users see as the code a check failed with for one that explains it", () => {
    const rules = book([
      cause("DT101", (see) => [likely(see("a", (value) => value < 0))], [], { explains: { codes: ["A1007"], checks: [] } }),
      cause("DT102", (see) => [likely(see("a", (value) => value < 0))], [], { explains: { codes: ["A1003"], checks: [] } }),
    ], { a: check("a", { codes: (read) => (read("a") === -7 ? ["A1007"] : []) }) });
    expect(conclude([fact("a", -7)], rules, stack, context).diagnosis.causes.map(({ code }) => code)).toEqual(["DT101"]);
    expect(conclude([fact("a", -1)], rules, stack, context).diagnosis.causes).toEqual([]);
  });

  it("asks for the log where the nearest test would separate only a small part of what is suspected", () => {
    const codes = ["DT101", "DT102", "DT103", "DT104", "DT105"];
    const rules = book(codes.map((code) => cause(code, (see) => [suspect(see("a", (value) => value < 0))], ["a"])), { a: check("a") });
    const [entry] = conclude([fact("a", -1)], rules, stack, context).diagnosis.cannotTell;
    expect(entry?.among).toEqual(codes);
    expect(entry?.separatingTest.do).toContain("Read what the gateway wrote");
    expect(entry?.because).toContain("5 causes");
  });

  it("offers to look closer itself where that is all that most of the suspects wait for", () => {
    const leftOut = (id: string): Observation => ({ ...fact(id, undefined), absent: onlyWithDeep });
    const rules = book([
      cause("DT101", (see) => [suspect(see("a", (value) => value < 0)), proven(see("b", (value) => value < 0))], ["a"]),
      cause("DT102", (see) => [suspect(see("a", (value) => value < 0))], ["a"]),
    ], { a: check("a") });
    const test = (...seen: Observation[]) => conclude(seen, rules, stack, context).diagnosis.cannotTell[0]?.separatingTest;
    expect(test(fact("a", -1), leftOut("b"))).toMatchObject({ command: "/duo check lab --deep" });
    expect(test(fact("a", -1), { ...leftOut("b"), absent: { reason: "not-permitted", rung: "admin" } })).toMatchObject({ do: "look inside" });
    expect(test(fact("a", -1), fact("b", 1))).toMatchObject({ do: "look inside" });
  });

  it("names the one test for a single suspect too: more right where that is what it waits for, else the log of the hop", () => {
    const rules = book([cause("DT101", (see) => [suspect(see("a", (value) => value < 0)), proven(see("b", (value) => value < 0))], ["a"])], { a: check("a") });
    const test = (...seen: Observation[]) => conclude(seen, rules, stack, context).diagnosis.cannotTell[0]?.separatingTest;
    const kept: Observation = { ...fact("b", undefined), absent: { reason: "not-permitted", rung: "admin" } };
    expect(test(fact("a", -1), kept)).toMatchObject({ do: expect.stringContaining("an administrator's token"), where: "duo-triage.yaml: stacks.lab.gitlab.token", command: "duo-triage check lab" });
    // GitLab told nothing of it to a token that reaches that far.
    expect(test(fact("a", -1), kept, fact("gitlab/token", { rung: "admin" }))?.do).toContain("Read what the gateway wrote");
    expect(test(fact("a", -1), fact("b", 1))?.do).toContain("Read what the gateway wrote");
  });

  it("lists what nothing ruled out where a check fails and no suspect stands out", () => {
    const rules = book([
      cause("DT101", (see) => [proven(see("b", (value) => value < 0))], ["a"]),
      cause("DT102", (see) => [proven(see("a", (value) => value > 0))], ["a"]),
      cause("DT103", (see) => [proven(see("b", (value) => value > 0))], ["a"], { hop: "model" }),
      cause("DT104", (see) => [proven(see("b", (value) => value > 0))], ["a"], { severity: "info" }),
    ], { a: check("a") });
    expect(conclude([fact("a", -1)], rules, stack, context).diagnosis.cannotTell).toMatchObject([{ among: ["DT101", "DT103"], named: [{ code: "DT101", title: "DT101 on lab" }, { code: "DT103" }] }]);
  });

  it("judges a cause of one model for the whole stack where no model is known", () => {
    const rules = book([cause("DT301", (see) => [suspect(see("a", (value) => value < 0)), proven(see("m", () => true))], ["a"], { per: "model" }), cause("DT302", (see) => [suspect(see("a", (value) => value < 0))], ["a"], { per: "model" })], { a: check("a") });
    expect(conclude([fact("a", -1)], rules, stack, context).diagnosis.cannotTell).toMatchObject([{ among: ["DT301", "DT302"] }]);
  });

  it("lists a question that nothing answers among what was not run, where something fails", () => {
    const silent: Check = { title: "quiet", hop: "gateway", judge: (see) => [{ verdict: "pass", when: see("b", (value) => value > 5), reason: "fine" }] };
    const rules = book([cause("DT101", (see) => [proven(see("a", (value) => value < 0))], ["a"])], { a: check("a"), quiet: silent });
    expect(conclude([fact("a", -1), fact("b", 1)], rules, stack, context).diagnosis.notRun).toMatchObject([{ check: "quiet", because: "nothing that was seen in this run decides it" }]);
    expect(conclude([fact("a", 1), fact("b", 1)], rules, stack, context).diagnosis.notRun).toEqual([]);
  });

  it("names the models that a report may be about", () => {
    const rules = { ...book([cause("DT101", (see) => [likely(see("m", (value) => value < 0))], [], { title: "{model} stalls", per: "model", explains: { codes: ["A1007"], checks: [] } })], { a: check("a") }), comesAndGoes: new Set(["DT101"]), names: (_read: unknown, name: string, subject?: string) => ({ stack: name, ...(subject === undefined ? {} : { model: subject }) }) };
    const because = (...models: string[]): string => conclude([fact("a", 1), ...models.map((model) => fact("m", 1, model))], rules, stack, { ...context, reported: ["A1007"] }).diagnosis.cannotTell[0]?.because ?? "";
    expect(because("big")).toContain("Not ruled out: big stalls");
    expect(because("big", "small")).toContain("Not ruled out: big or small stalls");
    expect(because("a", "b", "c", "d")).toContain("Not ruled out: (any of 4) stalls");
  });

  it("does not speak of what a restricted run did not ask about", () => {
    const rules = book([], { a: check("a"), b: check("b") });
    const ids = (partly: boolean): string[] => conclude([fact("a", 1)], rules, stack, context, partly).checks.map((one) => one.id);
    expect(ids(true)).toEqual(["a"]);
    expect(ids(false)).toEqual(["a", "b"]);
  });

  it("takes a likely cause only for what no proof explains", () => {
    const rules = book([
      cause("DT101", (see) => [proven(see("a", (value) => value < 0))], ["a"]),
      cause("DT102", (see) => [likely(see("a", (value) => value < 0))], ["a"]),
      cause("DT103", (see) => [likely(see("b", (value) => value < 0))], ["b"]),
    ], { a: check("a"), b: check("b") });
    expect(conclude([fact("a", -1), fact("b", -1)], rules, stack, context).diagnosis.causes.map((one) => [one.code, one.certainty])).toEqual([["DT101", "proven"], ["DT103", "likely"]]);
  });

  it("tells what no cause explains in one breath for each stretch of the path, with the test of the nearest check", () => {
    const failing = (id: keyof Values, hop: Check["hop"], more: Partial<Check> = {}): Check => check(id, { hop, judge: (see) => [{ verdict: "fail", when: see(id, () => true), reason: `${id} is odd` }], ...more });
    const rules = book([], { a: failing("a", "gateway-to-model"), b: failing("b", "agent-platform"), m: failing("m", "model", { per: "model", wouldTell: { do: "ask the model", where: "there" } }) });
    const { diagnosis } = conclude([fact("a", 1), fact("b", 1), fact("m", 1, "large")], rules, stack, context);
    expect(diagnosis.cannotTell.map((one) => [one.because, one.separatingTest.do])).toEqual([
      ['"b holds" does not hold (b is odd), and no cause that duo-triage knows explains it', "Read what the gateway wrote about the requests of this run. Paste the output here; secrets in it are hidden before anything else sees them"],
      ['"m holds" does not hold (m is odd), "a holds" does not hold (a is odd), and no cause that duo-triage knows explains them', "ask the model"],
    ]);
  });

  it("does not choose between rivals that explain the same, and says what would tell", () => {
    const rules = book([
      cause("DT101", (see) => [likely(see("a", (value) => value < 0))], ["a"], { rivals: { DT102: "other side" } }),
      cause("DT102", (see) => [likely(see("a", (value) => value < 0))], ["a"]),
      cause("DT104", (see) => [suspect(see("b", (value) => value < 0))], ["b"]),
      cause("DT105", (see) => [suspect(see("b", (value) => value < 0))], ["b"]),
      cause("DT106", (see) => [suspect(see("b", (value) => value >= 0))], ["b"]),
    ], { a: check("a"), b: check("b") });
    const { diagnosis, verdict } = conclude([fact("a", -1), fact("b", -1)], rules, stack, context);
    expect(diagnosis.causes).toEqual([]);
    expect(diagnosis.cannotTell.map((one) => one.among)).toEqual([["DT101", "DT102"], ["DT104", "DT105"]]);
    expect(diagnosis.cannotTell[0]?.separatingTest.do).toBe("look inside");
    expect(verdict).toBe("undecided");
  });

  it("blocks what rests on a failed check, and lists it as not run", () => {
    const rules = book([cause("DT101", (see) => [proven(see("a", (value) => value < 0))], ["a"])], { a: check("a"), b: check("b", { after: ["a"] }) });
    const { diagnosis, checks } = conclude([fact("a", -1), fact("b", -1)], rules, stack, context);
    expect(checks.map((one) => [one.id, one.verdict])).toEqual([["a", "fail"], ["b", "blocked"]]);
    expect(diagnosis.notRun).toMatchObject([{ check: "b" }]);
  });

  it("is undecided, not healthy, when something fails that no cause explains", () => {
    const { diagnosis, verdict } = conclude([fact("a", -1)], book([], { a: check("a", { wouldTell: { do: "read the log of {stack}", where: "the gateway" } }) }), stack, context);
    expect(verdict).toBe("undecided");
    expect(diagnosis.cannotTell).toMatchObject([{ among: [], separatingTest: { do: "read the log of lab" } }]);
  });

  it("explains what a person reports by a likely cause of this run, and a failing check by a notice", () => {
    const rules = book([
      cause("DT101", (see) => [likely(see("a", (value) => value > 0))], [], { explains: { codes: ["A1003"], checks: [] } }),
      cause("DT901", (see) => [proven(see("b", (value) => value < 0))], ["b"], { severity: "warning" }),
    ], { a: check("a"), b: check("b") });
    expect(conclude([fact("a", 1), fact("b", 1)], rules, stack, context).diagnosis.causes).toEqual([]);
    expect(conclude([fact("a", 1), fact("b", 1)], rules, stack, { ...context, reported: ["A1003"] }).diagnosis.causes.map((one) => one.code)).toEqual(["DT101"]);
    const noticed = conclude([fact("a", 1), fact("b", -1)], rules, stack, context).diagnosis;
    expect([noticed.notices.map((one) => one.code), noticed.cannotTell]).toEqual([["DT901"], []]);
  });

  it("judges per-model rules once for each model", () => {
    const rules = book([cause("DT301", (see) => [proven(see("m", (value) => value < 0))], ["m"], { per: "model", title: "DT301 on {model}" })], { m: check("m", { per: "model" }) });
    const named = { ...rules, names: (_read: unknown, name: string, subject?: string) => ({ stack: name, ...(subject === undefined ? {} : { model: subject }) }) };
    const { diagnosis, checks } = conclude([fact("m", -1, "one"), fact("m", 1, "two")], named, stack, context);
    expect(checks.map((one) => [one.id, one.verdict])).toEqual([["m@one", "fail"], ["m@two", "pass"]]);
    expect(diagnosis.causes).toMatchObject([{ code: "DT301", models: ["one"], title: "DT301 on one" }]);
  });

  it("counts an accepted finding as expected until its day is over", () => {
    const rules = book([cause("DT101", (see) => [proven(see("a", (value) => value < 0))], ["a"])], { a: check("a"), b: check("b") });
    const accepted = { name: "lab", expect: [{ code: "DT101", reason: "known", until: "2026-11-30" }] };
    const now = conclude([fact("a", -1), fact("b", 1)], rules, accepted, context);
    expect(now.verdict).toBe("pass");
    expect(now.checks[0]?.verdict).toBe("expected");
    expect(now.diagnosis.notices).toMatchObject([{ code: "DT101", expected: "known" }]);
    expect(conclude([fact("a", -1), fact("b", 1)], rules, accepted, { ...context, today: new Date("2026-12-01T00:00:00Z") })).toMatchObject({ verdict: "fail", diagnosis: { notices: [{ code: "DT919" }] } });
  });

  it("blames itself, not the target, for a rule that throws", () => {
    const rules = book([cause("DT101", () => { throw new Error("bug"); }, ["a"])], { a: check("a") });
    const { diagnosis, verdict } = conclude([fact("a", 1)], rules, stack, context);
    expect(diagnosis.notices).toMatchObject([{ code: "DT914", severity: "warning" }]);
    expect(verdict).toBe("warn");
  });

  it("gives the same answer for the same facts, whatever their order", () => {
    const rules = book([cause("DT101", (see) => [proven(see("a", (value) => value < 0))], ["a"]), cause("DT102", (see) => [proven(see("b", (value) => value < 0))], ["b"])], { a: check("a"), b: check("b") });
    const facts = [fact("a", -1), fact("b", -2)];
    expect(conclude([...facts].reverse(), rules, stack, context)).toEqual(conclude(facts, rules, stack, context));
  });
});
