// Writes the manifests of the chat platforms from the command table. With check it only says which are stale.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(fileURLToPath(import.meta.url), "..", "..");

/** Each manifest by its path: a function that makes it from the commands. */
async function manifests() {
  const load = (path) => import(join(root, "dist", path));
  const [{ table }, { slackManifest }, { discordManifest }] = await Promise.all([load("commands/table.js"), load("chat/slack/manifest.js"), load("chat/discord/manifest.js")]);
  return {
    "manifests/slack.json": slackManifest(table, { passive: false }),
    "manifests/slack-passive.json": slackManifest(table, { passive: true }),
    "manifests/discord.json": discordManifest(table),
  };
}

/** The paths whose text is not what the command table gives; without `check` they are written. Needs a build. */
export async function generateManifests({ check }) {
  if (!existsSync(join(root, "manifests"))) return [];
  const stale = [];
  for (const [path, manifest] of Object.entries(await manifests())) {
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    const place = join(root, path);
    if (existsSync(place) && readFileSync(place, "utf8") === text) continue;
    stale.push(path);
    if (!check) writeFileSync(place, text);
  }
  return stale;
}
