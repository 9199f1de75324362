import type { Drawing, PathPart, PathPlace, RequestPath } from "../core/picture.ts";
import type { Mark } from "../core/reply.ts";
import { sayPath } from "../core/request-path.ts";
import { escapeMarkup } from "../core/text.ts";
import { dusk, fit, frame, letter, type Palette, round, sign, widthOf } from "./svg.ts";

const width = 680;
const edge = 28;
const boxWidth = 236;
const boxHeight = 84;
const rowGap = 96;
const top = 76;
const rightBox = width - edge - boxWidth;
const mostModels = 3;
const modelHeight = 62;

const rank: Partial<Record<Mark, number>> = { fail: 0, undecided: 1, warn: 2, unknown: 3, blocked: 4 };
const troubled = ({ mark }: PathPart): boolean => mark === "fail" || mark === "undecided";
const wordOf = ({ word, codes }: PathPart): string => (codes === undefined ? word : `${word} · ${codes.slice(0, 2).join(", ")}`);

function box(x: number, y: number, height: number, parts: readonly PathPart[], palette: Palette): string {
  const worst = parts.find(troubled);
  const colour = worst === undefined ? palette.line : palette.marks[worst.mark];
  return [
    `<rect x="${x}" y="${y}" width="${boxWidth}" height="${height}" rx="12" fill="${palette.panel}" stroke="${colour}" stroke-width="${worst === undefined ? 1.5 : 3}"/>`,
    worst === undefined ? "" : `<rect x="${x}" y="${y}" width="${boxWidth}" height="${height}" rx="12" fill="${colour}" fill-opacity="0.12"/>`,
  ].join("");
}

function inside(x: number, y: number, place: PathPlace, palette: Palette): string {
  return [
    sign(place.mark, x + 30, y + 1, 13, palette),
    letter(x + 56, y - 3, place.name, { size: 20, fill: palette.ink, weight: 600, within: boxWidth - 66 }),
    letter(x + 56, y + 20, wordOf(place), { size: 15, fill: troubled(place) ? palette.marks[place.mark] : palette.quiet, weight: troubled(place) ? 600 : 400, within: boxWidth - 64 }),
  ].join("");
}

interface Way {
  from: readonly [number, number];
  to: readonly [number, number];
}

/** An arrow. Where it is broken, its sign sits on it, and what lies beyond is dashed. */
function arrow({ from: [x1, y1], to: [x2, y2] }: Way, part: PathPart, palette: Palette, signed = true): string {
  const quiet = part.mark === "blocked" || part.mark === "skip" || part.mark === "unknown";
  const colour = troubled(part) ? palette.marks[part.mark] : part.mark === "pass" ? palette.marks.pass : palette.marks.blocked;
  const long = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(x2 - x1) / long, (y2 - y1) / long];
  const tip = 11;
  const mid = [(x1 + x2) / 2, (y1 + y2) / 2] as const;
  const line = (ax: number, ay: number, bx: number, by: number, dashed: boolean): string =>
    `<line x1="${round(ax)}" y1="${round(ay)}" x2="${round(bx)}" y2="${round(by)}" stroke="${colour}" stroke-width="3"${dashed ? ' stroke-dasharray="5 6"' : ""} stroke-linecap="round"/>`;
  const [ex, ey] = [x2 - dx * tip, y2 - dy * tip];
  const head = `<path d="M${round(x2)} ${round(y2)} L${round(x2 - dx * 15 + dy * 7)} ${round(y2 - dy * 15 + dx * 7)} L${round(x2 - dx * 15 - dy * 7)} ${round(y2 - dy * 15 - dx * 7)} Z" fill="${colour}"/>`;
  if (!signed) return line(x1, y1, ex, ey, quiet) + head;
  const clear = troubled(part) ? 21 : 17;
  return [
    line(x1, y1, mid[0] - dx * clear, mid[1] - dy * clear, quiet),
    line(mid[0] + dx * clear, mid[1] + dy * clear, ex, ey, quiet || troubled(part)),
    head,
    sign(part.mark, mid[0], mid[1], troubled(part) ? 15 : 11, palette),
  ].join("");
}

const label = (x: number, y: number, part: PathPart, anchor: "middle" | "end", within: number, palette: Palette): string =>
  letter(x, y, wordOf(part), { size: 15, fill: troubled(part) ? palette.marks[part.mark] : palette.quiet, weight: troubled(part) ? 600 : 400, anchor, within });

/** A word in two lines, where one is too narrow for it: codes go below, else it breaks near its middle. */
function stacked(x: number, y: number, part: PathPart, within: number, palette: Palette): string {
  const whole = wordOf(part);
  if (widthOf(whole, 15, true) <= within) return label(x, y, part, "middle", within, palette);
  const spaces = [...part.word.matchAll(/ /gu)].map((match) => match.index);
  const middle = spaces.toSorted((a, b) => Math.abs(a - part.word.length / 2) - Math.abs(b - part.word.length / 2))[0] ?? part.word.length;
  const [first, second] = part.codes === undefined ? [part.word.slice(0, middle), part.word.slice(middle + 1)] : [part.word, part.codes.slice(0, 2).join(", ")];
  return label(x, y, { mark: part.mark, word: first }, "middle", within, palette) + label(x, y + 19, { mark: part.mark, word: second }, "middle", within, palette);
}

function sentence(path: RequestPath): string {
  const named: readonly (readonly [PathPart, string])[] = [
    [path.gitlab, "GitLab"], [path.toGateway, "the way to the gateway"], [path.gateway, "the AI gateway"], ...(path.back === undefined ? [] : [[path.back, "the gateway's way to GitLab"] as const]),
    [path.toModel, "the way to the model"], ...path.models.map((model) => [model, model.name === "Model server" ? "the model server" : `model ${model.name}`] as const), [path.agents, "the agent service"],
  ];
  const broken = named.filter(([part]) => part.mark === "fail").map(([, name]) => name);
  const open = named.filter(([part]) => part.mark === "undecided").map(([, name]) => name);
  if (broken.length > 0) return `broken: ${broken.slice(0, 2).join(" and ")}`;
  return open.length > 0 ? `fails: ${open.slice(0, 2).join(" and ")}` : "nothing is broken on it";
}

/** The request path with the broken hop: GitLab to the gateway, down to the models, the agent service beside them. */
export function drawPath(path: RequestPath, palette: Palette = dusk): Drawing {
  const models = [...path.models].sort((a, b) => (rank[a.mark] ?? 9) - (rank[b.mark] ?? 9));
  const shown = models.slice(0, mostModels);
  const more = models.length - shown.length;
  const below = top + boxHeight + rowGap;
  const modelsHeight = shown.length * modelHeight + 22 + (more === 0 ? 0 : 22);
  const height = below + Math.max(boxHeight, modelsHeight) + edge;
  const middle = top + boxHeight / 2;
  const gapFrom = edge + boxWidth;
  const centre = (gapFrom + rightBox) / 2;
  const gap = rightBox - gapFrom;
  const gatewayX = rightBox + boxWidth / 2;
  const forth = path.back === undefined ? middle : top + 20;
  const said = sentence(path);
  const title = fit(path.stack, 200, 20, true);
  const body = [
    `<text x="${edge}" y="44" font-size="20" font-weight="600" fill="${palette.ink}">${escapeMarkup(title)}<tspan dx="10" font-size="16" font-weight="400" fill="${palette.quiet}">${escapeMarkup(fit(said, width - edge * 2 - widthOf(title, 20, true) - 10, 16))}</tspan></text>`,
    box(edge, top, boxHeight, [path.gitlab], palette),
    inside(edge, middle, path.gitlab, palette),
    arrow({ from: [gapFrom + 5, forth], to: [rightBox - 4, forth] }, path.toGateway, palette),
    path.back === undefined ? stacked(centre, middle + 36, path.toGateway, gap - 8, palette) : "",
    path.back === undefined ? "" : arrow({ from: [rightBox - 5, top + boxHeight - 20], to: [gapFrom + 4, top + boxHeight - 20] }, path.back, palette) + stacked(centre, top + boxHeight + 18, path.back, gap - 8, palette),
    box(rightBox, top, boxHeight, [path.gateway], palette),
    inside(rightBox, middle, path.gateway, palette),
    arrow({ from: [gatewayX, top + boxHeight + 5], to: [gatewayX, below - 4] }, path.toModel, palette),
    label(gatewayX - 26, top + boxHeight + rowGap / 2 + 5, path.toModel, "end", 210, palette),
    box(rightBox, below, modelsHeight, shown, palette),
    ...shown.map((model, place) => inside(rightBox, below + 11 + modelHeight / 2 + place * modelHeight, model, palette)),
    more === 0 ? "" : letter(rightBox + 56, below + modelsHeight - 14, `and ${more} more ${more === 1 ? "model" : "models"}`, { size: 15, fill: palette.quiet }),
    arrow({ from: [edge + boxWidth / 2, top + boxHeight + 5], to: [edge + boxWidth / 2, below - 4] }, { ...path.agents, mark: path.agents.mark === "fail" ? "blocked" : path.agents.mark }, palette, false),
    box(edge, below, boxHeight, [path.agents], palette),
    inside(edge, below + boxHeight / 2, path.agents, palette),
  ].join("");
  return { name: "duo-path", svg: frame(width, height, body, sayPath(path), palette, [edge - 4, top - 4, edge - 4, edge - 4]), alt: sayPath(path) };
}
