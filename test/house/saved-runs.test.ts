import { describe, expect, it } from "vitest";
import { acceptedOf, lineOf, problemsOf, readRun, readTable, runNames, shortestReason } from "../../scripts/saved-runs/table.mjs";
import { savedRunSchema, type SavedRun } from "../../src/core/result.ts";
import { judgeSaved } from "../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../src/app/registry.ts";

const registry = await loadRegistry();
const table = readTable();
const names = runNames();
const lineFor = (run: SavedRun): string => lineOf(judgeSaved(run, registry));

describe("saved runs, judged again by the rules of this commit", () => {
  it("are a few dozen, and each has its accepted verdict", () => {
    expect(names.length).toBeGreaterThanOrEqual(24);
    expect(Object.keys(table).sort()).toEqual(names);
  });

  it.each(names)("%s", (name) => {
    const entry = table[name] ?? { saved: "" };
    expect(problemsOf(entry)).toEqual([]);
    expect(lineFor(savedRunSchema.parse(readRun(name))), `The verdict of the saved run "${name}" changed. If the new one is right, accept it in the same commit and say why:\n  npm run saved-runs accept -- --reason "<why it is right, at least ${shortestReason} characters>" ${name}\n`).toBe(acceptedOf(entry));
  });

  it("notice when a rule is judged otherwise", () => {
    const run = savedRunSchema.parse(readRun("model-server-down.model"));
    const altered = { ...run, facts: run.facts.filter((fact) => !fact.id.startsWith("model/")) };
    expect(lineFor(altered)).not.toBe(lineFor(run));
  });
});

describe("a change of an accepted verdict", () => {
  it("wants a reason that says something", () => {
    expect(problemsOf({ saved: "fail | DT301 proven", changes: [{ to: "pass", reason: "better" }] })).toHaveLength(1);
    expect(problemsOf({ saved: "fail | DT301 proven", changes: [{ to: "pass" } as never] })).toHaveLength(1);
    expect(problemsOf({ saved: "fail | DT301 proven", changes: [{ to: "pass", reason: "the model answers in this run, so that it is not down" }] })).toEqual([]);
    expect(problemsOf({ saved: "pass", changes: [{ to: "pass", reason: "nothing changed here and it is said to" }] })).toHaveLength(1);
  });
});
