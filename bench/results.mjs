// Puts one section into bench/RESULTS.md, in place of the section of the same name.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export function writeSection(name, text) {
  const path = fileURLToPath(new URL("RESULTS.md", import.meta.url));
  const mark = `<!-- ${name} -->`;
  const section = `${mark}\n${text}\n${mark}`;
  const before = existsSync(path) ? readFileSync(path, "utf8") : "# Benchmarks\n";
  writeFileSync(path, before.includes(mark) ? before.replace(new RegExp(`${mark}[\\s\\S]*${mark}`, "u"), () => section) : `${before.trimEnd()}\n\n${section}\n`);
}
