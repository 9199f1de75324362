import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.ts";

const readme = readFileSync("README.md", "utf8");
const folder = mkdtempSync(join(tmpdir(), "duo-triage-readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Code blocks that a line with their file's name introduces. */
function examples(): { path: string; text: string }[] {
  return [...readme.matchAll(/^`([^`\n]+\.ts)`:\n\n```ts\n([\s\S]*?)```/gmu)].map((match) => ({ path: match[1] ?? "", text: match[2] ?? "" }));
}

describe("the README", () => {
  it("shows how to add a cause with two files, and it works as written", async () => {
    const files = examples();
    expect(files.map((file) => file.path.split("/")[0])).toEqual(["src", "test"]);
    for (const part of ["src", "scripts", "test/kit", "package.json", "tsconfig.json"]) cpSync(part, join(folder, part), { recursive: true });
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const run = promisify(execFile);
    await run(process.execPath, ["scripts/generate.mjs"], { cwd: folder });
    expect(readFileSync(join(folder, "src/causes/registry.generated.ts"), "utf8")).toContain("gitlab/gateway-url-has-credentials");
    const { stdout } = await run(process.execPath, [resolve("node_modules/vitest/vitest.mjs"), "run", "--root", folder, files[1]?.path ?? ""], { cwd: folder, env: { ...process.env, NO_COLOR: "1" } });
    expect(stdout).toMatch(/Tests\s+1 passed/u);
  }, 60_000);

  it("shows a configuration that is valid", () => {
    const yaml = /```yaml\n([\s\S]*?)```/u.exec(readme)?.[1] ?? "";
    expect(Object.keys(parseConfig(yaml, { file: "duo-triage.yaml", env: { GITLAB_TOKEN: "t-o-k-e-n" }, cwd: folder }).stacks)).toEqual(["prod"]);
  });

  it("says where every room of the source is", () => {
    const rooms = readdirSync("src", { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `src/${name}`);
    const table = readme.slice(readme.indexOf("## Where things are"), readme.indexOf("### Adding a root cause"));
    expect(rooms.filter((room) => !table.includes(`\`${room}\``))).toEqual([]);
  });

  it("names files and folders that exist, and so does the page on architecture", () => {
    const pages = readme + readFileSync("docs/architecture.md", "utf8");
    const named = [...pages.matchAll(/`((?:src|test|bench|docs)\/[a-z0-9/.-]+)`/gu)].map((match) => match[1] ?? "").filter((path) => !examples().some((example) => example.path === path));
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
    expect([...readme.matchAll(/\]\((docs\/[^)]+)\)/gu)].map((match) => match[1] ?? "").filter((path) => !existsSync(path))).toEqual([]);
  });
});
