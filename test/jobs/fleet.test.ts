import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { buildMs, builtSources } from "../kit/built.ts";
import { lanes } from "../store/lanes.ts";

/** The chaos bench, small: two bots and three workers killed, stopped, replaced at random; on Redis the server too is killed once and frozen once. */

const root = fileURLToPath(new URL("../..", import.meta.url));
describe("two bots and three workers, killed at random", { timeout: 300_000 }, () => {
  let built = "";
  beforeAll(async () => {
    built = await builtSources();
  }, buildMs);

  for (const lane of lanes.filter(({ name }) => name !== "pglite")) {
    it.skipIf(lane.missing !== undefined)(`lose no answer, alert or report and post none twice, on ${lane.name}${lane.missing === undefined ? "" : ` — LANE NOT RUN: ${lane.missing}`}`, async () => {
      // On Redis the bench brings a server of its own, to be killed.
      const own = lane.name === "redis" ? undefined : await lane.make();
      const url = own?.plain.databaseUrl;
      const args = ["--built", built, "--jobs", "40", "--every", "800", "--json", "--patience", "150", ...(url === undefined ? [] : ["--url", url])];
      const { stdout } = await promisify(execFile)(process.execPath, [`${root}bench/chaos.mjs`, ...args], { timeout: 280_000 }).catch((error: { stdout?: string; stderr?: string }) => ({ stdout: error.stdout === "" || error.stdout === undefined ? JSON.stringify({ broken: error.stderr }) : error.stdout }));
      const report = JSON.parse(stdout) as Record<string, number>;
      expect(report).toMatchObject({ questions: 40, questionsLost: 0, questionsDoubled: 0, alertsLost: 0, recoveriesLost: 0, alertsDoubled: 0, reportsLost: 0, reportsDoubled: 0 });
      expect(report["killed"]).toBeGreaterThan(1);
      expect(report["incidents"]).toBeGreaterThan(3);
      await own?.drop();
    });
  }
});
