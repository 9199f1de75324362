import type { Attachment } from "../core/chat.ts";
import { hiddenIn, type Redact, redactDeep, sayHidden } from "../core/redact.ts";
import type { Result, SavedRun } from "../core/result.ts";
import { cleanBlock, cleanLine } from "../core/text.ts";
import { runPage } from "../pages/run-page.ts";
import { packTarGz, type Packed } from "./archive.ts";
import { ticketText, versionLines } from "./ticket.ts";
import { type Past, timelineText } from "./timeline.ts";

/** All that goes into a packet. */
export interface Handed {
  result: Result;
  /** The evidence; absent where only the answer is still stored. */
  saved: SavedRun | undefined;
  past: Past;
  /** Of duo-triage. */
  version: string;
  redact: Redact;
  at: Date;
}

export interface Packet extends Attachment {
  content: Buffer;
  /** What was hidden, by kind. */
  hidden: Readonly<Record<string, number>>;
}

const longestText = 4_000_000;
const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/**
 * One archive that somebody outside can work with: answer, evidence, versions, timeline, report, and the text of a ticket. Everything passes the
 * redaction once more, and a list tells what it hid.
 */
export function makePacket(handed: Handed): Packet {
  const { redact, past, version, at } = handed;
  const result = redactDeep(handed.result, redact);
  const saved = handed.saved === undefined ? undefined : redactDeep(handed.saved, redact);
  const name = `duo-${result.run.replace(/[^A-Za-z0-9._-]/gu, "-").slice(0, 60)}`;
  const texts: Packed[] = [
    { name: "ticket.md", text: ticketText(result, saved, redactDeep(past, redact), version) },
    { name: "result.json", text: `${JSON.stringify(result, null, 1)}\n` },
    ...(saved === undefined ? [] : [{ name: "run.json", text: `${JSON.stringify(saved, null, 1)}\n` }, { name: "evidence.txt", text: evidenceText(saved) }]),
    { name: "versions.txt", text: `${versionLines(saved, version).join("\n")}\n` },
    { name: "timeline.txt", text: timelineText(result, redactDeep(past, redact)) },
    { name: "report.html", text: runPage(result, saved) },
  ].map((file) => ({ ...file, text: redact(/\.(?:md|txt)$/u.test(file.name) ? cleanBlock(file.text, longestText) : file.text) }));
  const hidden = hiddenIn(JSON.stringify(saved ?? result));
  const files = [{ name: "README.txt", text: readme(result, texts, handed) }, ...texts, { name: "removed.txt", text: removedText(hidden, saved, texts) }];
  return { name: `${name}.tar.gz`, title: `Hand-over packet of run ${cleanLine(result.run, 130)}`, content: packTarGz(name, files, at), hidden };
}

/** Every observation in order of time, as it was said. */
function evidenceText(saved: SavedRun): string {
  const rows = [...saved.facts].sort((a, b) => a.startedMs - b.startedMs || (a.id < b.id ? -1 : 1));
  return `${rows.map((fact) => `+${String(fact.startedMs).padStart(6)} ms ${String(fact.durationMs).padStart(6)} ms  ${fact.id}${fact.subject === undefined ? "" : `@${cleanLine(fact.subject, 80)}`} (${fact.basis} from ${cleanLine(fact.from, 60)})${fact.absent === undefined ? "" : ` not seen, ${fact.absent.reason}`}\n    ${cleanLine(fact.said, 500)}`).join("\n")}\n`;
}

function removedText(hidden: Readonly<Record<string, number>>, saved: SavedRun | undefined, texts: readonly Packed[]): string {
  const where = (saved?.facts ?? []).flatMap((fact) => {
    const counts = hiddenIn(JSON.stringify(fact));
    return total(counts) === 0 ? [] : [`  ${fact.id}${fact.subject === undefined ? "" : `@${cleanLine(fact.subject, 80)}`}: ${sayCounts(counts)}`];
  });
  return [
    "What duo-triage hid before anything was stored or written here. Each place shows `[<kind> hidden]`.",
    "",
    total(hidden) === 0 ? "Nothing in this run looked like a secret." : `In the evidence: ${sayCounts(hidden)}`,
    ...(where.length === 0 ? [] : ["", "By observation:", ...where]),
    "",
    "By file:",
    ...texts.map((file) => `  ${file.name}: ${sayCounts(hiddenIn(file.text))}`),
    "",
    "Not hidden, because the diagnosis rests on them: addresses, host names, names of models, projects and accounts.",
    "Read ticket.md and run.json before this leaves your organisation.",
    "",
  ].join("\n");
}

const sayCounts = (counts: Readonly<Record<string, number>>): string => sayHidden(counts) || "nothing";

const contents: Readonly<Record<string, string>> = {
  "ticket.md": "text for a GitLab support ticket or an issue; fill in what was tried by hand",
  "result.json": "the answer, as `duo-triage check --json` prints it",
  "run.json": "all evidence; `duo-triage replay run.json` judges it again",
  "evidence.txt": "every observation in order of time, in words",
  "versions.txt": "what is installed, as far as it was seen",
  "timeline.txt": "stored runs and incidents of this stack",
  "report.html": "the whole run as a page that opens without a network",
};

function readme(result: Result, texts: readonly Packed[], { version, at }: Handed): string {
  return [`Hand-over packet of run ${cleanLine(result.run, 130)} of the stack ${cleanLine(result.stack, 60)}, packed ${at.toISOString()} by duo-triage ${version}.`, "", ...texts.map((file) => `${file.name.padEnd(14)}${contents[file.name] ?? ""}`), `${"removed.txt".padEnd(14)}what was hidden, by kind and place`, ""].join("\n");
}
