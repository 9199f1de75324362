/** One reading of a model server's metrics page (Prometheus text). */
export interface MetricsReading {
  running: number | null;
  waiting: number | null;
  cache: number | null;
  preemptions: number | null;
  firstTokenSum: number | null;
  firstTokenCount: number | null;
}

// One name per product and age: vLLM renamed its series, and hides old ones two minor releases later.
const names = {
  running: ["vllm:num_requests_running", "sglang:num_running_reqs", "tgi_batch_current_size", "llamacpp:requests_processing"],
  waiting: ["vllm:num_requests_waiting", "sglang:num_queue_reqs", "tgi_queue_size", "llamacpp:requests_deferred"],
  cache: ["vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc", "sglang:token_usage"],
  preemptions: ["vllm:num_preemptions_total", "vllm:num_preemptions"],
  firstTokenSum: ["vllm:time_to_first_token_seconds_sum", "sglang:time_to_first_token_seconds_sum"],
  firstTokenCount: ["vllm:time_to_first_token_seconds_count", "sglang:time_to_first_token_seconds_count"],
} as const;

/** Reads the series that matter; values of several models or engines are added, the cache takes the fullest. Null where the page has none. */
export function readMetrics(page: string): { product: string; reading: MetricsReading } | undefined {
  const series = new Map<string, number[]>();
  for (const line of page.slice(0, 2_000_000).split("\n")) {
    const parts = /^([a-zA-Z_:][a-zA-Z0-9_:]{0,120})(?:\{.{0,2000}\})?\s+([0-9.eE+-]{1,40}|NaN)/u.exec(line);
    const [, name, value] = parts ?? [];
    if (name === undefined || value === undefined) continue;
    const number = Number(value);
    if (Number.isFinite(number)) series.set(name, [...(series.get(name) ?? []), number]);
  }
  const find = (wanted: readonly string[], join: (values: readonly number[]) => number): number | null => {
    const values = wanted.map((name) => series.get(name)).find((found) => found !== undefined);
    return values === undefined ? null : join(values);
  };
  const add = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const reading: MetricsReading = {
    running: find(names.running, add),
    waiting: find(names.waiting, add),
    cache: find(names.cache, (values) => Math.max(...values)),
    preemptions: find(names.preemptions, add),
    firstTokenSum: find(names.firstTokenSum, add),
    firstTokenCount: find(names.firstTokenCount, add),
  };
  if (reading.running === null && reading.waiting === null && reading.cache === null) return undefined;
  const product = [...series.keys()].some((name) => name.startsWith("vllm:")) ? "vllm" : [...series.keys()].some((name) => name.startsWith("sglang:")) ? "sglang" : series.has("tgi_queue_size") ? "tgi" : "llama.cpp";
  return { product, reading };
}

/** The cache counts as nearly full above this; GitLab's sizing guide for GPT-OSS names it. */
export const fullCache = 0.85;

/** Something waits or the cache is nearly full, so nothing of ours should be added. */
export function isBusy(reading: MetricsReading): boolean {
  return (reading.waiting ?? 0) > 0 || (reading.cache ?? 0) > fullCache;
}
