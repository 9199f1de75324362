import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cadence, duesBetween, lastDue, nextDue, readCadence, sayCadence, wallText } from "../../src/core/cadence.ts";

const daily = (time: string, timeZone: string): Cadence => ({ every: "daily", hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)), weekday: 1, timeZone });
const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString();

describe("due times", () => {
  it("follow the wall clock over both clock changes", () => {
    const spring = duesBetween(daily("09:00", "Europe/Berlin"), at("2026-03-27T12:00:00Z"), at("2026-03-31T12:00:00Z"), 20).map(iso);
    expect(spring).toEqual(["2026-03-28T08:00:00.000Z", "2026-03-29T07:00:00.000Z", "2026-03-30T07:00:00.000Z", "2026-03-31T07:00:00.000Z"]);
    const autumn = duesBetween(daily("09:00", "Europe/Berlin"), at("2026-10-23T12:00:00Z"), at("2026-10-26T12:00:00Z"), 20).map(iso);
    expect(autumn).toEqual(["2026-10-24T07:00:00.000Z", "2026-10-25T08:00:00.000Z", "2026-10-26T08:00:00.000Z"]);
  });

  it("come right after a gap that swallows them, and once where the hour is repeated", () => {
    expect(iso(nextDue(daily("02:30", "Europe/Berlin"), at("2026-03-28T12:00:00Z")))).toBe("2026-03-29T01:30:00.000Z");
    expect(wallText("Europe/Berlin", at("2026-03-29T01:30:00Z"))).toBe("2026-03-29 03:30");
    expect(duesBetween(daily("02:30", "Europe/Berlin"), at("2026-10-24T12:00:00Z"), at("2026-10-25T12:00:00Z"), 20).map(iso)).toEqual(["2026-10-25T00:30:00.000Z"]);
    expect(duesBetween({ ...daily("01:30", "America/New_York") }, at("2026-11-01T00:00:00Z"), at("2026-11-02T00:00:00Z"), 20).map(iso)).toEqual(["2026-11-01T05:30:00.000Z"]);
    // Half an hour, in a zone that stands between the hours.
    expect(iso(nextDue(daily("02:15", "Australia/Lord_Howe"), at("2026-10-03T00:00:00Z")))).toBe("2026-10-03T15:45:00.000Z");
  });

  it("are hourly in every hour that passes, the repeated one too", () => {
    const hourly: Cadence = { every: "hourly", hour: 0, minute: 15, weekday: 1, timeZone: "Europe/Berlin" };
    expect(duesBetween(hourly, at("2026-10-24T22:00:00Z"), at("2026-10-25T04:00:00Z"), 20).map(iso)).toEqual(["22", "23", "00", "01", "02", "03"].map((hour) => `2026-10-2${Number(hour) > 20 ? 4 : 5}T${hour}:15:00.000Z`));
    expect(iso(lastDue({ ...hourly, timeZone: "Asia/Kolkata" }, at("2026-01-01T10:00:00Z")))).toBe("2026-01-01T09:45:00.000Z");
  });

  it("stand still weekly on their day", () => {
    const weekly: Cadence = { every: "weekly", hour: 9, minute: 0, weekday: 5, timeZone: "UTC" };
    expect(iso(nextDue(weekly, at("2026-11-27T09:00:00Z")))).toBe("2026-12-04T09:00:00.000Z");
    expect(iso(lastDue(weekly, at("2026-11-27T09:00:00Z")))).toBe("2026-11-27T09:00:00.000Z");
  });

  it("never come twice in a local day and never leave one out, in any zone", () => {
    const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns", "Pacific/Auckland", "Africa/Cairo", "UTC"];
    fc.assert(fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 1439 }), fc.integer({ min: at("2024-01-01T00:00:00Z"), max: at("2028-01-01T00:00:00Z") }), (timeZone, minuteOfDay, from) => {
      const cadence = { ...daily("00:00", timeZone), hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 };
      const dues = duesBetween(cadence, from, from + 10 * 86_400_000, 20);
      const days = dues.map((due) => wallText(timeZone, due).slice(0, 10));
      expect(new Set(days).size).toBe(days.length);
      for (const [place, due] of dues.entries()) {
        if (place > 0) expect(Date.parse(days[place] ?? "") - Date.parse(days[place - 1] ?? "")).toBe(86_400_000);
        expect(lastDue(cadence, due)).toBe(due);
        expect(nextDue(cadence, due - 1)).toBe(due);
        expect(nextDue(cadence, due)).toBeGreaterThan(due);
      }
    }), { numRuns: 60 });
  });
});

describe("what people type", () => {
  it.each([
    ["daily 09:00 Europe/Berlin", "daily at 09:00 Europe/Berlin"],
    ["daily 7:30", "daily at 07:30 Asia/Tokyo"],
    ["weekly friday 16:00 utc", "every Friday at 16:00 UTC"],
    ["weekly", "every Monday at 09:00 Asia/Tokyo"],
    ["hourly :15", "hourly at :15"],
  ])("%s", (line, said) => {
    const read = readCadence(line.split(" "), "Asia/Tokyo");
    expect("cadence" in read && sayCadence(read.cadence)).toBe(said);
  });

  it.each([["daily 25:00", "no time"], ["daily 9", "no time"], ["yearly", "hourly, daily and weekly"], ["daily 09:00 Europe/Berln", 'did you mean "Europe/Berlin"?'], ["daily friday", "weekly"]])("%s is refused", (line, why) => {
    const read = readCadence(line.split(" "), "UTC");
    expect("problem" in read && read.problem).toContain(why);
  });

  it("leaves the other words", () => {
    expect(readCadence("daily 09:00 only when changed".split(" "), "UTC")).toMatchObject({ rest: ["only", "when", "changed"], zoneGiven: false });
  });
});
