/**
 * Figures for Prometheus, in its text format 0.0.4. Own code, small on purpose: three kinds of figures and one page of text do not need
 * a process-wide registry.
 */

type Labels = Readonly<Record<string, string>>;

export interface Metrics {
  /** Adds to a counter; its name ends in `_total`. */
  count(name: string, labels?: Labels, amount?: number): void;
  /** Sets a gauge; undefined takes it away. */
  set(name: string, value: number | undefined, labels?: Labels): void;
  /** Takes all values of a gauge away, before they are set anew. */
  clear(name: string): void;
  /** Puts a duration (seconds) into a histogram. */
  observe(name: string, seconds: number, labels?: Labels): void;
  /** The whole page. */
  text(): string;
}

export interface MetricHelp {
  kind: "counter" | "gauge" | "histogram";
  help: string;
}

const bounds = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** A label whose values come from outside must not grow without end. */
const mostSeries = 2_000;

interface Histogram {
  counts: number[];
  sum: number;
  total: number;
}

/** Opens figures of the given names; a name that is not in the table is a bug and throws. */
export function openMetrics(table: Readonly<Record<string, MetricHelp>>): Metrics {
  const values = new Map<string, Map<string, number>>();
  const histograms = new Map<string, Map<string, Histogram>>();

  const series = <T>(all: Map<string, Map<string, T>>, name: string, kind: MetricHelp["kind"]): Map<string, T> => {
    if (table[name]?.kind !== kind) throw new Error(`${name} is no ${kind} of the table of metrics`);
    const found = all.get(name) ?? new Map<string, T>();
    all.set(name, found);
    return found;
  };
  const room = (found: Map<string, unknown>, key: string): boolean => found.has(key) || found.size < mostSeries;

  return {
    count(name, labels = {}, amount = 1) {
      const found = series(values, name, "counter");
      const key = labelsOf(labels);
      if (room(found, key)) found.set(key, (found.get(key) ?? 0) + amount);
    },
    set(name, value, labels = {}) {
      const found = series(values, name, "gauge");
      const key = labelsOf(labels);
      if (value === undefined || !Number.isFinite(value)) found.delete(key);
      else if (room(found, key)) found.set(key, value);
    },
    clear: (name) => series(values, name, "gauge").clear(),
    observe(name, seconds, labels = {}) {
      const found = series(histograms, name, "histogram");
      const key = labelsOf(labels);
      if (!room(found, key)) return;
      const histogram = found.get(key) ?? { counts: bounds.map(() => 0), sum: 0, total: 0 };
      found.set(key, histogram);
      histogram.total += 1;
      histogram.sum += seconds;
      for (const [index, bound] of bounds.entries()) if (seconds <= bound) histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
    },
    text() {
      return Object.entries(table).map(([name, { kind, help }]) => {
        const lines = [`# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`, `# TYPE ${name} ${kind}`];
        for (const [labels, value] of values.get(name) ?? []) lines.push(`${name}${braces(labels)} ${value}`);
        for (const [labels, histogram] of histograms.get(name) ?? []) lines.push(...linesOf(name, labels, histogram));
        return `${lines.join("\n")}\n`;
      }).join("");
    },
  };
}

function linesOf(name: string, labels: string, { counts, sum, total }: Histogram): string[] {
  const bucket = (bound: string, count: number): string => `${name}_bucket${braces(`${labels}${labels === "" ? "" : ","}le="${bound}"`)} ${count}`;
  return [...bounds.map((bound, index) => bucket(String(bound), counts[index] ?? 0)), bucket("+Inf", total), `${name}_sum${braces(labels)} ${sum}`, `${name}_count${braces(labels)} ${total}`];
}

const braces = (labels: string): string => (labels === "" ? "" : `{${labels}}`);

function labelsOf(labels: Labels): string {
  return Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}="${escape(value.slice(0, 200))}"`).join(",");
}

function escape(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"").replaceAll("\n", "\\n");
}
