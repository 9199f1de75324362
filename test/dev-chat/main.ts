import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openPractice } from "../../src/app/practice.ts";
import { tokens } from "../fakes/slack/fake.ts";
import { openDevChat } from "./server.ts";

/** The configuration with which the bot, as it is shipped, looks at the practice stack; everybody may do everything. */
function configOf(practice: Awaited<ReturnType<typeof openPractice>>["practice"], folder: string): string {
  writeFileSync(join(folder, "ca.pem"), practice.caPem);
  const caFile = join(folder, "ca.pem");
  const models = practice.modelEndpoints.flatMap(({ name, apiKey }) => (apiKey === null ? [] : [{ name, api_key: apiKey, ca_file: caFile }]));
  const file = {
    stacks: { practice: { gitlab: { url: practice.gitlabUrl, token: practice.tokens.admin, ca_file: caFile }, gateway: { ca_file: caFile }, models } },
    chat: { slack: { channels: { C0PASSIVE: { passive: true } } } },
    access: { roles: { admin: { everyone: true } } },
    queue: { directory: join(folder, "data") },
    ops: { port: 0 },
  };
  // JSON is YAML.
  writeFileSync(join(folder, "duo-triage.yaml"), JSON.stringify(file, null, 2));
  return join(folder, "duo-triage.yaml");
}

/** Opens the fakes, the page and a bot in a process of its own, until it is told to stop. */
export async function runDevChat(root: URL, port: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "duo-triage-dev-chat-"));
  const opened = await openPractice();
  const dev = await openDevChat({
    page: new URL("test/dev-chat/page/", root), port,
    bench: { faults: () => opened.desk.faults(), active: () => opened.desk.active(), breakWith: (name) => opened.desk.breakWith(name), mend: async () => { for (const name of opened.desk.active()) opened.desk.mend(name); } },
  });
  const bot = spawn(process.execPath, [fileURLToPath(new URL("dist/bin.js", root)), "start", "--config", configOf(opened.practice, folder)], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, SLACK_BOT_TOKEN: tokens.bot, SLACK_APP_TOKEN: tokens.app, SLACK_API_URL: `${dev.slack.url}/api`, DISCORD_TOKEN: dev.discord.token, DISCORD_API_URL: dev.discord.apiUrl },
  });
  process.stdout.write(`\nOpen ${dev.url} and type as a user: /duo check, @duo help, Error code: A1003\n\n`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
    bot.once("exit", () => resolve());
  });
  bot.kill("SIGTERM");
  await Promise.race([new Promise((resolve) => bot.once("exit", resolve)), new Promise((resolve) => setTimeout(resolve, 15_000))]);
  bot.kill("SIGKILL");
  await dev.close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
}
