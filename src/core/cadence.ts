import { z } from "zod";
import { nearest } from "./nearest.ts";

/**
 * When something regular is due. Wall time in a named zone: a time that a clock change skips comes right after the gap, one that it repeats
 * comes once, at the first of the two. Instants are milliseconds since 1970.
 */

export const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

export const cadenceSchema = z.object({
  every: z.enum(["hourly", "daily", "weekly"]),
  hour: z.number().int().min(0).max(23),
  minute: z.number().int().min(0).max(59),
  /** 0 is Sunday; of a weekly one. */
  weekday: z.number().int().min(0).max(6),
  /** IANA name. */
  timeZone: z.string(),
});
export type Cadence = z.infer<typeof cadenceSchema>;

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a zone at an instant, as if it were UTC. */
function wallAt(timeZone: string, at: number): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
    formats.set(timeZone, format);
  }
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value);
  return Date.UTC(parts["year"] ?? 0, (parts["month"] ?? 1) - 1, parts["day"], parts["hour"], parts["minute"], parts["second"]);
}

const offsetAt = (timeZone: string, at: number): number => wallAt(timeZone, at) - Math.floor(at / 1000) * 1000;

/** The instant of a wall time; see above for times that a clock change skips or repeats. */
function instantOf(timeZone: string, wall: number): number {
  const before = offsetAt(timeZone, wall - dayMs);
  const after = offsetAt(timeZone, wall + dayMs);
  const fits = [...new Set([before, after])].map((offset) => wall - offset).filter((at) => wallAt(timeZone, at) === wall);
  return fits.length > 0 ? Math.min(...fits) : wall - before;
}

/** The latest instant at or before `now` at which it was due. */
export function lastDue(cadence: Cadence, now: number): number {
  if (cadence.every === "hourly") {
    const start = Math.floor(now / 60_000) * 60_000;
    // A zone may stand between the hours, and change by half of one.
    for (let at = start; at > start - 3 * 3_600_000; at -= 60_000) if (new Date(wallAt(cadence.timeZone, at)).getUTCMinutes() === cadence.minute) return at;
    return start;
  }
  return daysAround(cadence, now).findLast((at) => at <= now) ?? now;
}

/** The first instant after `now` at which it will be due. */
export function nextDue(cadence: Cadence, now: number): number {
  if (cadence.every === "hourly") {
    const start = Math.floor(now / 60_000) * 60_000 + 60_000;
    for (let at = start; at < start + 3 * 3_600_000; at += 60_000) if (new Date(wallAt(cadence.timeZone, at)).getUTCMinutes() === cadence.minute) return at;
    return start;
  }
  return daysAround(cadence, now).find((at) => at > now) ?? now;
}

/** Every instant in (from, to] at which it was due, oldest first; the latest `limit` of them. */
export function duesBetween(cadence: Cadence, from: number, to: number, limit: number): number[] {
  const dues: number[] = [];
  for (let at = lastDue(cadence, to); at > from && dues.length < limit; at = lastDue(cadence, at - 1)) dues.unshift(at);
  return dues;
}

/** Its due instants around now: at least the last and the next. */
function daysAround(cadence: Cadence, now: number): number[] {
  const today = Math.floor(wallAt(cadence.timeZone, now) / dayMs) * dayMs;
  const reach = cadence.every === "daily" ? 2 : 9;
  return Array.from({ length: reach * 2 + 1 }, (_, place) => today + (place - reach) * dayMs)
    .filter((day) => cadence.every === "daily" || new Date(day).getUTCDay() === cadence.weekday)
    .map((day) => instantOf(cadence.timeZone, day + cadence.hour * 3_600_000 + cadence.minute * 60_000));
}

/** Date and time in a zone, for people: `2026-11-23 09:00`. */
export function wallText(timeZone: string, at: number): string {
  return new Date(wallAt(timeZone, at)).toISOString().slice(0, 16).replace("T", " ");
}

export function isTimeZone(name: string): boolean {
  try {
    wallAt(name, 0);
    return true;
  } catch {
    formats.delete(name);
    return false;
  }
}

/**
 * Reads `daily 09:00 Europe/Berlin`, `weekly friday 16:30`, `hourly :15`. What is left over is given back. The zone may be left out; then it is
 * `zone`.
 */
export function readCadence(words: readonly string[], zone: string): { cadence: Cadence; rest: string[]; zoneGiven: boolean } | { problem: string } {
  const [every = "", ...rest] = words;
  if (every !== "hourly" && every !== "daily" && every !== "weekly") return { problem: `"${every.slice(0, 40)}" is no rhythm; there are hourly, daily and weekly` };
  const cadence: Cadence = { every, hour: 9, minute: 0, weekday: 1, timeZone: zone };
  const left: string[] = [];
  let zoneGiven = false;
  for (const word of rest) {
    const time = /^(\d{1,2})?:(\d{2})$/u.exec(word);
    const day = weekdays.findIndex((name) => word.length >= 3 && name.startsWith(word.toLowerCase()));
    if (time !== null) {
      const hour = Number(time[1] ?? cadence.hour);
      const minute = Number(time[2]);
      if (hour > 23 || minute > 59) return { problem: `"${word.slice(0, 40)}" is no time; write it like 09:00` };
      Object.assign(cadence, { hour, minute });
    } else if (day !== -1) {
      if (every !== "weekly") return { problem: `"${word.slice(0, 40)}" belongs to a weekly report` };
      cadence.weekday = day;
    } else if (!zoneGiven && (/^[A-Za-z]+(?:[/_+-][A-Za-z0-9_+/-]*)$/u.test(word) || /^(?:UTC|GMT)$/iu.test(word))) {
      if (!isTimeZone(word)) {
        const near = nearest(word, Intl.supportedValuesOf("timeZone"));
        return { problem: `"${word.slice(0, 40)}" is no time zone${near === undefined ? "; write it like Europe/Berlin" : `, did you mean "${near}"?`}` };
      }
      cadence.timeZone = /^(?:UTC|GMT)$/iu.test(word) ? "UTC" : word;
      zoneGiven = true;
    } else if (/^\d/u.test(word)) return { problem: `"${word.slice(0, 40)}" is no time; write it like 09:00` };
    else left.push(word);
  }
  return { cadence, rest: left, zoneGiven };
}

/** As people say it: `daily at 09:00 Europe/Berlin`. */
export function sayCadence(cadence: Cadence): string {
  const minute = String(cadence.minute).padStart(2, "0");
  const time = `${String(cadence.hour).padStart(2, "0")}:${minute}`;
  if (cadence.every === "hourly") return `hourly at :${minute}`;
  const day = weekdays[cadence.weekday] ?? "monday";
  return `${cadence.every === "weekly" ? `every ${day[0]?.toUpperCase() ?? ""}${day.slice(1)}` : "daily"} at ${time} ${cadence.timeZone}`;
}
