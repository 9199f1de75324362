import type { MetricHelp } from "./metrics.ts";

/** Every figure that `/metrics` shows. Dashboards and alert rules of `manifests/monitoring` use these names; a test compares. */
export const metricTable = {
  duo_triage_info: { kind: "gauge", help: "Always 1; the version and the kind of process as labels." },
  duo_triage_started_timestamp_seconds: { kind: "gauge", help: "When this process started." },
  duo_triage_runs_total: { kind: "counter", help: "Runs that ended in this process, by stack, verdict and trigger." },
  duo_triage_causes_total: { kind: "counter", help: "Root causes named in runs of this process, by stack and code." },
  duo_triage_run_seconds: { kind: "histogram", help: "Time of a run from its start to its result." },
  duo_triage_run_wait_seconds: { kind: "histogram", help: "Time from the question to the start of its run, by trigger." },
  duo_triage_run_failures_total: { kind: "counter", help: "Runs that broke inside duo-triage." },
  duo_triage_probe_phase_seconds: { kind: "histogram", help: "Time that facts took to be observed, by hop." },
  duo_triage_deliveries_total: { kind: "counter", help: "Answers brought out by this process, by platform and outcome (posted, later, undeliverable, error)." },
  duo_triage_delivery_lag_seconds: { kind: "histogram", help: "Time from an answer to its message, by platform." },
  duo_triage_reports_missed: { kind: "gauge", help: "Regular reports of the last week that never came." },
  duo_triage_report_late_seconds: { kind: "gauge", help: "How late the last report stood in its channel; of several channels the latest." },
  duo_triage_undelivered: { kind: "gauge", help: "Answers that could not be brought out and were given up, of the last day." },
  duo_triage_queue_up: { kind: "gauge", help: "1 while the queue's server answers." },
  duo_triage_queue_latency_seconds: { kind: "gauge", help: "One round trip to the queue's server." },
  duo_triage_queue_jobs: { kind: "gauge", help: "Jobs by queue (triage, delivery), site and state." },
  duo_triage_queue_oldest_seconds: { kind: "gauge", help: "How long the oldest waiting question of a site has waited." },
  duo_triage_queue_unsafe: { kind: "gauge", help: "Number of settings of the queue's server that can lose jobs." },
  duo_triage_canary_seconds: { kind: "histogram", help: "Time of a canary job through the queue of a site and back." },
  duo_triage_canary_last_success_timestamp_seconds: { kind: "gauge", help: "When a canary last came back, by site." },
  duo_triage_workers: { kind: "gauge", help: "Living processes that probe, by site of a configured stack; 0 where nobody does." },
  duo_triage_chat_connected: { kind: "gauge", help: "1 while the platform's events arrive, by platform." },
  duo_triage_chat_gaps_total: { kind: "counter", help: "Times that a platform's events stopped arriving." },
  duo_triage_deaf_seconds_total: { kind: "counter", help: "Time in which nothing was heard from a platform, or the store could not be reached." },
  duo_triage_tokens_today: { kind: "gauge", help: "Model tokens set aside for checks today (UTC), by stack." },
  duo_triage_troubles_total: { kind: "counter", help: "Troubles of the queue that nobody waited for, by kind." },
  duo_triage_memory_bytes: { kind: "gauge", help: "Resident memory of this process." },
  duo_triage_event_loop_lag_seconds: { kind: "gauge", help: "99th percentile of the event loop's delay since the last look." },
} as const satisfies Record<string, MetricHelp>;
export type MetricName = keyof typeof metricTable;
