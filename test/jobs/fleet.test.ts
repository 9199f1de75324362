import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { buildMs, builtSources } from "../kit/built.ts";
import { lanes } from "../store/lanes.ts";

/** The chaos bench, small: two bots and three workers killed at random; on Redis the server too is killed once and frozen once. */

const root = fileURLToPath(new URL("../../", import.meta.url));
describe("two bots and three workers, killed at random", { timeout: 240_000 }, () => {
  let built = "";
  beforeAll(async () => {
    built = await builtSources();
  }, buildMs);

  for (const lane of lanes.filter(({ name }) => name !== "pglite")) {
    it.skipIf(lane.missing !== undefined)(`lose no answer and post none twice, on ${lane.name}${lane.missing === undefined ? "" : ` — LANE NOT RUN: ${lane.missing}`}`, async () => {
      // On Redis the bench brings a server of its own, to be killed.
      const own = lane.name === "redis" ? undefined : await lane.make();
      const url = own?.plain.databaseUrl;
      const { stdout } = await promisify(execFile)(process.execPath, [`${root}bench/chaos.mjs`, "--built", built, "--jobs", "40", "--json", "--patience", "150", ...(url === undefined ? [] : ["--url", url])], { timeout: 230_000 }).catch((error: { stdout?: string; stderr?: string }) => ({ stdout: error.stdout === "" || error.stdout === undefined ? JSON.stringify({ broken: error.stderr }) : error.stdout }));
      expect(JSON.parse(stdout)).toMatchObject({ messages: 80, lost: 0, doubled: 0 });
      expect((JSON.parse(stdout) as { kills: number }).kills).toBeGreaterThan(1);
      await own?.drop();
    });
  }
});
