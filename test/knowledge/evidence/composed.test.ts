import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readEvidence } from "../../../src/knowledge/evidence/read-evidence.ts";

// Output of model servers, proxies, containers, look-ups and the official tools, in forms of several versions; the heads of the files say how to read them.
const pastes = ["composed", "collected", "elsewhere", "wordings"]
  .flatMap((file) => readFileSync(new URL(`../../fixtures/pasted/${file}.txt`, import.meta.url), "utf8").split(/^### /mu).slice(1))
  .map((part) => {
    const end = part.indexOf("\n");
    const [id = "", want = ""] = part.slice(0, end).split("|").map((word) => word.trim());
    return { id, exactly: want.startsWith("="), healthy: want === "none", codes: want.slice(1).split(","), text: part.slice(end + 1) };
  });

describe("pastes of real tools' output", () => {
  it("holds faults and what is no fault at all", () => {
    expect(pastes.filter(({ healthy }) => !healthy).length).toBeGreaterThan(80);
    expect(pastes.filter(({ healthy }) => healthy).length).toBeGreaterThan(25);
  });

  it.each(pastes.map((one) => [one.id, one] as const))("%s", (_id, { exactly, healthy, codes, text }) => {
    const findings = readEvidence(text)?.findings ?? [];
    const named = findings.filter(({ level }) => level !== "suspect").flatMap((finding) => finding.codes);
    const suspects = findings.filter(({ level }) => level === "suspect").flatMap((finding) => finding.codes);
    if (healthy) return expect({ named, suspects }).toEqual({ named: [], suspects: [] });
    expect(named.filter((code) => !codes.includes(code))).toEqual([]);
    expect((exactly ? named : [...named, ...suspects]).filter((code) => codes.includes(code))).not.toEqual([]);
  });
});
