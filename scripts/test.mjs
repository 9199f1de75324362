// Runs the tests and closes with one plain line that any machine can read. Arguments go to vitest.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = mkdtempSync(join(tmpdir(), "duo-triage-test-"));
const report = join(folder, "report.json");
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const runner = spawn(process.execPath, [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)], { stdio: "inherit" });
const status = await new Promise((resolve) => runner.on("close", (code) => resolve(code ?? 1)));
let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numFailedTestSuites: 0 };
try {
  counts = JSON.parse(readFileSync(report, "utf8"));
} catch {
  // No report: the runner itself fell over, which its exit status tells.
}
rmSync(folder, { recursive: true, force: true });
// A file that fails before its first test counts as one failure, so that the closing line can never hide it.
const failed = Math.max(counts.numFailedTests, status === 0 ? 0 : 1);
console.log(`tests: ${counts.numPassedTests} passed, ${failed} failed, ${counts.numPendingTests + counts.numTodoTests} skipped`);
process.exitCode = status;
