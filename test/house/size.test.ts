import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : entry.name.endsWith(".ts") ? [join(folder, entry.name)] : []));
}

it("no file holds two ideas: 320 lines at most, generated ones excepted", () => {
  const long = sources("src").filter((path) => !path.endsWith(".generated.ts")).map((path) => ({ path, lines: readFileSync(path, "utf8").split("\n").length })).filter(({ lines }) => lines > 320);
  expect(long).toEqual([]);
});

it("names of the house hold no Manager, Helper, Util or Service", () => {
  const odd = sources("src").flatMap((path) => [...readFileSync(path, "utf8").matchAll(/\b(?:class|function|interface|type|const)\s+([A-Za-z]*(?:Manager|Helper|Util|Utils))\b/gu)].map((match) => `${path}: ${match[1] ?? ""}`));
  expect(odd).toEqual([]);
});
