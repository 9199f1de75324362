import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Observation } from "../../src/core/fact.ts";
import { observeEvidence } from "../../src/core/reported.ts";
import { judgeSaved, judgeText } from "../../src/diagnosis/diagnose.ts";
import { loadRegistry } from "../../src/app/registry.ts";
import { explainText } from "../../src/knowledge/explain.ts";
import { judgeTexts } from "../../src/app/judge-texts.ts";
import { readEvidence } from "../../src/knowledge/evidence/read-evidence.ts";
import { sayJudgedText } from "../../src/replies/explanation.ts";

const registry = await loadRegistry();
const at = new Date("2026-11-20T10:00:00Z");
const recordings = JSON.parse(readFileSync(new URL("../fixtures/pasted/recorded.json", import.meta.url), "utf8")) as { id: string; truth: string[]; text: string[] }[];
const textOf = (id: string): string => recordings.find((one) => one.id === id)?.text.join("\n") ?? "";

function judged(text: string) {
  const evidence = readEvidence(text);
  if (evidence === undefined) throw new Error("nothing was read");
  return judgeText(evidence, registry, { run: "r-text", trigger: "cli", at }).result;
}

const measured = (id: string, value: unknown, subject?: string): Observation => ({ id, ...(subject === undefined ? {} : { subject }), from: "worker:default", basis: "measured", startedMs: 0, durationMs: 1, at: at.toISOString(), said: id, value });

describe("a pasted text, judged by the same rules as a run", () => {
  it("names the cause with basis reported, where nothing was asked of the stack", () => {
    const result = judged(textOf("chat/dns"));
    expect(result.verdict).toBe("fail");
    expect(result.diagnosis.causes.map(({ code, certainty }) => [code, certainty])).toEqual([["DT305", "proven"]]);
    expect(result.diagnosis.causes[0]?.evidence.every(({ basis }) => basis === "reported")).toBe(true);
    expect(result.diagnosis.causes[0]?.title).toContain("model.invalid");
    expect(result.diagnosis.notices.map(({ code }) => code)).toEqual(["DT220"]);
  });

  it("says honestly what the text cannot tell apart, with a test", () => {
    const result = judged(textOf("chat/refused"));
    expect(result.verdict).toBe("undecided");
    expect(result.diagnosis.cannotTell).toHaveLength(1);
    expect(result.diagnosis.cannotTell[0]?.among).toEqual(["DT301", "DT302", "DT303", "DT304", "DT306"]);
    expect(result.diagnosis.cannotTell[0]?.separatingTest.command).toBeDefined();
  });

  it("every recorded fault keeps its cause through judging: what is named is right", () => {
    const wrong = recordings.flatMap(({ id, truth, text }) => {
      if (readEvidence(text.join("\n")) === undefined) return [];
      const { causes } = judged(text.join("\n")).diagnosis;
      const named = causes.map(({ code }) => code).filter((code) => code !== "DT421");
      return named.length === 0 || named.some((code) => truth.includes(code)) ? [] : [`${id}: ${named.join()}`];
    });
    expect(wrong).toEqual([]);
  });

  it("shows no fault where every step of a tool went well", () => {
    const text = "Testing if AI Gateway is running...\n>> AI Gateway is up and running ✔\n\nTesting if GitLab API is accessible at https://gitlab.corp/api/v4/projects ...\n>> GitLab API is accessible ✔";
    expect(judged(text).verdict).toBe("pass");
    expect(sayJudgedText(judged(text)).blocks[0]).toMatchObject({ mark: "info" });
  });

  it("yields to what this run measured: the text is of another hour, and the check says so", () => {
    const evidence = readEvidence(textOf("chat/dns"));
    if (evidence === undefined) throw new Error("nothing was read");
    const good = { outcome: "success", status: 200, code: null, exception: null, ms: 900, withKey: true, said: "" };
    const facts = [measured("gitlab/connection-check", { best: good, withKey: null, withoutKey: null }, "mistral"), ...observeEvidence(evidence, "paste", at, ["mistral"])];
    const saved = { schemaVersion: 1 as const, run: "r-1", trigger: "cli" as const, startedAt: at.toISOString(), durationMs: 1, stack: { name: "prod", gitlabUrl: "https://gitlab.corp", profile: "online" as const, site: "default", expect: [] }, reported: [], facts: facts as never };
    const result = judgeSaved(saved, registry);
    expect(result.diagnosis.causes).toEqual([]);
    expect(result.checks.find(({ id }) => id === "paste/model")).toMatchObject({ verdict: "warn", reason: expect.stringContaining("this run sees it work") as string });
  });

  it("narrows what a run could not tell apart", () => {
    const evidence = readEvidence(textOf("chat/tls_expired"));
    expect(evidence?.findings.find(({ area }) => area === "model")?.excluded).toEqual(expect.arrayContaining(["DT301", "DT305", "DT310"]));
  });

  it("an undecided run is decided by the answer to the test that it asked for, pasted with its mark or without", async () => {
    const evidence = readEvidence('{"logger":"exceptions","level":"error","message":"litellm.InternalServerError: InternalServerError: Custom_openaiException - Connection error.","exception_class":"InternalServerError"}');
    if (evidence === undefined) throw new Error("nothing was read");
    const last = judgeText(evidence, registry, { run: "r-first", trigger: "chat", at });
    const [open] = last.result.diagnosis.cannotTell;
    expect(open?.among.length).toBeGreaterThan(5);
    expect(open?.separatingTest).toMatchObject({ id: "model-backtrace" });
    const judge = judgeTexts((text) => text);
    for (const answer of ["[test model-backtrace]\n      3 gaierror", "      3 gaierror"]) {
      const decided = await judge(answer, last);
      expect(decided?.answers?.test).toBe("model-backtrace");
      expect(decided?.result).toMatchObject({ run: "r-first", verdict: "fail", diagnosis: { cannotTell: [] } });
      expect(decided?.result.diagnosis.causes.map(({ code }) => code)).toEqual(["DT305"]);
    }
    expect((await judge("thank you, I shall look", last))?.answers).toBeUndefined();
  });

  it("explains a code as before: a code alone proves nothing", () => {
    expect(readEvidence("Error code: A1003")?.findings ?? []).toEqual([]);
    expect(explainText("Error code: A1003").symptoms[0]?.id).toBe("A1003");
  });
});
