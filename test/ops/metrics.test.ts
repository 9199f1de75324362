import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { openMetrics } from "../../src/ops/metrics.ts";
import { metricTable } from "../../src/ops/table.ts";

const table = {
  a_total: { kind: "counter", help: "A counter." },
  b: { kind: "gauge", help: "A gauge\nof two lines." },
  c_seconds: { kind: "histogram", help: "Times." },
} as const;

describe("figures", () => {
  it("are text that Prometheus reads: types, labels in one order, escapes, cumulative buckets", () => {
    const metrics = openMetrics(table);
    metrics.count("a_total", { z: "1", a: "x\"y\\\n" });
    metrics.count("a_total", { a: "x\"y\\\n", z: "1" }, 2);
    metrics.set("b", 0.5);
    metrics.observe("c_seconds", 0.2, { hop: "model" });
    metrics.observe("c_seconds", 500, { hop: "model" });
    const text = metrics.text();
    expect(text).toContain("# HELP b A gauge\\nof two lines.\n# TYPE b gauge\nb 0.5\n");
    expect(text).toContain("a_total{a=\"x\\\"y\\\\\\n\",z=\"1\"} 3\n");
    expect(text).toContain("c_seconds_bucket{hop=\"model\",le=\"0.1\"} 0\nc_seconds_bucket{hop=\"model\",le=\"0.25\"} 1\n");
    expect(text).toContain("c_seconds_bucket{hop=\"model\",le=\"120\"} 1\nc_seconds_bucket{hop=\"model\",le=\"+Inf\"} 2\nc_seconds_sum{hop=\"model\"} 500.2\nc_seconds_count{hop=\"model\"} 2\n");
  });

  it("go away when a gauge is cleared or unknown, and refuse a name that is not in the table", () => {
    const metrics = openMetrics(table);
    metrics.set("b", 1, { site: "dmz" });
    metrics.set("b", 2, { site: "lab" });
    metrics.set("b", undefined, { site: "dmz" });
    expect(metrics.text()).not.toContain("dmz");
    metrics.clear("b");
    expect(metrics.text()).not.toContain("lab");
    expect(() => metrics.count("b")).toThrow("no counter");
    expect(() => metrics.set("nobody", 1)).toThrow("no gauge");
  });

  it("do not grow without end", () => {
    const metrics = openMetrics(table);
    for (let index = 0; index < 5_000; index += 1) metrics.count("a_total", { stack: `s${index}` });
    expect(metrics.text().split("\n").filter((line) => line.startsWith("a_total{"))).toHaveLength(2_000);
  });

  const promtool = spawnSync("promtool", ["--version"]).status === 0;
  it.skipIf(!promtool)(`pass promtool${promtool ? "" : " — LANE NOT RUN: promtool not found"}`, () => {
    const metrics = openMetrics(metricTable);
    for (const [name, { kind }] of Object.entries(metricTable)) {
      if (kind === "counter") metrics.count(name, { stack: "prod" });
      else if (kind === "gauge") metrics.set(name, 1, { site: "dmz" });
      else metrics.observe(name, 1, { hop: "model" });
    }
    const checked = spawnSync("promtool", ["check", "metrics"], { input: metrics.text(), encoding: "utf8" });
    expect(`${checked.stdout}${checked.stderr}`).toBe("");
    expect(checked.status).toBe(0);
  });
});
