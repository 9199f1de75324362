import type { Handlers } from "../core/queue.ts";
import type { Result, SavedRun } from "../core/result.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/** Handlers whose work is counted, timed and logged under its run's id. */
export function measureHandlers(handlers: Handlers, metrics: Metrics, log: Log, now: () => number): Handlers {
  const { delivery } = handlers;
  return {
    async triage(job, context) {
      metrics.observe("duo_triage_run_wait_seconds", Math.max(0, now() - job.at) / 1_000, { trigger: job.trigger });
      log.info("run started", { run: job.run, stack: job.stack, trigger: job.trigger });
      try {
        return await handlers.triage(job, context);
      } catch (error) {
        if (!context.signal.aborted) metrics.count("duo_triage_run_failures_total", { stack: job.stack });
        throw error;
      }
    },
    ...(delivery === undefined ? {} : {
      async delivery(job, context) {
        const { platform } = job.conversation;
        try {
          const posted = await delivery(job, context);
          metrics.count("duo_triage_deliveries_total", { platform, outcome: posted.kind });
          if (posted.kind === "posted") {
            const lag = Math.max(0, now() - job.at) / 1_000;
            metrics.observe("duo_triage_delivery_lag_seconds", lag, { platform });
            log.info("answer posted", { run: job.run, slot: job.slot, platform, lagSeconds: lag });
          }
          return posted;
        } catch (error) {
          metrics.count("duo_triage_deliveries_total", { platform, outcome: "error" });
          throw error;
        }
      },
    } satisfies Partial<Handlers>),
  };
}

/** Counts what a run found. */
export function measureResult(result: Result, saved: SavedRun, metrics: Metrics, log: Log): void {
  metrics.count("duo_triage_runs_total", { stack: result.stack, verdict: result.verdict, trigger: result.trigger });
  for (const { code } of result.diagnosis.causes) metrics.count("duo_triage_causes_total", { stack: result.stack, code });
  metrics.observe("duo_triage_run_seconds", result.durationMs / 1_000, { stack: result.stack });
  for (const fact of saved.facts) metrics.observe("duo_triage_probe_phase_seconds", fact.durationMs / 1_000, { hop: fact.id.split("/")[0] ?? "" });
  log.info("run ended", { run: result.run, stack: result.stack, verdict: result.verdict, causes: result.diagnosis.causes.map(({ code }) => code), durationMs: result.durationMs });
}
