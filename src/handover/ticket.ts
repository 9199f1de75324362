import type { Evidence, Result, SavedRun } from "../core/result.ts";
import { cleanLine } from "../core/text.ts";
import { sayVerdict } from "../replies/verdict.ts";
import { sinceWhen, type Past } from "./timeline.ts";

/** Facts that tell what is installed, as the sentences that they say of themselves. */
const versionFacts = ["gitlab/version", "gateway/definitions", "gateway/address", "agent/capabilities", "model/server", "model/endpoint", "gitlab/licence", "gitlab/add-ons"] as const;

/** What is installed, as far as the run saw it. */
export function versionLines(saved: SavedRun | undefined, ownVersion: string): string[] {
  const seen = versionFacts.flatMap((id) => (saved?.facts ?? []).filter((fact) => fact.id === id && fact.absent === undefined).map((fact) => `${id}${fact.subject === undefined ? "" : ` (${cleanLine(fact.subject, 80)})`}: ${cleanLine(fact.said, 400)}`));
  const missing = versionFacts.filter((id) => !(saved?.facts ?? []).some((fact) => fact.id === id && fact.absent === undefined));
  return [...seen, `duo-triage ${ownVersion}`, ...(missing.length === 0 ? [] : [`not seen in this run: ${missing.join(", ")}`])];
}

// Pasted into an issue, a name behind an @ would call somebody: what a target wrote must not.
const mention = /(^|[^A-Za-z0-9_.])@(?=[A-Za-z0-9_])/gmu;
const quoted = (one: Evidence): string => `- \`${cleanLine(one.probe, 120)}\` from ${cleanLine(one.from, 60)}, ${one.basis}: ${cleanLine(one.said, 500)}`;
const list = (lines: readonly string[], none: string): string[] => (lines.length === 0 ? [none] : [...lines]);

/** The text of a support ticket or an issue, in Markdown: what is broken, since when, versions, evidence, what was tried. */
export function ticketText(result: Result, saved: SavedRun | undefined, past: Past, ownVersion: string): string {
  const { causes, cannotTell, notices, notRun } = result.diagnosis;
  const { blocks } = sayVerdict(result);
  const headline = blocks.find((one) => one.kind === "headline");
  const hit = blocks.find((one) => one.kind === "fact" && one.label === "Who is hit");
  const failing = result.checks.filter((check) => check.verdict === "fail");
  const evidence = [...causes.flatMap((cause) => cause.evidence), ...cannotTell.flatMap((one) => one.evidence), ...failing.flatMap((check) => check.evidence)];
  const once = [...new Map(evidence.map((one) => [`${one.probe} ${one.said}`, one] as const)).values()];
  const steps = causes.flatMap((cause) => cause.remedy.map((step) => `- [ ] ${cause.code}: ${cleanLine(step.do, 300)} (${cleanLine(step.where, 120)})`));
  const tests = cannotTell.map((one) => `- [ ] ${cleanLine(one.separatingTest.do, 300)} (${cleanLine(one.separatingTest.where, 120)})`);
  return [
    `# ${headline?.kind === "headline" ? cleanLine(headline.text, 200) : `Duo on ${cleanLine(result.stack, 60)}`}`,
    "",
    "## What is broken",
    "",
    ...list([
      ...causes.map((cause) => `- ${cleanLine(cause.title, 300)} (${cause.code} ${cause.name}, ${cause.certainty}, ${cause.severity})`),
      ...cannotTell.map((one) => `- Not told apart yet: ${(one.named ?? []).map((suspect) => `${suspect.code} ${cleanLine(suspect.title, 160)}`).join("; ") || one.among.join(", ") || cleanLine(one.because, 300)}`),
    ], "Nothing fails in this run."),
    ...(hit?.kind === "fact" ? ["", `Who is hit: ${cleanLine(hit.text, 300)}`] : []),
    ...(saved === undefined || saved.reported.length === 0 ? [] : [`Reported by users: ${saved.reported.map((code) => cleanLine(code, 60)).join(", ")}`]),
    "",
    "## Since when",
    "",
    ...sinceWhen(result, past),
    "",
    "## Versions",
    "",
    ...versionLines(saved, ownVersion).map((line) => `- ${line}`),
    "",
    "## Evidence",
    "",
    ...list(once.slice(0, 30).map(quoted), "No evidence of trouble."),
    ...(once.length > 30 ? [`- and ${once.length - 30} more in evidence.txt`] : []),
    "",
    "## Checks that fail",
    "",
    ...list(failing.map((check) => `- ${cleanLine(check.title, 160)} [${cleanLine(check.id, 100)}]: ${cleanLine(check.reason, 300)}`), "None."),
    "",
    "## What was tried",
    "",
    `- duo-triage run ${cleanLine(result.run, 130)} (${result.checks.length} checks, from ${cleanLine(result.vantagePoints.join(", "), 200)})${past.runs.length > 1 ? `; ${past.runs.length} runs of this stack are stored, see timeline.txt` : ""}`,
    "- <add what was changed by hand, and when>",
    ...(steps.length + tests.length === 0 ? [] : ["", "Proposed and, unless ticked, not done yet:", "", ...steps, ...tests]),
    ...(notices.length === 0 ? [] : ["", "## Worth knowing", "", ...notices.map((notice) => `- ${notice.code} (${notice.severity}): ${cleanLine(notice.title, 300)}`)]),
    ...(notRun.length === 0 ? [] : ["", "## What was not looked at", "", ...notRun.slice(0, 20).map((one) => `- ${cleanLine(one.check, 100)}: ${cleanLine(one.because, 200)}`)]),
    "",
  ].join("\n").replace(mention, "$1@ ");
}
