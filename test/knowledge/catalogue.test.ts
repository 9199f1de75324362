import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { causes } from "../../src/causes/registry.generated.ts";
import { hops, severities } from "../../src/core/hop.ts";
import { causeOf } from "../../src/knowledge/catalogue.ts";
import { catalogue } from "../../src/knowledge/catalogue.generated.ts";
import { falseAlarms } from "../../src/knowledge/false-alarms.generated.ts";
import { generateKnowledge } from "../../scripts/generate-knowledge.mjs";
import { neededText } from "../../scripts/knowledge/needed-text.mjs";
import { dataFiles, writtenSymptoms } from "./data.ts";

interface Indexed {
  code: string;
  name: string;
  hop: string;
  severity: string;
}

describe("catalogue", () => {
  it("has the codes, names, hops and severities of the stable index", () => {
    const index = JSON.parse(readFileSync(new URL("../fixtures/catalogue-index.json", import.meta.url), "utf8")) as Indexed[];
    expect(catalogue.map(({ code, name, hop, severity }) => ({ code, name, hop, severity }))).toEqual(index);
  });

  it("speaks of hops and severities that exist, and gives steps", () => {
    for (const cause of catalogue) {
      expect(hops).toContain(cause.hop);
      expect(severities).toContain(cause.severity);
      expect(cause.remedy.length, cause.code).toBeGreaterThan(0);
    }
  });

  it("uses a name once", () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  });

  it("is found by code and by name", () => {
    expect(causeOf("dt321")?.name).toBe("endpoint-lacks-v1");
    expect(causeOf("Endpoint-Lacks-V1")?.code).toBe("DT321");
    expect(causeOf("DT000")).toBeUndefined();
  });
});

describe("data", () => {
  it("is what the generated files were made from", () => {
    expect(generateKnowledge({ rules: causes, check: true })).toEqual([]);
  });

  it("cites no working papers", () => {
    for (const [name, text] of dataFiles()) expect(text, name).not.toMatch(/\b(?:gitlab|ai-gateway|model-servers|patterns|design|platforms)\.md\b|\bfixtures\b|\(recorded\)|\/work\//u);
  });

  it("has no unbounded repetition and no nested one in a pattern", () => {
    for (const [id, { patterns }] of writtenSymptoms()) {
      for (const pattern of patterns) expect(pattern.replace(/\\./gu, "").replace(/\[[^\]]*\]/gu, "_"), id).not.toMatch(/[+*]|\{\d+,\}/u);
    }
  });

  it("says of every false alarm when it is one", () => {
    for (const alarm of falseAlarms) {
      expect(alarm.sentence, alarm.id).toMatch(/[.!]$/u);
      expect(alarm.when.length, alarm.id).toBeGreaterThan(0);
    }
  });
});

describe("neededText", () => {
  it.each([
    ["Token creation failed", ["token creation failed"]],
    ["(?:JWTError[^\\n]{0,30})?Not enough segments", ["not enough segments"]],
    ["(?:<think>|\\[TOOL_CALLS\\])", ["<think>", "[tool_calls]"]],
    ["colou?r of things", ["r of things"]],
    ["(?<!x)ab(?=cdef)", ["ab"]],
    ["a{0,3}b", ["b"]],
    ["x\\x27y", ["x'y"]],
  ])("%s needs %j", (pattern, needs) => {
    expect(neededText(pattern)).toEqual(needs);
  });

  it("names nothing where nothing is needed", () => {
    expect(neededText("(?:a|.b?)")).toBeUndefined();
    expect(neededText("\\d{3}")).toBeUndefined();
  });
});
