import type { Condition } from "./conditions.ts";

/** One thing that an upgrade can meet; the words are those of the data file. */
export interface UpgradeChange {
  id: string;
  level: "blocks" | "first" | "after" | "note";
  /** Applies to an upgrade from below this release to it or beyond. */
  crosses?: string;
  /** Applies to targets between these, both included; an end without a patch level means all patches. */
  lands?: readonly string[];
  /** Only from this release on. */
  from?: string;
  /** All must hold. */
  when: readonly Condition[];
  title: string;
  do: string;
  where: string;
  source: string;
}

export interface UpgradeFacts {
  /** Last release that the list was checked against. */
  newest: string;
  stops: { fixed: readonly string[]; since: string; minors: readonly number[]; source: string };
  /** First release of the gateway that knows a family. */
  families: Readonly<Record<string, string>>;
  familiesSource: string;
  mendedByUpgrade: readonly string[];
}

/** A release; patch Infinity: the latest of its minor. */
export interface Release {
  major: number;
  minor: number;
  patch: number;
}

/** Reads `19.4.1`, `v19.4.1-ee`, or `19.4` for the latest patch of it. */
export function readRelease(text: string): Release | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,4}))?(?:-(?:ee|ce)(?:\.\d+)?)?$/u.exec(text.trim());
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]), patch: match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]) };
}

/** As readRelease, for the texts of the data file; an end without a patch level is its lowest. */
export const lowest = (text: string): Release => ({ ...(readRelease(text) as Release), patch: /^\d+\.\d+$/u.test(text) ? 0 : (readRelease(text) as Release).patch });
export const highest = (text: string): Release => readRelease(text) as Release;

/** Negative where `a` is the older one. */
export function compare(a: Release, b: Release): number {
  return a.major - b.major || a.minor - b.minor || (a.patch === b.patch ? 0 : a.patch - b.patch);
}

export const sameMinor = (a: Release, b: Release): boolean => a.major === b.major && a.minor === b.minor;
export const sayRelease = ({ major, minor, patch }: Release): string => (Number.isFinite(patch) ? `${major}.${minor}.${patch}` : `${major}.${minor}`);

// The last minor of each major that is past.
const lastMinors: Readonly<Record<number, number>> = { 17: 11, 18: 11, 19: 11 };

/** Required stops after `now` and before `target`, oldest first. */
export function stopsBetween(now: Release, target: Release, { fixed, since, minors }: UpgradeFacts["stops"]): string[] {
  const stops: string[] = [];
  for (let { major } = now; major <= target.major; major += 1) {
    const last = major === target.major ? target.minor : (lastMinors[major] ?? 11);
    for (let minor = major === now.major ? now.minor : 0; minor <= last; minor += 1) {
      const stop = { major, minor, patch: 0 };
      const required = fixed.includes(`${major}.${minor}`) || (compare(stop, lowest(since)) >= 0 && minors.includes(minor));
      if (required && !sameMinor(stop, now) && !sameMinor(stop, target)) stops.push(`${major}.${minor}`);
    }
  }
  return stops;
}

/** The upgrade meets this change, as far as versions tell. */
export function meets(change: UpgradeChange, now: Release | undefined, target: Release): boolean {
  if (change.lands !== undefined) return compare(target, lowest(change.lands[0] ?? "")) >= 0 && compare(target, highest(change.lands[1] ?? "")) <= 0;
  if (now === undefined || change.crosses === undefined) return false;
  const at = lowest(change.crosses);
  return compare(now, at) < 0 && compare(target, at) >= 0 && (change.from === undefined || compare(now, lowest(change.from)) >= 0);
}
