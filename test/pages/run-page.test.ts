import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAttachment, runPage } from "../../src/pages/run-page.ts";
import { laneOf, noChromium, openChromium, openPage, problemsOfPage } from "../kit/chromium.ts";
import { cause, result, saved, spoil } from "./sample.ts";

describe("the page of a run", () => {
  it("holds the verdict, the steps, the evidence, every check, every observation and what was not run", () => {
    const page = runPage(result, saved);
    for (const text of ["Duo on prod: broken at the gateway&#39;s way to the model", "DT307", "Who is hit", "curl -m 5 http://model:8000/v1/models", "the gateway gets no answer", "against: the list of models came once", "gateway-to-model/answers@Team model", "whether a question is answered", "no answer within 12 s"]) expect(page).toContain(text);
    expect(page.match(/<tr>/gu)?.length).toBeGreaterThan(result.checks.length + saved.facts.length);
    expect(page).toContain(`aria-label="Request path of prod: `);
  });

  it("does without the observations where they are no longer kept, and is short for a run that passed", () => {
    expect(runPage(result)).toContain("observations that the checks rest on");
    const passed = runPage({ ...result, verdict: "pass", diagnosis: { causes: [], cannotTell: [], notices: [], notRun: [] }, checks: result.checks.filter((check) => check.verdict === "pass") });
    expect(passed).not.toContain("What to do");
    expect(passed).toContain("Duo on prod: works");
  });

  it("is the same for the same run", () => {
    expect(runPage(result, saved)).toBe(runPage(structuredClone(result), structuredClone(saved)));
  });

  it("has a name that any system takes as a file's", () => {
    expect(runAttachment({ ...result, run: "nightly@1764000000/../x" }).name).toBe("duo-nightly-1764000000-..-x.html");
  });

  it("lets no text of a target become markup, and loads and runs nothing", () => {
    const page = runPage(spoil(result), spoil(saved));
    const tags = [...page.matchAll(/<([a-z0-9]+)/giu)].map((match) => match[1]?.toLowerCase());
    expect(new Set(tags)).toEqual(new Set([...runPage(result, saved).matchAll(/<([a-z0-9]+)/giu)].map((match) => match[1]?.toLowerCase())));
    expect(page).not.toMatch(/[\u0000\u202e\ufffe]|<script|<img/u);
    expect(page).toContain("default-src &#39;none&#39;");
    expect(page.match(/(?:src|href|action)="(?!#)/gu)).toBeNull();
  });
});

describe.skipIf(noChromium !== undefined)(laneOf("the page of a run in Chromium"), { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "duo-triage-page-"));
  let browser: Browser;
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return pathToFileURL(join(folder, name)).href;
  };
  beforeAll(async () => { browser = await openChromium(); }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const undecided: typeof result = { ...result, verdict: "undecided", diagnosis: { ...result.diagnosis, causes: [], cannotTell: [{ among: ["DT301", "DT307"], because: "both look the same from here", separatingTest: { do: "Ask from inside", where: "gateway", command: "curl x", reading: "200" }, evidence: cause.evidence }], notices: [{ ...cause, severity: "security" }] } };

  it.each([["light", 1100], ["dark", 1100], ["light", 380], ["dark", 380]] as const)("has nothing that axe objects to, %s, %i wide", async (colorScheme, width) => {
    for (const [name, page] of [["fail", runPage(result, saved)], ["undecided", runPage(undecided)], ["spoilt", runPage(spoil(result), spoil(saved))]] as const) {
      const { page: shown, asked, complaints } = await openPage(browser, { colorScheme, viewport: { width, height: 800 } });
      const address = write(`${name}.html`, page);
      await shown.goto(address);
      expect(await problemsOfPage(shown)).toEqual([]);
      expect({ asked, complaints }).toEqual({ asked: [address], complaints: [] });
      // Nothing wider than the window: only tables scroll, by themselves.
      expect(await shown.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBeLessThanOrEqual(0);
      await shown.context().close();
    }
  });

  it("draws with the colours of its scheme, and prints on white", async () => {
    const address = write("run.html", runPage(result, saved));
    const inkOf = async (options: { colorScheme: "light" | "dark"; media?: "print" }): Promise<readonly string[]> => {
      const { page } = await openPage(browser, { colorScheme: options.colorScheme });
      await page.goto(address);
      if (options.media !== undefined) await page.emulateMedia({ media: options.media, colorScheme: options.colorScheme });
      const seen = await page.evaluate<string[]>(`["body", "figure text", "nav"].map((part) => getComputedStyle(document.querySelector(part))).map((look, place) => [look.backgroundColor, look.fill, look.display][place])`);
      await page.context().close();
      return seen;
    };
    expect(await inkOf({ colorScheme: "light" })).toEqual(["rgb(246, 247, 249)", "rgb(25, 29, 36)", "block"]);
    expect(await inkOf({ colorScheme: "dark" })).toEqual(["rgb(20, 24, 30)", "rgb(238, 242, 246)", "block"]);
    expect(await inkOf({ colorScheme: "dark", media: "print" })).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)", "none"]);
  });
});
