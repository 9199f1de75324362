import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";

/** Where saved runs lie, and the table of the verdicts that were accepted for them. */
export const folder = fileURLToPath(new URL("../../test/fixtures/saved-runs", import.meta.url));
const tableFile = join(folder, "accepted.yaml");

/** A reason says why the new verdict is better; shorter ones say nothing. */
export const shortestReason = 20;

const head = `# What each saved run is judged to be. \`saved\`: when it was recorded. \`changes\`: every change since, oldest first, each with the reason why the
# new verdict is right. Written by: npm run saved-runs accept -- --reason "..."
`;

export const runNames = () => readdirSync(folder).filter((name) => name.endsWith(".json")).map((name) => basename(name, ".json")).sort();
export const readRun = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
export const readTable = () => parse(readFileSync(tableFile, "utf8")) ?? {};
export const writeTable = (table) => writeFileSync(tableFile, head + stringify(Object.fromEntries(Object.keys(table).sort().map((name) => [name, table[name]])), { lineWidth: 0 }));
/** One fact a line, so that a change of one shows as one line. */
export const writeRun = (name, { facts, ...rest }) => writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(rest).slice(0, -1)},"facts":[\n${facts.map((fact) => JSON.stringify(fact)).join(",\n")}\n]}\n`);

const list = (words) => (words.length === 0 ? "" : ` ${words.join(" ")}`);

/** A result as one line: everything that a person would act on. */
export function lineOf(result) {
  const { causes, cannotTell, notices, falseAlarms = [] } = result.diagnosis;
  const parts = [
    ...causes.map((cause) => `${cause.code} ${cause.certainty}${cause.models.length === 0 ? "" : ` (${cause.models.join(", ")})`}`),
    ...cannotTell.map((one) => `cannot tell${list(one.among)}: ${one.separatingTest.id ?? "no named test"}`),
    ...(notices.length === 0 ? [] : [`notices${list(notices.map((one) => `${one.code}${one.expected === undefined ? "" : " (expected)"}`))}`]),
    ...(falseAlarms.length === 0 ? [] : [`false alarms${list(falseAlarms.map((one) => one.id))}`]),
    ...["fail", "warn"].flatMap((verdict) => {
      const ids = result.checks.filter((check) => check.verdict === verdict).map((check) => check.id);
      return ids.length === 0 ? [] : [`${verdict}:${list(ids)}`];
    }),
  ];
  return [result.verdict, ...parts].join(" | ");
}

/** What is accepted for a run now. */
export const acceptedOf = (entry) => entry.changes?.at(-1)?.to ?? entry.saved;

/** What is wrong with an entry of the table itself. */
export function problemsOf(entry) {
  let before = entry.saved;
  const problems = [];
  for (const { to, reason } of entry.changes ?? []) {
    if (typeof reason !== "string" || reason.trim().length < shortestReason) problems.push(`the change to "${to}" has no reason of at least ${shortestReason} characters`);
    if (to === before) problems.push(`"${to}" is no change`);
    before = to;
  }
  return problems;
}
