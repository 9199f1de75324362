import type { Config } from "../config/config.ts";
import type { Exec, ExecPlace, Foothold, OwnRequests } from "../core/exec.ts";
import type { Facts } from "../core/fact.ts";
import { type Redact, redactDeep } from "../core/redact.ts";
import type { ReportedEvidence } from "../core/reported.ts";
import { sayError } from "../core/text.ts";

/** The footholds of a stack in one run: facts ask through `exec`; `texts` is everything else that they tell, read like what people paste. */
export interface RunFootholds {
  exec: Exec;
  /** `own`: which requests are this run's, complete once its facts are there. */
  texts(facts: Promise<Facts>, own: OwnRequests): Promise<ReportedEvidence | undefined>;
}

/**
 * What the footholds of a stack tell. Undefined where none is configured; a foothold that fails is told on standard error and stands in nobody's
 * way: its facts are absent then.
 */
export function footholdReader(config: Config, redact: Redact, tell: (line: string) => void): (stack: string, signal: AbortSignal) => Promise<RunFootholds | undefined> {
  return async (stack, signal) => {
    const written = config.exec[stack];
    if (written === undefined) return undefined;
    try {
      const [{ footholdsOf }, { openFoothold, openExec, lookAround }] = await Promise.all([import("../config/foothold.ts"), import("../probes/exec/open.ts")]);
      const places = footholdsOf(written);
      const opened: Partial<Record<ExecPlace, Foothold>> = {};
      for (const place of ["gateway", "gitlab"] as const) if (places[place] !== undefined) opened[place] = openFoothold(places[place]);
      const exec = openExec(opened, signal);
      return {
        exec,
        texts: async (facts, own) => {
          const settings = facts.then((seen) => (seen.find((fact) => fact.id === "gateway/inside")?.value as { env?: Record<string, string> } | undefined)?.env);
          const { readEvidence } = await import("../knowledge/evidence/read-evidence.ts");
          const looked = await Promise.all((["gateway", "gitlab"] as const).flatMap((place) => (opened[place] === undefined ? [] : [lookAround(opened[place], place, exec, signal, { settings, own: facts.then(() => own) })])));
          for (const failure of looked.flatMap(({ failures }) => failures)) tell(redact(`foothold: ${failure.command}: ${failure.reason}: ${failure.said}`));
          return redactDeep(readEvidence(redact(looked.flatMap(({ texts }) => texts).join("\n\n"))), redact);
        },
      };
    } catch (error) {
      tell(redact(`foothold of ${stack}: ${sayError(error)}`));
      return undefined;
    }
  };
}
