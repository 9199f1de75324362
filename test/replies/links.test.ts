import { describe, expect, it } from "vitest";
import { renderReply as renderDiscord } from "../../src/chat/discord/render.ts";
import { renderReply as renderSlack } from "../../src/chat/slack/render.ts";
import { renderReply as renderTerminal } from "../../src/chat/terminal/render.ts";
import { loadConfig } from "../../src/config/load.ts";
import { runPage } from "../../src/pages/run-page.ts";
import { explainText } from "../../src/knowledge/explain.ts";
import { sayExplanation } from "../../src/replies/explanation.ts";
import { sayVerdict } from "../../src/replies/verdict.ts";
import { result as sampleResult } from "../pages/sample.ts";
import { problemsOf } from "../fakes/slack/limits.ts";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const docs = "https://example.com/duo/causes.md?plain=1&ref=main";
const code = sampleResult.diagnosis.causes[0]?.code ?? "";
const anchor = `${docs}#${code.toLowerCase()}`;

describe("where a cause is described", () => {
  it("is linked in every form of the answer, where an address is configured", () => {
    const reply = sayVerdict({ ...sampleResult, docs });
    const slack = renderSlack(reply);
    expect(problemsOf(slack.blocks)).toEqual([]);
    expect(JSON.stringify(slack.blocks)).toContain(`<${anchor.replaceAll("&", "&amp;")}|${code}>`);
    expect(renderDiscord(reply).content).toContain(`${code} <${anchor}>`);
    expect(renderTerminal(reply, { colour: false, width: 100 })).toContain(`Described at: ${code} ${anchor}`);
    expect(runPage({ ...sampleResult, docs })).toContain(`<a href="${anchor.replaceAll("&", "&amp;")}">${code}</a>`);
  });

  it("is linked where a code is explained and nothing was run, too", () => {
    const named = sayExplanation(explainText("DT321", docs));
    expect(renderDiscord(named).content).toContain(`DT321 <${docs}#dt321>`);
    const [first] = explainText("Error code: A1003").suspects;
    const reported = sayExplanation(explainText("Error code: A1003", docs));
    expect(JSON.stringify(renderSlack(reported).blocks)).toContain(`#${(first ?? "none").toLowerCase()}|${first ?? "none"}>`);
    expect(problemsOf(renderSlack(reported).blocks)).toEqual([]);
    expect(JSON.stringify(sayExplanation(explainText("good morning", docs)).blocks)).not.toContain("Described at");
  });

  it("is not linked without one", () => {
    expect(JSON.stringify(sayExplanation(explainText("DT321")).blocks)).not.toContain("Described at");
    expect(JSON.stringify(sayVerdict(sampleResult).blocks)).not.toContain("Described at");
  });

  it.each(["http://example.com/causes.md", "https://user:pass@example.com/", "https://example.com/causes.md#dt301", "https://example.com/a|b", "causes.md"])("takes no %s for that address", (url) => {
    const folder = mkdtempSync(join(tmpdir(), "duo-triage-docs-"));
    try {
      const path = join(folder, "duo-triage.yaml");
      writeFileSync(path, JSON.stringify({ docs: { causes_url: url } }));
      expect(() => loadConfig({ path, env: {} })).toThrow(/docs\.causes_url|https/u);
      writeFileSync(path, JSON.stringify({ docs: { causes_url: docs } }));
      expect(loadConfig({ path, env: {} }).causesUrl).toBe(docs);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
