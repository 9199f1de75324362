import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { metricTable } from "../../src/ops/table.ts";

const folder = fileURLToPath(new URL("../../manifests/", import.meta.url));
const rules = parse(readFileSync(`${folder}monitoring/prometheus-rules.yaml`, "utf8")) as { groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[] };
const dashboard = JSON.parse(readFileSync(`${folder}monitoring/grafana-dashboard.json`, "utf8")) as { panels: { id: number; title: string; targets: { expr: string }[] }[] };

/** Names of figures in an expression, without what a histogram adds to them. */
const figures = (expression: string): string[] => [...expression.matchAll(/duo_triage_[a-z_]+/gu)].map(([name]) => name.replace(/_(?:bucket|sum|count)$/u, ""));

describe("monitoring", () => {
  it("asks for figures that exist, in the dashboard and in the rules", () => {
    const used = [...rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)), ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))].flatMap(figures);
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((name) => !Object.hasOwn(metricTable, name))).toEqual([]);
  });

  it("has panels of their own id that ask something, and alerts that say what to do", () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { title, targets } of dashboard.panels) expect(targets.length, title).toBeGreaterThan(0);
    for (const { alert, annotations } of rules.groups.flatMap((group) => group.rules)) expect((annotations["description"] ?? "").length, alert).toBeGreaterThan(20);
  });

  it("has no figure that nothing sets", () => {
    const sources = readdirSync(`${folder}../src`, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts") && !path.endsWith("ops/table.ts")).map((path) => readFileSync(`${folder}../src/${path}`, "utf8"));
    expect(Object.keys(metricTable).filter((name) => !sources.some((source) => source.includes(`"${name}"`)))).toEqual([]);
  });

  const proofs = fileURLToPath(new URL("prometheus-rules.test.yaml", import.meta.url));
  it("has a proof for every alert, of figures that exist", () => {
    const { tests } = parse(readFileSync(proofs, "utf8")) as { tests: { name: string; input_series: { series: string }[] }[] };
    expect(tests.map(({ name }) => name)).toEqual([...rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert)), "all is well"]);
    expect(tests.flatMap(({ input_series }) => input_series.flatMap(({ series }) => figures(series))).filter((name) => !Object.hasOwn(metricTable, name))).toEqual([]);
  });

  const promtool = spawnSync("promtool", ["--version"]).status === 0;
  it.skipIf(!promtool)(`has rules that Prometheus takes, whose alerts go off when they should and at no other time${promtool ? "" : " — LANE NOT RUN: promtool not found"}`, () => {
    const checked = spawnSync("promtool", ["check", "rules", `${folder}monitoring/prometheus-rules.yaml`], { encoding: "utf8" });
    expect(checked.status, checked.stderr).toBe(0);
    const proven = spawnSync("promtool", ["test", "rules", proofs], { encoding: "utf8" });
    expect(proven.status, proven.stderr + proven.stdout).toBe(0);
  });

  const systemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
  it.skipIf(!systemd).each(["duo-triage", "duo-triage-worker"])(`%s.service is a unit that systemd takes, well shut in${systemd ? "" : " — LANE NOT RUN: systemd-analyze not found"}`, async (name) => {
    const { mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
    const { tmpdir } = await import("node:os");
    const place = mkdtempSync(`${tmpdir()}/duo-triage-unit-`);
    try {
      // The unit names Debian's node; this machine's may lie elsewhere.
      writeFileSync(`${place}/${name}.service`, readFileSync(`${folder}systemd/${name}.service`, "utf8").replace("/usr/bin/node", process.execPath));
      const verified = spawnSync("systemd-analyze", ["verify", "--man=no", `${place}/${name}.service`], { encoding: "utf8" });
      // Other units of the machine may have faults of their own.
      expect(verified.stderr.split("\n").filter((line) => line.includes(name))).toEqual([]);
      const judged = spawnSync("systemd-analyze", ["security", "--offline=true", "--no-pager", "--threshold=30", `${place}/${name}.service`], { encoding: "utf8" });
      expect(judged.stdout).toMatch(/Overall exposure level.*: [0-2]\.\d/u);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
});
