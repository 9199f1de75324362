import type { Attachment } from "../core/chat.ts";
import type { Block, Mark } from "../core/reply.ts";
import type { CheckResult, Result, SavedRun } from "../core/result.ts";
import { cleanLine } from "../core/text.ts";
import { sayEvidence, saySteps, sayVerdict } from "../replies/verdict.ts";
import { bar, evidenceHeads, renderBlocks, seenRow, state, table, took, words } from "./blocks.ts";
import { documentOf } from "./document.ts";
import { html, type Html, line, none } from "./html.ts";

const order: readonly Mark[] = ["fail", "warn", "unknown", "blocked", "expected", "pass", "skip"];

function section(id: string, title: string, body: Html): Html {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`;
}

function checkRow(check: CheckResult): Html {
  return html`<tr><td>${state(check.verdict)}</td><th scope="row">${line(check.title)}<br><span class="id">${line(check.id)}</span></th><td>${line(check.reason)}</td><td class="number">${took(check.durationMs)}</td></tr>`;
}

function checksOf(result: Result): Html {
  const sorted = [...result.checks].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const counts = order.flatMap((mark) => {
    const many = sorted.filter((check) => check.verdict === mark).length;
    return many === 0 ? [] : [`${many} ${words[mark].toLowerCase()}`];
  });
  return table(`${result.checks.length} checks: ${counts.join(", ")}`, [["State"], ["Check"], ["Why"], ["Took", "number"]], sorted.map(checkRow));
}

/** Everything that was observed, in order of time, with where it stands in the run. */
function observations(saved: SavedRun, totalMs: number): Html {
  const rows = [...saved.facts].sort((a, b) => a.startedMs - b.startedMs || (a.id < b.id ? -1 : 1)).map((fact) => {
    const mark: Mark = fact.absent === undefined ? "info" : "skip";
    const id = `${fact.id}${fact.subject === undefined ? "" : `@${fact.subject}`}`;
    return html`<tr><th scope="row" class="id">${line(id)}</th><td>${fact.absent === undefined ? none : html`${state(mark, "not seen")} `}${line(fact.said)} <span class="quiet">(${fact.basis} from ${line(fact.from)})</span></td><td class="number">${took(fact.startedMs)}</td><td class="number">${took(fact.durationMs)}</td><td class="bar">${fact.durationMs > 0 ? bar(fact.startedMs, fact.durationMs, totalMs, mark) : none}</td></tr>`;
  });
  return table(`${saved.facts.length} observations, in the order in which they began`, [["Probe"], ["What was seen"], ["Began", "number"], ["Took", "number"], ["In the run"]], rows);
}

/** The same from the checks alone, where the observations are no longer kept. */
function evidenceOfChecks(result: Result): Html {
  const seen = new Map(result.checks.flatMap((check) => check.evidence.map((one) => [`${one.probe} ${one.said}`, one] as const)));
  return table(`${seen.size} observations that the checks rest on`, evidenceHeads, [...seen.values()].map(seenRow));
}

const until = (blocks: readonly Block[], title: string): readonly Block[] => {
  const end = blocks.findIndex((block) => block.kind === "section" && block.title === title);
  return end === -1 ? blocks : blocks.slice(0, end);
};

/**
 * A run as one HTML file that opens without a network: verdict and request path, steps, how we know, every check, every observation with its
 * place in the run, what was not run. Texts from targets are data: nothing of them becomes markup.
 */
export function runPage(result: Result, saved?: SavedRun, above: Html = none): string {
  const [headline, ...verdict] = sayVerdict(result).blocks;
  const title = headline?.kind === "headline" ? headline.text : `Duo on ${result.stack}`;
  const mark: Mark = headline?.kind === "headline" ? headline.mark : "info";
  const steps = saySteps(result).blocks;
  const known = until(sayEvidence(result).blocks, "Checks");
  const sections: readonly (readonly [string, string, Html])[] = [
    ["verdict", "Verdict", renderBlocks(verdict, "verdict")],
    ...(result.verdict === "pass" && !steps.some((block) => block.kind === "steps") ? [] : [["steps", "What to do", renderBlocks(steps, "steps")] as const]),
    ...(known.length === 0 ? [] : [["evidence", "How we know", renderBlocks(known, "evidence")] as const]),
    ["checks", "Checks", checksOf(result)],
    ...(result.diagnosis.notRun.length === 0 ? [] : [["not-run", "What was not run", table("Checks that were not run", [["Check"], ["Because"], ["It would tell"]], result.diagnosis.notRun.map((one) => html`<tr><th scope="row" class="id">${line(one.check)}</th><td>${line(one.because)}</td><td>${line(one.wouldTell ?? "")}</td></tr>`))] as const]),
    ["seen", "What was seen, and when", saved === undefined ? evidenceOfChecks(result) : observations(saved, result.durationMs)],
  ];
  const body = html`<header>${above}<h1>${state(mark, words[mark])}${line(title)}</h1><p class="quiet">Run <span class="id">${line(result.run)}</span> of <time datetime="${cleanLine(result.startedAt, 40)}">${line(result.startedAt.replace("T", " ").replace(/\.\d+Z$/u, " UTC"))}</time>, seen from ${line(result.vantagePoints.join(", "))}</p><nav aria-label="On this page"><ul>${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav></header><main>${sections.map(([id, name, part]) => section(id, name, part))}</main><footer><p>Written by duo-triage. Everything in this page was redacted before it was written; texts of the systems that were asked stand as they were sent.</p></footer>`;
  return documentOf(cleanLine(title, 200), body);
}

/** The page of a run as a file beside a message. */
export function runAttachment(result: Result, saved?: SavedRun): Attachment {
  return { name: `duo-${result.run.replace(/[^A-Za-z0-9._-]/gu, "-").slice(0, 60)}.html`, title: `Run ${result.run}: the whole answer as a page`, content: runPage(result, saved) };
}
