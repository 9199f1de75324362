// Writes the manifests of the chat platforms from the command table. With check it only says which are stale.
import { spawnSync } from "node:child_process";
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

/** The paths whose text is not what the command table gives; without `check` they are written. */
export async function generateManifests({ check }) {
  if (!existsSync(join(root, "manifests"))) return [];
  // The command table is TypeScript: it is read from the build, which does nothing when it is fresh.
  const built = spawnSync(process.execPath, [join(root, "scripts", "build.mjs")], { stdio: ["ignore", 2, 2] });
  if (built.status !== 0) throw new Error("the manifests need a build, and the build fails");
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
