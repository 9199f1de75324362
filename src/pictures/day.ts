import { lastState, latency, percent, sayDay, seriesOf, words, worstFirst } from "../core/day.ts";
import type { DayPicture, Drawing, StackDay } from "../core/picture.ts";
import type { Mark } from "../core/reply.ts";
import type { Overall } from "../core/result.ts";
import { cleanLine } from "../core/text.ts";
import { dusk, frame, letter, type Palette, round, sign, widthOf } from "./svg.ts";

// More stacks would be a picture that nobody reads on a telephone; the worst come first.
const most = 8;

const width = 760;
const left = 214;
const right = 24;
const room = width - left - right;
const rowHeight = 118;
const top = 72;

// Height tells the state as well as colour does: the worse, the taller.
const heights: Record<Overall, number> = { pass: 10, warn: 16, undecided: 22, fail: 28 };
function clock(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  }
}

function strip(day: StackDay, y: number, at: (time: number) => number, palette: Palette): string {
  const base = y + 40;
  const parts = [`<line x1="${left}" y1="${base}" x2="${left + room}" y2="${base}" stroke="${palette.line}" stroke-width="1.5" stroke-dasharray="2 5"/>`];
  for (const { from, to, verdict } of day.states) {
    const x = at(from);
    // A minute of outage must not vanish in a day.
    const long = Math.max(verdict === "pass" ? 0.5 : 3, at(to) - x);
    const height = heights[verdict];
    parts.push(`<rect x="${round(x)}" y="${base - height}" width="${round(Math.min(long, left + room - x))}" height="${height}" rx="${Math.min(2, long / 2)}" fill="${palette.marks[verdict]}"/>`);
  }
  return parts.join("");
}

function plot(day: StackDay, y: number, at: (time: number) => number, palette: Palette): string {
  const series = seriesOf(day);
  if (series === undefined) return letter(left, y + 78, "no latency was measured", { size: 13, fill: palette.quiet });
  const high = Math.max(1, ...series.points.map(({ ms }) => ms));
  const low = Math.min(...series.points.map(({ ms }) => ms));
  const base = y + 92;
  const tall = 34;
  const place = ({ at: time, ms }: { at: number; ms: number }): readonly [number, number] => [round(at(time + 1_800_000)), round(base - (ms / high) * tall)];
  // A missing hour breaks the line.
  const pieces: (readonly [number, number])[][] = [];
  for (const [index, point] of series.points.entries()) {
    const before = series.points[index - 1];
    if (before === undefined || point.at - before.at > 3_700_000) pieces.push([]);
    pieces.at(-1)?.push(place(point));
  }
  const colour = palette.marks.info;
  const lines = pieces.map((piece) => {
    const [first] = piece;
    const last = piece.at(-1);
    if (first === undefined || last === undefined) return "";
    if (piece.length === 1) return `<circle cx="${first[0]}" cy="${first[1]}" r="2.5" fill="${colour}"/>`;
    const path = piece.map(([x, level]) => `${x} ${level}`).join(" L");
    return `<path d="M${first[0]} ${base} L${path} L${last[0]} ${base} Z" fill="${colour}" fill-opacity="0.16"/><path d="M${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/>`;
  });
  return `<line x1="${left}" y1="${base}" x2="${left + room}" y2="${base}" stroke="${palette.line}"/>${lines.join("")}${letter(24, y + 92, `${series.name} ${latency(low)} – ${latency(high)}`, { size: 13, fill: palette.quiet, within: left - 36 })}`;
}

function row(day: StackDay, y: number, at: (time: number) => number, palette: Palette): string {
  const now = lastState(day);
  const mark: Mark = now ?? "skip";
  const share = day.available === undefined ? "–" : percent(day.available);
  return [
    sign(mark, 33, y + 20, 9, palette),
    letter(52, y + 26, day.stack, { size: 17, fill: palette.ink, weight: 600, within: left - 64 }),
    letter(24, y + 52, share, { size: 20, fill: palette.ink, weight: 600 }),
    letter(24, y + 72, now === undefined ? "not checked" : words[now], { size: 13, fill: palette.quiet, within: left - 36 }),
    strip(day, y, at, palette),
    plot(day, y, at, palette),
  ].join("");
}

function hours({ from, to, timeZone }: DayPicture, y: number, at: (time: number) => number, palette: Palette): string {
  const hour = clock(timeZone, { hour: "2-digit", hour12: false });
  const marks: string[] = [];
  const step = to - from > 36 * 3_600_000 ? 24 : 4;
  for (let time = Math.ceil(from / 3_600_000) * 3_600_000; time <= to; time += 3_600_000) {
    const label = Number(hour.format(time)) % 24;
    if (label % step !== 0 || at(time) > left + room - 8 || at(time) < left + 4) continue;
    marks.push(`<line x1="${round(at(time))}" y1="${top - 6}" x2="${round(at(time))}" y2="${y}" stroke="${palette.line}" stroke-opacity="0.6"/>${letter(at(time), y + 18, step === 24 ? clock(timeZone, { weekday: "short" }).format(time) : `${String(label).padStart(2, "0")}:00`, { size: 12, fill: palette.quiet, anchor: "middle" })}`);
  }
  return marks.join("");
}

function legend(y: number, palette: Palette): string {
  let x = 24;
  return (["pass", "warn", "undecided", "fail"] as const).map((verdict) => {
    const part = `<rect x="${x}" y="${y - heights[verdict] / 2}" width="12" height="${heights[verdict] / 2}" rx="1.5" fill="${palette.marks[verdict]}"/>${letter(x + 19, y, words[verdict], { size: 13, fill: palette.quiet })}`;
    x += 44 + widthOf(words[verdict], 13);
    return part;
  }).join("");
}

/** The picture of a report: state and latency of each stack over a day, or any other time. */
export function drawDay(day: DayPicture, palette: Palette = dusk): Drawing {
  const sorted = worstFirst(day.stacks);
  const shown = sorted.slice(0, most);
  const more = sorted.length - shown.length;
  const span = Math.max(1, day.to - day.from);
  const at = (time: number): number => left + (Math.min(Math.max(time, day.from), day.to) - day.from) / span * room;
  const bottom = top + Math.max(1, shown.length) * rowHeight;
  const height = bottom + 72;
  const until = clock(day.timeZone, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false }).format(day.to);
  const long = Math.round(span / 3_600_000);
  const body = [
    letter(24, 40, `GitLab Duo, the last ${long > 48 ? `${Math.round(long / 24)} days` : `${long} hours`}`, { size: 20, fill: palette.ink, weight: 600 }),
    letter(width - right, 40, `until ${until} ${cleanLine(day.timeZone, 40)}`, { size: 13, fill: palette.quiet, anchor: "end" }),
    hours(day, bottom, at, palette),
    shown.length === 0 ? letter(24, top + 40, "No stack was checked.", { size: 17, fill: palette.quiet }) : "",
    ...shown.map((stack, place) => `${place === 0 ? "" : `<line x1="24" y1="${top + place * rowHeight - 6}" x2="${width - right}" y2="${top + place * rowHeight - 6}" stroke="${palette.line}"/>`}${row({ ...stack, states: within(stack.states, day) }, top + place * rowHeight, at, palette)}`),
    legend(bottom + 54, palette),
    more === 0 ? "" : letter(width - right, bottom + 54, `and ${more} more ${more === 1 ? "stack" : "stacks"}`, { size: 13, fill: palette.quiet, anchor: "end" }),
  ].join("");
  const alt = `${sayDay(day)} Hour by hour until ${until} ${cleanLine(day.timeZone, 40)}.`;
  return { name: "duo-day", svg: frame(width, height, body, alt, palette, [20, 14, 20, 10]), alt: alt.slice(0, 1900) };
}

function within(states: StackDay["states"], { from, to }: DayPicture): StackDay["states"] {
  return states.filter((state) => state.to > from && state.from < to);
}
