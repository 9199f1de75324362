import { expect, it } from "vitest";
import { createRedact } from "../../src/core/redact.ts";
import { Secret } from "../../src/core/secret.ts";
import { openLog } from "../../src/ops/log.ts";

const redact = createRedact([new Secret("hunter2-hunter2")]);

it("writes one JSON line each with the run's id, and hides secrets in whatever field they stand", () => {
  const lines: string[] = [];
  const log = openLog({ level: "info", format: "json", redact, write: (line) => lines.push(line), about: { process: "worker" } });
  log.info("run ended", { run: "r-1", nested: { address: "redis://:hunter2-hunter2@host" } });
  log.error("glpat-abcdefghijklmnop was refused");
  expect(lines).toHaveLength(2);
  const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toMatchObject({ level: "info", process: "worker", run: "r-1", message: "run ended" });
  expect(second).toMatchObject({ level: "error" });
  expect(lines.join("")).not.toContain("hunter2");
  expect(lines.join("")).not.toContain("glpat-abc");
});

it("writes only what is wrong, as plain lines, where a person watches", () => {
  const lines: string[] = [];
  const log = openLog({ level: "info", format: "text", redact, write: (line) => lines.push(line), about: {} });
  log.info("run started", { run: "r-1" });
  log.warn("deaf: hunter2-hunter2", { run: "r-2" });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^deaf: .*\(run r-2\)\n$/u);
  expect(lines[0]).not.toContain("hunter2");
});
