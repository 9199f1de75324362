import type { Area, Finding, Sign } from "../../core/reported.ts";
import { lookAlikes } from "../look-alikes.generated.ts";
import { areaOf } from "./meaning.ts";

// A gateway that does not start, or is out of reach for one of these reasons, answers nobody: what is told of that are consequences.
const keepsDown = new Set(["DT202", "DT203", "DT204", "DT205", "DT206", "DT207", "DT208", "DT209", "DT211", "DT212", "DT525"]);
const consequences = new Set(["DT201", "DT401", "DT521"]);

/**
 * Where a telling sign says why the gateway is down, those that only say that it is belong to it. A gateway without keys of its own is how it is
 * installed where nobody's editor connects to it directly: beside a fault that is told, that setting is none.
 */
function withConsequences(given: readonly Sign[]): readonly Sign[] {
  const telling = given.some((sign) => (sign.strength === "proof" || sign.strength === "single") && sign.id !== "signing-key-unset");
  const signs = given.map((sign): Sign => (telling && sign.id === "signing-key-unset" && sign.points.includes("DT257") ? { ...sign, strength: "hint" } : sign));
  const why = signs.find((sign) => (sign.strength === "proof" || sign.strength === "single") && sign.points.length === 1 && keepsDown.has(sign.points[0] ?? ""))?.points[0];
  if (why === undefined) return signs;
  return signs.map((sign) => (sign.strength === "group" && !sign.points.includes(why) && sign.points.some((code) => consequences.has(code)) ? { ...sign, points: [...sign.points, why] } : sign));
}

/**
 * What signs leave over. A proof stands by itself. The others are sets of suspects: those that agree are intersected, the narrowest first, so that a
 * general line (`Connection error.`) is explained by the telling one beside it. A sign that shares no suspect with the rest is a finding of its
 * own: two faults are two findings. Pure; the same signs give the same findings in the same order.
 */
export function weighSigns(given: readonly Sign[]): Finding[] {
  const signs = withConsequences(given);
  const health = new Set(signs.flatMap((sign) => (sign.strength === "health" ? sign.points : [])));
  const proven = new Map<string, number[]>();
  for (const [place, sign] of signs.entries()) {
    const code = sign.points[0];
    if (sign.strength === "proof" && code !== undefined) proven.set(code, [...(proven.get(code) ?? []), place]);
  }
  const findings: Finding[] = [];
  for (const [code, places] of proven) {
    // What only repeats a proof in general words belongs to it.
    const general = signs.flatMap((sign, place) => (sign.strength !== "proof" && sign.strength !== "health" && sign.points.includes(code) ? [place] : []));
    push(findings, [code], "proven", [...places, ...general]);
  }
  const told = new Set(findings.flatMap((finding) => finding.signs));
  const open = signs
    .map((sign, place) => ({ sign, place, codes: without(sign.points, health) }))
    .filter(({ sign, place, codes }) => sign.strength !== "proof" && sign.strength !== "health" && !told.has(place) && codes.length > 0);
  const hinted = open.filter(({ sign }) => sign.strength === "hint");
  const firm = open.filter(({ sign }) => sign.strength !== "hint").sort((a, b) => a.codes.length - b.codes.length || a.place - b.place);
  const sets: { codes: string[]; places: number[]; single: boolean }[] = [];
  for (const { sign, place, codes } of firm) {
    const set = sets.find((one) => one.codes.some((code) => codes.includes(code)));
    if (set === undefined) sets.push({ codes: [...codes], places: [place], single: sign.strength === "single" });
    else {
      const common = set.codes.filter((code) => codes.includes(code));
      // Lists of suspects are never complete: two of them do not name a cause by themselves.
      if (common.length > 1 || set.single || sign.strength === "single") set.codes = common;
      set.single ||= sign.strength === "single";
      set.places.push(place);
    }
  }
  for (const { place, codes } of hinted) {
    const set = sets.find((one) => one.codes.some((code) => codes.includes(code)));
    // A hint alone is told, and blames nobody.
    if (set !== undefined) set.places.push(place);
  }
  for (const { codes, places, single } of sets) {
    push(findings, codes, codes.length === 1 && single ? "likely" : "suspect", places);
  }
  return findings;
}

/** Intersections never end empty, and a step that went well does not leave a failing line without any suspect. */
function without(points: readonly string[], health: ReadonlySet<string>): readonly string[] {
  const left = points.filter((code) => !health.has(code));
  return left.length === 0 ? points : left;
}

function push(findings: Finding[], codes: readonly string[], level: Finding["level"], signs: readonly number[]): void {
  const area = codes.map(areaOf).find((one): one is Area => one !== undefined);
  if (area === undefined) return;
  findings.push({ area, level, codes: [...codes], excluded: excludedBy(codes), signs: [...new Set(signs)].sort((a, b) => a - b) });
}

/** Causes of the same sets of look-alikes that are not left. */
export function excludedBy(codes: readonly string[]): string[] {
  const alike = lookAlikes.filter((set) => codes.every((code) => set.codes.includes(code)));
  return [...new Set(alike.flatMap((set) => set.codes))].filter((code) => !codes.includes(code)).sort();
}
