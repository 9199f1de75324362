// Compiles the fakes of Slack and Discord, with the sources that they need, into .dev-chat: they are tests, and never part of the project's build.
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);
const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit", cwd: fileURLToPath(root) });
  if (status !== 0) process.exit(status ?? 1);
};

/** Builds project and fakes; gives the folder of the fakes. */
export function compileFakes() {
  run("scripts/build.mjs");
  run("node_modules/typescript/bin/tsc", "-p", "tsconfig.dev-chat.json");
  cpSync(new URL("test/fixtures/discord", root), new URL(".dev-chat/test/fixtures/discord", root), { recursive: true });
  return new URL(".dev-chat/", root);
}
