import { describe, expect, it } from "vitest";
import { sayDay, stackDay } from "../../src/core/day.ts";
import { drawDay } from "../../src/pictures/day.ts";

const hour = 3_600_000;
const to = Date.parse("2026-03-29T06:00:00Z");
const from = to - 24 * hour;
const window = { from, to, holdMs: hour };
const run = (at: number, verdict: "pass" | "warn" | "fail" | "undecided", more: { durationMs?: number; firstTokenMs?: number } = {}) => ({ startedAt: from + at * hour, verdict, durationMs: 4_000, ...more });

describe("a stack's day", () => {
  it("holds a verdict until the next run, and no longer than anybody looked", () => {
    const day = stackDay("prod", [run(0, "pass"), run(0.5, "pass"), run(1, "fail"), run(5, "pass")], window);
    expect(day.states).toEqual([
      { from, to: from + hour, verdict: "pass" },
      { from: from + hour, to: from + 2 * hour, verdict: "fail" },
      { from: from + 5 * hour, to: from + 6 * hour, verdict: "pass" },
    ]);
    expect(day.available).toBeCloseTo(2 / 3);
  });

  it("begins with what the last run before it told, in whatever order the runs come", () => {
    const day = stackDay("prod", [run(0.25, "pass"), run(-0.5, "fail")], window);
    expect(day.states[0]).toEqual({ from, to: from + 0.25 * hour, verdict: "fail" });
    expect(day.hours).toHaveLength(1);
  });

  it("takes the middle of an hour, and counts what could not be told for nothing", () => {
    const day = stackDay("prod", [run(3, "pass", { durationMs: 1_000, firstTokenMs: 300 }), run(3.3, "pass", { durationMs: 9_000, firstTokenMs: 900 }), run(3.6, "undecided", { durationMs: 2_000 })], window);
    expect(day.hours).toEqual([{ at: from + 3 * hour, checkMs: 2_000, firstTokenMs: 300 }]);
    expect(day.available).toBe(1);
    expect(stackDay("none", [run(3, "undecided")], window).available).toBeUndefined();
    expect(stackDay("none", [], window)).toEqual({ stack: "none", states: [], hours: [] });
  });
});

describe("the picture of a day", () => {
  const stacks = [stackDay("good", [run(1, "pass")], window), stackDay("ba<d>&\u202e", [run(22, "pass"), run(23.2, "fail")], window)];

  it("is well-formed whatever a stack is called, worst first, and says in words what it shows", () => {
    const { svg, alt } = drawDay({ from, to, timeZone: "Europe/Berlin", stacks });
    expect(svg).toContain("ba&lt;d&gt;&amp;</text>");
    expect(svg).not.toMatch(/<script|&(?!amp;|lt;|gt;|quot;|#39;)|\u202e/u);
    expect(svg.indexOf("ba&lt;d")).toBeLessThan(svg.indexOf(">good<"));
    expect(alt).toMatch(/^ba<d>&.*: broken now, available 55\.5 %, broken for 48 min, check 4\.0 s to 4\.0 s\. good: works now/u);
  });

  it("labels the hours of the reader's time zone, also over a change of the clock", () => {
    const labels = [...drawDay({ from, to, timeZone: "Europe/Berlin", stacks }).svg.matchAll(/>(\d\d:00)</gu)].map((match) => match[1]);
    // That night two o'clock did not happen in Berlin.
    expect(labels).toEqual(["08:00", "12:00", "16:00", "20:00", "00:00", "04:00"]);
    expect(drawDay({ from, to, timeZone: "No/Where", stacks }).svg).toContain(">20:00<");
  });

  it("stays a picture for many stacks and for none", () => {
    const many = drawDay({ from, to, timeZone: "UTC", stacks: Array.from({ length: 30 }, (_, place) => stackDay(`s${place}`, [run(2, "pass")], window)) });
    expect(many.svg).toContain("and 22 more stacks");
    expect(many.alt.length).toBeLessThanOrEqual(1900);
    expect(sayDay({ from, to, timeZone: "UTC", stacks: [] })).toBe("No stack was checked.");
    expect(drawDay({ from, to, timeZone: "UTC", stacks: [] }).svg).toContain("No stack was checked.");
  });
});
