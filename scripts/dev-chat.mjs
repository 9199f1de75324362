// Opens the fakes of Slack and Discord with a page to type in, and the bot as it is shipped beside them. usage: npm run dev:chat [port]
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);
const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit", cwd: fileURLToPath(root) });
  if (status !== 0) process.exit(status ?? 1);
};
run("scripts/build.mjs");
// The fakes are tests: they are compiled beside the project, never into it.
run("node_modules/typescript/bin/tsc", "-p", "tsconfig.dev-chat.json");
cpSync(new URL("test/fixtures/discord", root), new URL(".dev-chat/test/fixtures/discord", root), { recursive: true });
const { runDevChat } = await import(new URL(".dev-chat/test/dev-chat/main.js", root).href);
await runDevChat(root, Number(process.argv[2] ?? 4444));
process.exit(0);
