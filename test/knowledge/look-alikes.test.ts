import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/knowledge/catalogue.generated.ts";
import { lookAlikes, separators } from "../../src/knowledge/look-alikes.generated.ts";
import { separatingTestFor } from "../../src/knowledge/look-alikes.ts";

describe("separatingTestFor", () => {
  it("reads only what the given causes need", () => {
    const found = separatingTestFor(["DT301", "DT305", "DT310"]);
    expect(found?.among).toEqual(["DT301", "DT305", "DT310"]);
    expect(found?.test.command).toContain("{endpoint}/models");
    expect(found?.test.reading).toMatch(/Connection refused.*= DT301;.*= DT305;.*= DT310/u);
    expect(found?.test.reading).not.toContain("DT312");
  });

  it("takes the smallest set that holds the causes", () => {
    expect(separatingTestFor(["DT330", "DT331"])?.because).toContain("dummy_key");
    expect(separatingTestFor(["DT101", "DT102"])?.because).toContain("null");
  });

  it("asks a slow model and a full queue apart by the server's own figures, and speaks of no lost packets", () => {
    const found = separatingTestFor(["DT341", "DT342"]);
    expect(found?.because).not.toContain("packets");
    expect(found?.test.id).toBe("model-metrics");
    expect(found?.test.reading).toMatch(/waiting above 0.*= DT342; nothing waiting = DT341/u);
  });

  it("leaves tests for last that the run could make itself", () => {
    const shell = separatingTestFor(["DT201", "DT501"], ["none", "user", "admin"]);
    expect(shell?.test.where).toContain("node");
    expect(separatingTestFor(["DT330", "DT331"], ["none", "user", "admin"])?.test.do).toContain("Ask the model server");
  });

  it("knows nothing about one cause, or about causes that never look alike", () => {
    expect(separatingTestFor(["DT301"])).toBeUndefined();
    expect(separatingTestFor(["DT301", "DT612"])).toBeUndefined();
    expect(separatingTestFor([])).toBeUndefined();
  });

  it("keeps keys and tokens out of the command line", () => {
    for (const set of lookAlikes) {
      const found = separatingTestFor(set.codes);
      expect(found, set.id).toBeDefined();
      if (found?.test.command?.includes("$KEY") === true) expect(found.test.do).toContain("read -rs KEY");
      expect(found?.test.command ?? "").not.toMatch(/<(?:model )?(?:key|token)>/u);
    }
  });
});

describe("look-alikes", () => {
  const codes = new Set(catalogue.map(({ code }) => code));

  it.each(lookAlikes.map((set) => [set.id, set] as const))("%s: every cause is told by one of its tests", (_id, set) => {
    const told = new Set(set.tests.flatMap((id) => separators[id]?.outcomes.flatMap(({ means }) => means) ?? []));
    expect(set.codes.filter((code) => !told.has(code))).toEqual([]);
    expect(set.codes.filter((code) => !codes.has(code))).toEqual([]);
  });

  it.each(lookAlikes.map((set) => [set.id, set] as const))("%s: every pair has a test with a reading", (_id, set) => {
    for (const [place, one] of set.codes.entries()) {
      for (const other of set.codes.slice(place + 1)) {
        const found = separatingTestFor([one, other]);
        expect(found?.among).toEqual([one, other]);
        expect(found?.test.reading, `${one} and ${other}`).toBeDefined();
      }
    }
  });
});
