import type { Block, Mark } from "../core/reply.ts";
import type { RemedyStep } from "../core/rule.ts";
import { sayDay } from "../core/day.ts";
import { sayPath } from "../core/request-path.ts";
import { drawDay } from "../pictures/day.ts";
import { drawPath } from "../pictures/path.ts";
import { pageColours, sign } from "../pictures/svg.ts";
import { block as blockText, html, type Html, line, none, raw } from "./html.ts";

export const words: Record<Mark, string> = { pass: "Pass", warn: "Warning", fail: "Fail", skip: "Skipped", blocked: "Blocked", unknown: "Unknown", expected: "Expected", undecided: "Undecided", info: "Note" };

/** Shape and word of a state. */
export function state(mark: Mark, word = words[mark]): Html {
  return html`<span class="state ${mark}"><svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${raw(sign(mark, 12, 12, 10, pageColours))}</svg>${word}</span>`;
}

/** Where one thing began and ended in a whole, as a bar; figures beside it say the same in words. */
export function bar(startedMs: number, durationMs: number, totalMs: number, mark: Mark): Html {
  const total = Math.max(1, totalMs);
  const from = Math.min(99, Math.max(0, (startedMs / total) * 100));
  const long = Math.min(100 - from, Math.max(0.7, (durationMs / total) * 100));
  return raw(`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect x="0" y="4.6" width="100" height="0.8" fill="var(--line)"/><rect x="${from.toFixed(2)}" y="1" width="${long.toFixed(2)}" height="8" fill="${pageColours.marks[mark]}"/></svg>`);
}

/** How long something took, for a column of figures. */
export const took = (value: number): string => (value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`);

/** What one probe saw: its name, the sentence, how it is known. */
export function seenRow({ probe, said, basis, from }: { probe: string; said: string; basis: string; from: string }): Html {
  return html`<tr><th scope="row" class="id">${line(probe)}</th><td>${line(said)} <span class="quiet">(${line(basis)} from ${line(from)})</span></td></tr>`;
}

/** A table that scrolls by itself where a page is narrow, and can be reached by keys. `about` tells it from others of the same caption. */
export function table(caption: string, heads: readonly (readonly [string, string?])[], rows: readonly Html[], about = ""): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${line(about === "" ? caption : `${caption}: ${about}`, 300)}"><table><caption>${caption}</caption><thead><tr>${heads.map(([head, kind]) => html`<th scope="col"${kind === undefined ? none : html` class="${kind}"`}>${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

export const evidenceHeads = [["Probe"], ["What was seen"]] as const;

function step(one: RemedyStep): Html {
  const more = ([["Good", one.expect], ["Risk", one.risk], ["Undo", one.undo]] as const).filter(([, text]) => text !== undefined);
  return html`<li>${line(one.do)} <span class="quiet">(${line(one.where)})</span>${one.command === undefined ? none : html`<pre><code>${blockText(one.command)}</code></pre>`}${more.length === 0 ? none : html`<dl>${more.map(([name, text]) => html`<dt>${name}</dt><dd>${line(text ?? "")}</dd>`)}</dl>`}</li>`;
}

function one(block: Block): Html {
  switch (block.kind) {
    case "headline":
      return html`<p>${block.mark === "info" ? none : html`${state(block.mark)} `}<strong>${line(block.text)}</strong></p>`;
    case "fact":
      return html`<dt>${line(block.label)}</dt><dd>${line(block.text)}</dd>`;
    case "note":
      return html`<p class="quiet">${line(block.text)}</p>`;
    case "section":
      return html`<h3>${line(block.title)}</h3>`;
    case "check":
      return html`<tr><td>${state(block.mark)}</td><th scope="row">${line(block.title)}</th><td>${line(block.text)}</td></tr>`;
    case "evidence":
      return seenRow(block);
    case "steps":
      return html`<h3>${line(block.title)}</h3><ol class="steps">${block.steps.map(step)}</ol>`;
    case "code":
      return html`${block.label === undefined ? none : html`<p class="quiet">${line(block.label)}</p>`}<pre><code>${blockText(block.text)}</code></pre>`;
    case "links":
      return html`<p>${line(block.title)}: ${block.links.map(({ text, url }) => html`<a href="${url}">${line(text)}</a> `)}</p>`;
    case "path":
      return html`<figure>${raw(drawPath(block.path, pageColours).svg)}<figcaption>${line(sayPath(block.path))}</figcaption></figure>`;
    case "day":
      return html`<figure>${raw(drawDay(block.day, pageColours).svg)}<figcaption>${line(sayDay(block.day))}</figcaption></figure>`;
    case "table":
      return table(block.title, [["Step"], ...block.heads.map((head) => [head] as const)], block.rows.map((row) => html`<tr><th scope="row">${line(row.name)}</th>${block.heads.map((_, place) => html`<td>${row.cells[place]?.mark === undefined ? none : html`${state(row.cells[place].mark)} `}${line(row.cells[place]?.text ?? "")}</td>`)}</tr>`));
    case "waterfall":
      return table("What took how long", [["What"], ["Began", "number"], ["Took", "number"], ["In the run"]], block.rows.map((row) => html`<tr><th scope="row" class="id">${line(row.label)}</th><td class="number">${took(row.startedMs)}</td><td class="number">${took(row.durationMs)}</td><td class="bar">${bar(row.startedMs, row.durationMs, block.totalMs, row.mark)}</td></tr>`));
  }
}

// What stands in rows of one list or table, where several follow each other.
function gather(kind: Block["kind"], title: string, rows: readonly Html[]): Html {
  if (kind === "fact") return html`<dl class="facts">${rows}</dl>`;
  if (kind === "check") return table("Checks", [["State"], ["Check"], ["Why"]], rows, title);
  return table("Evidence", evidenceHeads, rows, title);
}

/** Blocks of a reply as HTML: facts in a list, checks and evidence in tables, pictures as drawings with words. `title` names the tables. */
export function renderBlocks(blocks: readonly Block[], title: string): Html {
  const parts: Html[] = [];
  let heading = title;
  for (let place = 0; place < blocks.length; place += 1) {
    const first = blocks[place] as Block;
    if (first.kind === "section") heading = first.title;
    if (first.kind !== "fact" && first.kind !== "check" && first.kind !== "evidence") {
      parts.push(one(first));
      continue;
    }
    let end = place;
    while (blocks[end]?.kind === first.kind) end += 1;
    parts.push(gather(first.kind, heading, blocks.slice(place, end).map(one)));
    place = end - 1;
  }
  return html`${parts}`;
}
