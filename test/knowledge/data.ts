import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const data = fileURLToPath(new URL("../../src/knowledge/data", import.meta.url));

export interface WrittenSymptom {
  examples: string[];
  not: string[];
  patterns: string[];
}

/** The symptoms as they are written, with the examples that the generated module leaves out. */
export function writtenSymptoms(): [string, WrittenSymptom][] {
  return readdirSync(join(data, "symptoms")).flatMap((file) => Object.entries(parse(readFileSync(join(data, "symptoms", file), "utf8")) as Record<string, WrittenSymptom>));
}

/** All text of the data files, by name. */
export function dataFiles(): [string, string][] {
  return ["", "symptoms", "catalogue"].flatMap((folder) =>
    readdirSync(join(data, folder)).filter((file) => file.endsWith(".yaml")).map((file): [string, string] => [join(folder, file), readFileSync(join(data, folder, file), "utf8")]),
  );
}
