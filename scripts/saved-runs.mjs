// Runs that every commit's rules are tried on again: test/fixtures/saved-runs, with the table of accepted verdicts beside them.
// usage: npm run saved-runs record [NAME…]             records recipes that are missing, or those named anew (the practice stack is asked)
//        npm run saved-runs add FILE…                  takes runs written by `duo-triage check --save`
//        npm run saved-runs accept -- --reason "…" [NAME…]   accepts what is judged now, for the reason given
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { createRedact, redactDeep } from "../dist/core/redact.js";
import { savedRunSchema } from "../dist/core/result.js";
import { diagnose, judgeSaved, judgeText } from "../dist/diagnosis/diagnose.js";
import { loadRegistry } from "../dist/app/registry.js";
import { readEvidence } from "../dist/knowledge/evidence/read-evidence.js";
import { practiceConfig } from "../dist/app/practice.js";
import { startPracticeStack } from "../dist/practice/stack.js";
import { createProbes } from "../dist/probes/probes.js";
import { nameOf, pastes, recipes } from "./saved-runs/recipes.mjs";
import { acceptedOf, lineOf, readRun, readTable, runNames, shortestReason, writeRun, writeTable } from "./saved-runs/table.mjs";

const { values: { reason }, positionals: [verb, ...names] } = parseArgs({ allowPositionals: true, options: { reason: { type: "string" } } });
const registry = await loadRegistry();
const redact = createRedact([]);

/** Asks the practice stack. Its ports differ from run to run and say nothing, so each becomes a fixed one. */
async function recordPractice({ faults, reach, version, deep = false, variations = [], reported = [] }) {
  const stack = await startPracticeStack({ faults, variations, seed: 1, retryScale: 0.1, ...(version === undefined ? {} : { gitlabVersion: version }) });
  const probes = createProbes({});
  try {
    const { saved } = await diagnose({ run: "r-saved", trigger: "cli", stack: practiceConfig(stack, reach), deep, reported }, registry, { probes, redact, now: () => new Date(), newId: randomUUID });
    const ports = Object.values(stack.world().ports);
    return JSON.parse(ports.reduce((text, port, place) => text.replaceAll(new RegExp(`(?<![\\d.])${port}(?![\\d.])`, "gu"), String(20_001 + place)), JSON.stringify(saved)));
  } finally {
    await probes.close();
    await stack.close();
  }
}

function recordPaste({ file, id }) {
  const texts = JSON.parse(readFileSync(new URL(`../test/fixtures/pasted/${file}`, import.meta.url), "utf8"));
  const evidence = readEvidence(texts.find((one) => one.id === id).text.join("\n"));
  return judgeText(evidence, registry, { run: "r-saved", trigger: "cli", at: new Date("2026-11-23T00:00:00Z") }).saved;
}

/** A run that stands in the table already was judged before: what is judged now is a change, and wants a reason. */
function keep(name, saved, table) {
  const run = savedRunSchema.parse(redactDeep(saved, redact));
  const line = lineOf(judgeSaved(run, registry));
  const entry = table[name];
  if (entry === undefined) table[name] = { saved: line };
  else if (acceptedOf(entry) !== line) return `${name}: is judged otherwise now and was not written. Accept it first, or take the entry out of the table together with its run:\n  was ${acceptedOf(entry)}\n  now ${line}`;
  writeRun(name, run);
  return `${name}: ${line}`;
}

function accept(table) {
  if (reason === undefined || reason.trim().length < shortestReason) throw new Error(`say why the new verdicts are right: --reason "at least ${shortestReason} characters"`);
  for (const name of names.length > 0 ? names : runNames()) {
    const line = lineOf(judgeSaved(savedRunSchema.parse(readRun(name)), registry));
    const entry = (table[name] ??= { saved: line });
    if (acceptedOf(entry) === line) continue;
    entry.changes = [...(entry.changes ?? []), { to: line, reason: reason.trim() }];
    console.log(`${name}: ${line}`);
  }
}

const table = readTable();
const have = new Set(runNames());
if (verb === "record") {
  const wanted = (name) => (names.length > 0 ? names.includes(name) : !have.has(name));
  for (const recipe of recipes.filter((one) => wanted(nameOf(one)))) console.log(keep(nameOf(recipe), await recordPractice(recipe), table));
  for (const paste of pastes.filter((one) => wanted(one.name))) console.log(keep(paste.name, recordPaste(paste), table));
} else if (verb === "add") for (const file of names) console.log(keep(basename(file).replace(/\.json$/u, ""), JSON.parse(readFileSync(file, "utf8")), table));
else if (verb === "accept") accept(table);
else throw new Error("usage: npm run saved-runs record [NAME…] | add FILE… | accept -- --reason \"…\" [NAME…]");
writeTable(table);
