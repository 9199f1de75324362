import type { Mark } from "../core/reply.ts";
import { cleanLine, escapeMarkup } from "../core/text.ts";

/** Colours of a picture: hexadecimal for a painted one, custom properties of a page for one that stands in HTML. */
export interface Palette {
  paper: string;
  panel: string;
  line: string;
  ink: string;
  quiet: string;
  marks: Readonly<Record<Mark, string>>;
}

/** Brings its own ground, so that it reads the same in a dark and in a light chat. */
export const dusk: Palette = {
  paper: "#171b22",
  panel: "#212730",
  line: "#3d4754",
  ink: "#f2f5f8",
  quiet: "#a9b4c2",
  marks: { pass: "#5fd3a2", warn: "#f0c35a", fail: "#ff7a6b", undecided: "#cfa6ff", unknown: "#cfa6ff", expected: "#7cc4ff", blocked: "#98a4b3", skip: "#98a4b3", info: "#7cc4ff" },
};

/** For an SVG inside a page that defines these properties, once for light and once for dark. */
export const pageColours: Palette = {
  paper: "none",
  panel: "var(--panel)",
  line: "var(--line)",
  ink: "var(--ink)",
  quiet: "var(--quiet)",
  marks: { pass: "var(--pass)", warn: "var(--warn)", fail: "var(--fail)", undecided: "var(--undecided)", unknown: "var(--undecided)", expected: "var(--info)", blocked: "var(--blocked)", skip: "var(--blocked)", info: "var(--info)" },
};

// Widths of IBM Plex Sans in em, by the look of a letter; a little wide, so that nothing runs over its edge.
const narrow = /[iljtfrI.,:;'|!()[\]{} \-/]/u;
const wide = /[mwMWQOG@%&—…]/u;
const capital = /[A-Z0-9_<>=+~#$?]/u;

export function widthOf(text: string, size: number, bold = false): number {
  let em = 0;
  for (const letter of text) em += narrow.test(letter) ? 0.32 : wide.test(letter) ? 0.87 : capital.test(letter) ? 0.63 : letter.charCodeAt(0) > 0x2e7f ? 1.05 : 0.56;
  return em * size * (bold ? 1.04 : 1);
}

/** As much of a text as fits, with a mark where it was cut. */
export function fit(text: string, width: number, size: number, bold = false): string {
  const flat = cleanLine(text, 200);
  if (widthOf(flat, size, bold) <= width) return flat;
  const letters = [...flat];
  while (letters.length > 1 && widthOf(`${letters.join("")}…`, size, bold) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

export interface Lettering {
  size: number;
  fill: string;
  weight?: 400 | 600;
  anchor?: "start" | "middle" | "end";
  /** Cut where it would be wider. */
  within?: number;
}

export function letter(x: number, y: number, text: string, { size, fill, weight = 400, anchor = "start", within }: Lettering): string {
  const shown = within === undefined ? cleanLine(text, 200) : fit(text, within, size, weight === 600);
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="${fill}"${anchor === "start" ? "" : ` text-anchor="${anchor}"`}>${escapeMarkup(shown)}</text>`;
}

export const round = (value: number): number => Math.round(value * 10) / 10;

/** The sign of a state: another shape for each, so that it reads without colour. Drawn, since no font has all of them. */
export function sign(mark: Mark, x: number, y: number, radius: number, palette: Palette): string {
  const colour = palette.marks[mark];
  const ground = inPage(palette) ? "var(--panel)" : palette.paper;
  const at = (dx: number, dy: number): string => `${round(x + dx * radius)} ${round(y + dy * radius)}`;
  const stroke = (path: string, width = 0.24): string => `<path d="${path}" fill="none" stroke="${ground}" stroke-width="${round(radius * width)}" stroke-linecap="round" stroke-linejoin="round"/>`;
  const disc = `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${colour}"/>`;
  const ring = `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius * 0.86)}" fill="none" stroke="${colour}" stroke-width="${round(radius * 0.24)}"/>`;
  switch (mark) {
    case "pass":
      return `${disc}${stroke(`M${at(-0.42, 0.02)} L${at(-0.1, 0.36)} L${at(0.44, -0.34)}`)}`;
    case "fail":
      // Eight corners, as a stop sign has.
      return `<path d="M${at(-0.43, -1.03)} L${at(0.43, -1.03)} L${at(1.03, -0.43)} L${at(1.03, 0.43)} L${at(0.43, 1.03)} L${at(-0.43, 1.03)} L${at(-1.03, 0.43)} L${at(-1.03, -0.43)} Z" fill="${colour}"/>${stroke(`M${at(-0.36, -0.36)} L${at(0.36, 0.36)} M${at(0.36, -0.36)} L${at(-0.36, 0.36)}`, 0.27)}`;
    case "warn":
      return `<path d="M${at(0, -1.02)} L${at(1.08, 0.86)} L${at(-1.08, 0.86)} Z" fill="${colour}" stroke="${colour}" stroke-width="${round(radius * 0.2)}" stroke-linejoin="round"/>${stroke(`M${at(0, -0.34)} L${at(0, 0.22)} M${at(0, 0.56)} L${at(0, 0.57)}`)}`;
    case "undecided":
    case "unknown":
      return `<path d="M${at(0, -1.12)} L${at(1.12, 0)} L${at(0, 1.12)} L${at(-1.12, 0)} Z" fill="${colour}"/>${stroke(`M${at(-0.26, -0.26)} C${at(-0.2, -0.62)} ${at(0.34, -0.56)} ${at(0.26, -0.16)} C${at(0.2, 0.04)} ${at(0, 0.02)} ${at(0, 0.24)} M${at(0, 0.54)} L${at(0, 0.55)}`, 0.2)}`;
    case "expected":
    case "info":
      return `${ring}<path d="M${at(-0.4, 0.1)} C${at(-0.2, -0.3)} ${at(0.2, 0.3)} ${at(0.4, -0.1)}" fill="none" stroke="${colour}" stroke-width="${round(radius * 0.22)}" stroke-linecap="round"/>`;
    case "blocked":
      return `${ring}<path d="M${at(-0.55, 0.55)} L${at(0.55, -0.55)}" fill="none" stroke="${colour}" stroke-width="${round(radius * 0.24)}"/>`;
    case "skip":
      return ring;
  }
}

/** Without a ground of its own: the drawing stands in a page. */
export const inPage = (palette: Palette): boolean => palette.paper === "none";

/** A whole picture. `alt` is its title, read aloud where the SVG stands in a page; there `cut` leaves out margins (left, top, right, bottom). */
export function frame(width: number, height: number, body: string, alt: string, palette: Palette, cut: readonly [number, number, number, number] = [0, 0, 0, 0]): string {
  const [left, top, right, bottom] = inPage(palette) ? cut : [0, 0, 0, 0];
  const [wide, tall] = [width - left - right, height - top - bottom];
  const ground = inPage(palette) ? "" : `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="14" fill="${palette.paper}" stroke="${palette.line}"/>`;
  const family = inPage(palette) ? "" : ' font-family="IBM Plex Sans"';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${wide} ${tall}" width="${wide}" height="${tall}" role="img" aria-label="${escapeMarkup(cleanLine(alt, 1900))}"${family}>${ground}${body}</svg>`;
}
