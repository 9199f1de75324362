import { drawDay } from "../pictures/day.ts";
import { pageColours } from "../pictures/svg.ts";
import { median, sayDay } from "../core/day.ts";
import type { StackDay } from "../core/picture.ts";
import type { Trend } from "../core/report.ts";
import type { Reply } from "../core/reply.ts";
import type { RunSummary } from "../core/store.ts";
import { renderBlocks, state, table, took, words } from "./blocks.ts";
import { documentOf } from "./document.ts";
import { html, type Html, line, none, raw } from "./html.ts";

/** The pages of the small web page: stacks and their state, a stack's history, the way in. A run's own page is in run-page.ts. */

const iso = (at: number): string => new Date(at).toISOString();
const clock = (at: number): Html => html`<time datetime="${iso(at)}">${iso(at).slice(0, 16).replace("T", " ")} UTC</time>`;
const addressOf = (path: string, name: string, value: string): Html => raw(`${path}?${name}=${encodeURIComponent(value)}`);

/** What stands above every page: where one is, and the way out where there is one. */
export function webNavigation({ path, leave, here }: { path: string; leave: boolean; here?: string }): Html {
  const stacks = here === undefined ? html`<strong aria-current="page">Stacks</strong>` : html`<a href="${raw(path)}">Stacks</a>`;
  return html`<nav aria-label="Pages" class="web"><ul><li>${stacks}</li>${here === undefined ? none : html`<li><strong aria-current="page">${line(here, 80)}</strong></li>`}${leave ? html`<li><form method="post" action="${raw(path)}/leave"><button type="submit">Sign out</button></form></li>` : none}</ul></nav>`;
}

const lastOf = (last: RunSummary | undefined): Html => (last === undefined ? html`<td>${state("skip", "not checked")}</td><td></td><td class="number"></td>` : html`<td>${state(last.verdict, words[last.verdict])}</td><td>${clock(last.startedAt)}</td><td class="number">${took(last.durationMs)}</td>`);

/** Stacks with their last run, and the report of the last 24 hours. */
export function overviewPage({ path, leave, stacks, report }: { path: string; leave: boolean; stacks: readonly { name: string; last: RunSummary | undefined }[]; report: Reply }): string {
  const rows = stacks.map(({ name, last }) => html`<tr><th scope="row"><a href="${addressOf(`${path}/stack`, "name", name)}">${line(name, 80)}</a></th>${lastOf(last)}</tr>`);
  const body = html`<header><h1>Stacks under care</h1>${webNavigation({ path, leave })}</header><main><section aria-labelledby="stacks"><h2 id="stacks">Stacks</h2>${stacks.length === 0 ? html`<p>No stack is configured.</p>` : table("The last check of each", [["Stack"], ["State"], ["Checked"], ["Took", "number"]], rows)}</section><section aria-labelledby="day"><h2 id="day">The last 24 hours</h2>${renderBlocks(report.blocks, "the last 24 hours")}</section></main>`;
  return documentOf("duo-triage: stacks under care", body, { forms: leave });
}

const hourMs = 3_600_000;

/** What is remembered of a stack hour by hour, as a picture shows it: an hour in which users could not always work counts as broken. */
export function longDay(stack: string, trend: Trend | undefined, from: number): StackDay {
  const hours = (trend?.hours ?? []).filter(({ at }) => at >= from).toSorted((a, b) => a.at - b.at);
  const states: { from: number; to: number; verdict: "pass" | "fail" | "undecided" }[] = [];
  for (const { at, good, bad, blind } of hours) {
    if (good + bad + blind === 0) continue;
    const verdict = bad > 0 ? "fail" : good > 0 ? "pass" : "undecided";
    const last = states.at(-1);
    if (last?.to === at && last.verdict === verdict) last.to = at + hourMs;
    else states.push({ from: at, to: at + hourMs, verdict });
  }
  const sum = (pick: "good" | "bad"): number => hours.reduce((all, hour) => all + hour[pick], 0);
  const seen = sum("good") + sum("bad");
  return {
    stack, states, ...(seen === 0 ? {} : { available: sum("good") / seen }),
    hours: hours.flatMap(({ at, check, first }) => {
      const [checkMs, firstTokenMs] = [median(check), median(first)];
      return checkMs === undefined && firstTokenMs === undefined ? [] : [{ at, ...(checkMs === undefined ? {} : { checkMs }), ...(firstTokenMs === undefined ? {} : { firstTokenMs }) }];
    }),
  };
}

/** A stack: how it is, two weeks of states and latency, its latest runs. */
export function stackPage({ path, leave, stack, report, trend, runs, now }: { path: string; leave: boolean; stack: string; report: Reply; trend: Trend | undefined; runs: readonly RunSummary[]; now: number }): string {
  const from = now - 14 * 24 * hourMs;
  const picture = { from, to: now, timeZone: "UTC", stacks: [longDay(stack, trend, from)] };
  const rows = runs.map((run) => html`<tr><td>${state(run.verdict, words[run.verdict])}</td><th scope="row"><a href="${addressOf(`${path}/run`, "id", run.run)}">${clock(run.startedAt)}</a></th><td>${line(run.trigger)}${run.question?.deep === true ? ", deep" : ""}</td><td class="number">${took(run.durationMs)}</td><td class="id">${line(run.run, 128)}</td></tr>`);
  const body = html`<header><h1>${line(stack, 80)}</h1>${webNavigation({ path, leave, here: stack })}</header><main><section aria-labelledby="now"><h2 id="now">Now, and the last 24 hours</h2>${renderBlocks(report.blocks, "now")}</section><section aria-labelledby="weeks"><h2 id="weeks">Two weeks</h2><figure>${raw(drawDay(picture, pageColours).svg)}<figcaption>${line(sayDay(picture))} Hour by hour; an hour with a broken check counts as broken.</figcaption></figure></section><section aria-labelledby="history"><h2 id="history">History</h2>${runs.length === 0 ? html`<p>It was not checked yet.</p>` : table(`The latest ${runs.length} runs`, [["State"], ["Began"], ["Asked by"], ["Took", "number"], ["Run"]], rows)}</section></main>`;
  return documentOf(`duo-triage: ${stack}`, body, { forms: leave });
}

/** The way in. `to`: where to go on. `wrong`: what was wrong with the last try. */
export function signInPage({ path, to, wrong }: { path: string; to: string; wrong?: string }): string {
  const body = html`<header><h1>duo-triage</h1></header><main><section aria-labelledby="enter"><h2 id="enter">Sign in</h2>${wrong === undefined ? none : html`<p role="alert">${state("fail", "Not signed in")} ${line(wrong)}</p>`}<form method="post" action="${raw(path)}/enter" class="enter"><p><label for="token">Access token</label><input id="token" name="token" type="password" autocomplete="current-password" required maxlength="512"></p><input type="hidden" name="to" value="${to}"><button type="submit">Sign in</button></form><p class="quiet">Whoever runs duo-triage knows the token (<code>ops.web.token</code>). Signed in already, and came here by a link? <a href="${to}">Go on</a></p></section></main>`;
  return documentOf("duo-triage: sign in", body, { forms: true });
}

/** A page that says one sentence. */
export const plainPage = (path: string, title: string, sentence: string): string => documentOf(`duo-triage: ${title}`, html`<header><h1>${line(title, 80)}</h1></header><main><section aria-labelledby="what"><h2 id="what">What happened</h2><p>${line(sentence)}</p><p><a href="${raw(path)}">Stacks</a></p></section></main>`);
