import { any, proven } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";

/** Facts that wait for others longest; one that had no time left is enough. */
const mostAwaited = (see: See) =>
  (["gitlab/token-route", "gitlab/completion", "gitlab/health-check", "gitlab/models", "gitlab/feature-settings", "gateway/health", "gateway/junk-token", "agent/health"] as const).map((id) => see.absent(id, "over-budget"));

export default {
  code: "DT915",
  name: "time-budget-exhausted",
  title: "The time for this run was used up; some checks were not run",
  hop: "triage",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    proven(any(...mostAwaited(see))),
  ],
  rivals: {
    DT901: "all the time went into connect timeouts and the sentinel failed",
    DT908: "the time went into waiting for Retry-After",
    DT216: "the time went into one slow target: judge that target by its own evidence",
  },
  remedy: [
    { do: "Give the run more time, or ask for one feature or hop", where: "terminal or chat", command: "duo-triage check {stack} --timeout 180", expect: "no check is left in notRun" },
    { do: "Look at which check took the time", where: "the result: checks[].durationMs" },
  ],
} satisfies Cause;
