import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = `${root}node_modules/.cache/duo-triage-test-${process.pid}`;
let building: Promise<string> | undefined;

/** How long compiling may take on a machine that does much else, ms. */
export const buildMs = 240_000;

/** The sources as plain JavaScript, for tests that start processes of their own; compiled once in a test file. Gives the folder. */
export function builtSources(): Promise<string> {
  return (building ??= compile());
}

async function compile(): Promise<string> {
  mkdirSync(folder, { recursive: true });
  copyFileSync(`${root}package.json`, `${folder}/package.json`);
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  // Only what runs must compile; the type check has a script of its own.
  await promisify(execFile)(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}tsconfig.build.json`, "--rootDir", `${root}src`, "--outDir", `${folder}/dist`]).catch(() => undefined);
  if (!existsSync(`${folder}/dist/jobs/open-queues.js`)) throw new Error("the sources did not compile");
  return `${folder}/dist`;
}
