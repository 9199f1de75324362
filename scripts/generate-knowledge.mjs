// Writes src/knowledge/*.generated.ts from the YAML files in src/knowledge/data and the rules of the causes.
// At run time nothing parses YAML: the command line answers a code in a fraction of a second.
import { readFileSync, readdirSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { neededText } from "./knowledge/needed-text.mjs";

const root = join(fileURLToPath(import.meta.url), "..", "..");
const data = join(root, "src", "knowledge", "data");
const note = "// Generated from src/knowledge/data and the rules of src/causes by `npm run generate`. Do not edit.\n";
const kinds = { codes: "code", messages: "message", "http-bodies": "http-body", "log-lines": "log-line", "tool-output": "tool-output" };
const vantages = ["none", "user", "admin", "model", "gateway", "gitlab-exec", "log"];

const read = (...path) => parse(readFileSync(join(data, ...path), "utf8"));

function fail(where, why) {
  throw new Error(`src/knowledge/data: ${where}: ${why}`);
}

function known(codes, causes, where) {
  for (const code of codes) if (!causes.has(code)) fail(where, `no cause ${code}`);
  return codes;
}

/** Every cause by code: what its rule says, and beside it what only the catalogue knows; one without a rule stands there whole. */
function catalogue(rules) {
  const written = new Map(Object.values(rules).map((rule) => [rule.code, rule]));
  const entries = readdirSync(join(data, "catalogue")).flatMap((file) => Object.entries(read("catalogue", file)));
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([code, entry]) => {
    if (!/^DT\d{3}$/.test(code)) fail(code, "a code is DT and three digits");
    const rule = written.get(code);
    const twice = rule === undefined ? [] : saidByRule.filter((key) => entry[key] !== undefined);
    if (twice.length > 0) fail(code, `${twice.join(", ")} is said by its rule`);
    const { name, title, hop, severity, breaks, remedy } = rule ?? entry;
    return {
      code, name, title, hop, severity, breaks,
      explains: entry.explains,
      outside: entry.outside,
      ...(entry.outside_with_model === undefined ? {} : { outsideWithModel: entry.outside_with_model }),
      ...(entry.versions === undefined ? {} : { versions: entry.versions }),
      remedy,
    };
  });
}

const saidByRule = ["name", "title", "hop", "severity", "breaks", "remedy"];

function looks() {
  const shared = read("looks.yaml");
  for (const [id, look] of Object.entries(shared)) if (!vantages.includes(look.from)) fail(id, `no vantage ${look.from}`);
  return shared;
}

function symptoms(causes, shared) {
  const seen = new Set();
  return Object.entries(kinds).flatMap(([file, kind]) =>
    Object.entries(read("symptoms", `${file}.yaml`)).map(([id, entry]) => {
      if (seen.has(id)) fail(id, "stands twice");
      seen.add(id);
      for (const look of entry.first_look) if (typeof look === "string" && shared[look] === undefined) fail(id, `no look ${look}`);
      return {
        id,
        kind,
        seenIn: entry.seen_in,
        says: entry.says,
        ...(entry.frame === true ? { frame: true } : {}),
        pointsTo: known(entry.points_to, causes, id),
        ...(entry.yields_to === undefined ? {} : { yieldsTo: entry.yields_to }),
        ...(entry.narrows === undefined ? {} : { narrows: entry.narrows.map(({ text, points_to: to }) => ({ text: text.toLowerCase(), pointsTo: known(to, causes, id) })) }),
        firstLook: entry.first_look,
        ...(entry.never_means === undefined ? {} : { neverMeans: entry.never_means }),
        ...(entry.unverified === true ? { unverified: true } : {}),
        ...(entry.captures === undefined ? {} : { captures: entry.captures }),
        patterns: entry.patterns.map((source) => {
          if (new RegExp(source, "iu").test("")) fail(id, `${source} matches an empty text`);
          const needs = neededText(source);
          if (needs === undefined) fail(id, `no literal text in ${source}`);
          return { source, needs };
        }),
      };
    }),
  );
}

function yields(marks) {
  const ids = new Set(marks.map(({ id }) => id));
  for (const { id, yieldsTo = [] } of marks) for (const other of yieldsTo) if (!ids.has(other)) fail(id, `no symptom ${other}`);
  return marks;
}

function falseAlarms(causes, ids) {
  return Object.entries(read("false-alarms.yaml")).map(([id, entry]) => {
    for (const symptom of entry.symptoms) if (!ids.has(symptom)) fail(id, `no symptom ${symptom}`);
    const { never_suppress: neverSuppress, text, ...rest } = entry;
    return { id, ...rest, neverSuppress: known(neverSuppress, causes, id), ...(text === undefined ? {} : { text: text.map((one) => one.toLowerCase()) }) };
  });
}

function lookAlikes(causes, tests) {
  return Object.entries(read("look-alikes.yaml")).map(([id, entry]) => {
    for (const test of entry.tests) if (tests[test] === undefined) fail(id, `no test ${test}`);
    return { id, codes: known(entry.codes, causes, id), because: entry.because, tests: entry.tests };
  });
}

function separatingTests(causes) {
  const tests = read("separating-tests.yaml");
  for (const [id, test] of Object.entries(tests)) {
    if (!vantages.includes(test.from)) fail(id, `no vantage ${test.from}`);
    for (const outcome of test.outcomes) known(outcome.means, causes, id);
  }
  return tests;
}

const levels = ["blocks", "first", "after", "note"];

function upgrades(causes) {
  const entry = read("upgrades.yaml");
  known(entry.mended_by_upgrade, causes, "upgrades");
  const changes = Object.entries(entry.changes).map(([id, change]) => {
    if (!levels.includes(change.level)) fail(id, `no level ${change.level}`);
    if ((change.crosses === undefined) === (change.lands === undefined)) fail(id, "either crosses or lands");
    if (!/^https:\/\/(docs\.)?gitlab\.com\//u.test(change.source)) fail(id, "its source is a page, an issue or a merge request of GitLab");
    return { id, ...change, when: change.when ?? [] };
  });
  return { newest: entry.newest, stops: entry.stops, families: entry.families, familiesSource: entry.families_source, mendedByUpgrade: entry.mended_by_upgrade, changes };
}

const list = (name, type, entries, doc) => `/** ${doc} */\nexport const ${name}: readonly ${type}[] = [\n${entries.map((entry) => `  ${JSON.stringify(entry)},`).join("\n")}\n];\n`;
const table = (name, type, entries, doc) => `/** ${doc} */\nexport const ${name}: Readonly<Record<string, ${type}>> = {\n${Object.entries(entries).map(([key, entry]) => `  ${JSON.stringify(key)}: ${JSON.stringify(entry)},`).join("\n")}\n};\n`;

function outputs(rules) {
  const all = catalogue(rules);
  const causes = new Set(all.map(({ code }) => code));
  const shared = looks();
  const marks = yields(symptoms(causes, shared));
  const tests = separatingTests(causes);
  const { changes, ...known } = upgrades(causes);
  const types = (names) => `${note}import type { ${names} } from "./entries.ts";\n\n`;
  return {
    "catalogue.generated.ts": types("CauseEntry") + list("catalogue", "CauseEntry", all, "Every cause by code, in order."),
    "symptoms.generated.ts": types("Look, Symptom") + table("looks", "Look", shared, "First looks that several symptoms share, by id.") + "\n" + list("symptoms", "Symptom", marks, "Everything that people paste, codes first."),
    "upgrades.generated.ts": `${note}import type { UpgradeChange, UpgradeFacts } from "./rehearsal/upgrade.ts";\n\n/** Upgrade stops, families and the newest release that is known. */\nexport const upgradeFacts: UpgradeFacts = ${JSON.stringify(known, null, 2)};\n\n${list("upgradeChanges", "UpgradeChange", changes, "What upgrades meet, oldest first.")}`,
    "false-alarms.generated.ts": types("FalseAlarm") + list("falseAlarms", "FalseAlarm", falseAlarms(causes, new Set(marks.map(({ id }) => id))), "Results of the official tools that mislead."),
    "look-alikes.generated.ts": types("LookAlike, Separator") + list("lookAlikes", "LookAlike", lookAlikes(causes, tests), "Causes that the same evidence fits.") + "\n" + table("separators", "Separator", tests, "Tests that tell look-alikes apart, by id."),
  };
}

/** Names of the files that are not what the data and the rules of the causes give; writes them unless `check`. */
export function generateKnowledge({ rules, check = false }) {
  const stale = [];
  for (const [name, text] of Object.entries(outputs(rules))) {
    const path = join(root, "src", "knowledge", name);
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    stale.push(`src/knowledge/${name}`);
    if (!check) writeFileSync(path, text);
  }
  return stale;
}
