import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { readArguments } from "../../src/cli/arguments.ts";
import type { Console } from "../../src/cli/check.ts";
import { printManifest } from "../../src/app/print-documents.ts";

async function print(...words: string[]): Promise<string> {
  let said = "";
  await printManifest(readArguments(["manifest", ...words]), { out: (text: string) => void (said += text) } as Console);
  return said;
}
const kept = (path: string): string => readFileSync(new URL(`../../manifests/${path}`, import.meta.url), "utf8");

describe("duo-triage manifest", () => {
  it.each([[["slack"], "slack.json"], [["slack", "--passive"], "slack-passive.json"], [["discord"], "discord.json"]])("%s prints what the repository holds", async (words, path) => {
    expect(await print(...words)).toBe(kept(path));
  });

  it("kubernetes prints objects of the API, each of a kind", async () => {
    const kinds = parseAllDocuments(await print("kubernetes")).map((document) => (document.toJS() as { kind: string }).kind);
    expect(kinds).toEqual(expect.arrayContaining(["Namespace", "Deployment", "NetworkPolicy", "PodDisruptionBudget", "ConfigMap"]));
  });

  it("exec prints the closed list", async () => {
    expect(await print("exec")).toContain("without a shell, and nothing else");
  });

  it("says what there is for anything else", async () => {
    await expect(print("nomad")).rejects.toThrow("slack|discord|kubernetes|exec");
  });
});
