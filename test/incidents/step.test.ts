import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Announcement, undecidedCode, usualRules, type Watch } from "../../src/core/incident.ts";
import { emptyWatch } from "../../src/incidents/keeper.ts";
import type { Sighting, Trouble } from "../../src/incidents/sighting.ts";
import { takeIn } from "../../src/incidents/step.ts";

const minute = 60_000;
const start = Date.parse("2026-11-23T00:00:00Z");
const trouble = (code: string, severity = "outage"): Trouble => ({ kind: code.startsWith("DT22") ? "switch" : "cause", code, title: `title of ${code}`, severity, hop: "model", breaks: ["chat"], models: [] });

let count = 0;
const run = (codes: (string | Trouble)[], atMinute: number, more: Partial<Sighting> = {}): Sighting => ({
  run: `r-${(count += 1)}`, stack: "prod", at: start + atMinute * minute, verdict: codes.length === 0 ? "pass" : "fail",
  troubles: codes.map((code) => (typeof code === "string" ? trouble(code) : code)), accepted: [], ...more,
});

/** Takes in runs in order; `silent`: minutes in which a silence holds. */
function live(sightings: readonly Sighting[], silent: (atMinute: number) => boolean = () => false, rules = usualRules): { watch: Watch; told: Announcement[]; kinds: string[] } {
  let watch = emptyWatch("prod");
  const told: Announcement[] = [];
  for (const sighting of sightings) {
    const step = takeIn(watch, sighting, rules, silent((sighting.at - start) / minute));
    watch = step.watch;
    told.push(...step.announcements);
  }
  return { watch, told, kinds: told.map((one) => one.kind) };
}

/** One run every five minutes. */
const every5 = (...codes: string[][]): Sighting[] => codes.map((list, place) => run(list, place * 5));

describe("an incident", () => {
  it("begins with the second run that sees its cause, and is over with the second that does not", () => {
    const { told, watch } = live(every5([], ["DT301"], [], ["DT301"], ["DT301"], [], ["DT301"], [], []));
    expect(told.map((one) => [one.kind, (one.at - start) / minute])).toEqual([["opened", 20], ["recovered", 40]]);
    expect(watch.incidents).toHaveLength(1);
    expect(watch.incidents[0]).toMatchObject({ code: "DT301", since: start + 15 * minute, closedAt: start + 40 * minute });
    expect(told[1]).toMatchObject({ broadcast: true, line: "Recovered after 25 min" });
  });

  it("says that it is unsure while a threshold is not reached, and not otherwise", () => {
    let watch = emptyWatch("prod");
    const seen = every5([], ["DT301"], ["DT301"], ["DT301"], [], []).map((sighting) => {
      const step = takeIn(watch, sighting, usualRules, false);
      watch = step.watch;
      return step.unsure;
    });
    expect(seen).toEqual([false, true, false, false, true, false]);
  });

  it("goes on with a line when its cause changes, and keeps its identity", () => {
    const { told, watch, kinds } = live(every5(["DT301"], ["DT301"], ["DT305"], ["DT301"], ["DT305"], ["DT305"], ["DT305"]));
    expect(kinds).toEqual(["opened", "changed"]);
    expect(told[1]?.line).toContain("DT301 → DT305");
    expect(new Set(told.map((one) => one.incident)).size).toBe(1);
    expect(watch.incidents.map((one) => one.code)).toEqual(["DT305"]);
  });

  it("takes a cause that can be told at once where it could not be, and never the other way round", () => {
    const { kinds, watch } = live(every5([undecidedCode], [undecidedCode], [undecidedCode], ["DT301"], [undecidedCode], [undecidedCode], [undecidedCode]));
    expect(kinds).toEqual(["opened", "changed"]);
    expect(watch.incidents).toMatchObject([{ code: "DT301", missed: 0 }]);
  });

  it("tells two root causes apart", () => {
    const { told } = live(every5(["DT301", "DT105"], ["DT301", "DT105"], ["DT301"], ["DT301"]));
    expect(told.map((one) => [one.kind, one.incidentThen.code])).toEqual([["opened", "DT301"], ["opened", "DT105"], ["recovered", "DT105"]]);
  });

  it("tells a rise of severity once, and a fall only in its message", () => {
    const low = trouble("DT301", "degraded");
    const sightings = [[low], [low], ["DT301"], ["DT301"], [low], ["DT301"]].map((codes, place) => run(codes, place * 5));
    const { kinds, told } = live(sightings);
    expect(kinds).toEqual(["opened", "raised", "updated", "updated"]);
    expect(told.map((one) => one.broadcast)).toEqual([false, true, false, false]);
  });

  it("that comes back soon is the same one; one that does so again and again is said to flap, and then only once", () => {
    const bad = ["DT301"];
    const { kinds, told, watch } = live(every5(bad, bad, [], [], bad, bad, [], [], bad, bad, [], [], bad, bad, [], [], [], [], [], []));
    expect(kinds).toEqual(["opened", "recovered", "returned", "recovered", "flapping", "recovered"]);
    expect(new Set(told.map((one) => one.incident)).size).toBe(1);
    expect(watch.incidents).toHaveLength(1);
  });

  it("is seen even where no two runs in a row see it", () => {
    const bad = ["DT301"];
    const { kinds, watch } = live(every5(bad, [], bad, [], bad, [], bad, [], bad, []));
    expect(kinds).toEqual(["opened"]);
    expect(watch.incidents[0]?.flapping).toBe(true);
  });

  it("is reminded of while it lasts", () => {
    const { told } = live(Array.from({ length: 10 * 12 }, (_, place) => run(["DT301"], place * 5)));
    expect(told.map((one) => [one.kind, (one.at - start) / minute])).toEqual([["opened", 5], ["reminder", 245], ["reminder", 485]]);
    expect(told[1]).toMatchObject({ broadcast: false, line: "Still broken, for 4 h 5 min now" });
  });

  it("is not announced in a silence, and is when it outlasts it", () => {
    const bad = Array.from({ length: 8 }, (_, place) => run(["DT301"], place * 5));
    expect(live(bad, (at) => at < 30).told.map((one) => [one.kind, (one.at - start) / minute])).toEqual([["opened", 30]]);
    expect(live(every5(["DT301"], ["DT301"], [], []), () => true).told).toEqual([]);
    // One that was announced before is closed quietly.
    expect(live(every5(["DT301"], ["DT301"], [], []), (at) => at > 5).told.map((one) => [one.kind, one.broadcast])).toEqual([["opened", false], ["recovered", false]]);
  });

  it("is believed neither to begin nor to end while the observer is blind", () => {
    const blind = (at: number): Sighting => run([], at, { blind: "the sentinel does not answer", verdict: "undecided" });
    const { kinds, watch } = live([run(["DT301"], 0), run(["DT301"], 5), blind(10), blind(15), blind(20)]);
    expect(kinds).toEqual(["opened"]);
    expect(watch).toMatchObject({ blindSince: start + 10 * minute, blindBecause: "the sentinel does not answer" });
    expect(takeIn(watch, run([], 25), usualRules, false).watch.blindSince).toBeUndefined();
  });

  it("goes on being seen after a clock was set, forwards and back again", () => {
    const { kinds } = live([run([], 0), run([], 24 * 60), run(["DT301"], 5), run(["DT301"], 10), run([], 15), run([], 24 * 60), run([], 20)]);
    expect(kinds).toEqual(["opened", "recovered"]);
  });

  it("ends when its cause is accepted", () => {
    const { told } = live([run(["DT301"], 0), run(["DT301"], 5), run([], 10, { accepted: [{ code: "DT301", reason: "migration" }] })]);
    expect(told.map((one) => [one.kind, one.line])).toEqual([["opened", undefined], ["accepted", "Accepted for now: migration"]]);
  });

  it("of a switch that was left on begins at once, nags daily, and ends at once; it says whose check saw it first", () => {
    const on = Array.from({ length: 26 }, (_, place) => run(["DT220"], place * 120, place === 0 ? { by: "Ana", verdict: "warn" } : { verdict: "warn" }));
    const { told } = live([...on, run([], 26 * 120)]);
    expect(told.map((one) => [one.kind, (one.at - start) / minute / 60, one.broadcast])).toEqual([["opened", 0, false], ["reminder", 24, true], ["reminder", 48, true], ["recovered", 52, true]]);
    expect(told[0]?.incidentThen.firstSeenBy).toBe("Ana");
    expect(told[1]?.line).toBe("Still on, for 24 h now");
  });

  it("leads with what is different from the last good run", () => {
    const vitals = (version: string) => ({ seen: { "version of GitLab": { "": version } }, addresses: {}, certificates: [], firstTokenMs: {} });
    const { told } = live([run([], 0, { vitals: vitals("18.5.0") }), run(["DT301"], 5, { vitals: vitals("18.6.0") }), run(["DT301"], 10, { vitals: vitals("18.6.0") })]);
    expect(told[0]?.incidentThen).toMatchObject({ changes: ["the version of GitLab changed: 18.5.0 → 18.6.0"], lastGoodAt: start });
  });
});

describe("over any history", () => {
  const code = fc.constantFrom("DT301", "DT305", "DT105", "DT220", undecidedCode);
  const sightingArb = fc.record({
    codes: fc.uniqueArray(code, { maxLength: 3 }), gap: fc.integer({ min: 0, max: 90 }), low: fc.boolean(), late: fc.integer({ min: 0, max: 9 }),
    blind: fc.integer({ min: 0, max: 9 }).map((n) => n === 0), accept: fc.option(code, { freq: 9 }), silent: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  });

  it("no two open incidents share an identity, no change is told twice, and what was taken in before changes nothing", () => {
    fc.assert(fc.property(fc.array(sightingArb, { maxLength: 60 }), (history) => {
      let watch = emptyWatch("prod");
      let at = 0;
      const told: Announcement[] = [];
      for (const [place, item] of history.entries()) {
        at += item.gap;
        const accepted = item.accept === null ? [] : [{ code: item.accept, reason: "known" }];
        const sighting = run(item.codes.filter((one) => one !== item.accept).map((one) => trouble(one, one.startsWith("DT22") ? "security" : item.low ? "degraded" : "outage")), item.late === 0 ? at - 7 : at, {
          run: `h-${place}`, accepted, ...(item.blind ? { blind: "offline" } : {}),
        });
        const step = takeIn(watch, sighting, usualRules, item.silent);
        // A replay of the same run, at once or later.
        const replayed = takeIn(step.watch, sighting, usualRules, item.silent);
        if (sighting.at >= watch.lastAt) expect(step.watch.processed).toContain(sighting.run);
        expect(replayed.watch).toBe(step.watch);
        expect(replayed.announcements).toEqual([]);
        if (item.blind) expect(step.announcements).toEqual([]);
        if (item.silent) expect(step.announcements.filter((one) => one.broadcast || one.kind === "opened" || one.kind === "reminder")).toEqual([]);
        const taken = step.watch !== watch;
        watch = step.watch;
        told.push(...step.announcements);
        const open = watch.incidents.filter((incident) => incident.closedAt === undefined);
        expect(new Set(open.map((incident) => incident.code)).size).toBe(open.length);
        expect(new Set(watch.incidents.map((incident) => incident.id)).size).toBe(watch.incidents.length);
        if (item.codes.length === 0 && !item.blind && taken) expect(Object.keys(watch.pending)).toEqual([]);
      }
      // Numbers of announcements run on without gap, and opening and closing take turns.
      for (const id of new Set(told.map((one) => one.incident))) {
        const own = told.filter((one) => one.incident === id);
        expect(own.map((one) => one.seq)).toEqual(own.map((_, place) => place + 1));
        expect(own[0]?.kind).toBe("opened");
        expect(own.filter((one) => one.kind === "opened")).toHaveLength(1);
        const turns = own.map((one) => (one.kind === "recovered" || one.kind === "accepted" ? "closed" : one.kind === "opened" || one.kind === "returned" || one.kind === "flapping" ? "open" : "")).filter((turn) => turn !== "");
        expect(turns.filter((turn, place) => place > 0 && turn === turns[place - 1])).toEqual([]);
        let peak = 0;
        const ranks: Record<string, number> = { degraded: 1, outage: 2 };
        for (const one of own) {
          if (one.kind === "raised") expect(ranks[one.incidentThen.severity] ?? 0).toBeGreaterThan(peak);
          peak = Math.max(peak, ranks[one.incidentThen.severity] ?? 0);
        }
      }
    }), { numRuns: 400 });
  });
});
