import type { Config } from "./config/config.ts";
import { type Redact, redactDeep } from "./core/redact.ts";
import type { ReportedEvidence } from "./core/reported.ts";
import { sayError } from "./core/text.ts";

/**
 * What the footholds of a stack tell, read by the same parsers as what people paste. Undefined where none is configured or nothing in it tells;
 * a foothold that fails is told on standard error and stands in nobody's way.
 */
export function footholdReader(config: Config, redact: Redact, tell: (line: string) => void): (stack: string, signal: AbortSignal) => Promise<ReportedEvidence | undefined> {
  return async (stack, signal) => {
    const written = config.exec[stack];
    if (written === undefined) return undefined;
    const [{ footholdsOf }, { openFoothold, lookAround }, { readEvidence }] = await Promise.all([import("./config/foothold.ts"), import("./probes/exec/open.ts"), import("./knowledge/evidence/read-evidence.ts")]);
    try {
      const places = footholdsOf(written);
      const looked = await Promise.all((["gateway", "gitlab"] as const).flatMap((place) => (places[place] === undefined ? [] : [lookAround(openFoothold(places[place]), place, signal)])));
      for (const failure of looked.flatMap(({ failures }) => failures)) tell(redact(`foothold: ${failure.command}: ${failure.reason}: ${failure.said}`));
      return redactDeep(readEvidence(redact(looked.flatMap(({ texts }) => texts).join("\n\n"))), redact);
    } catch (error) {
      tell(redact(`foothold of ${stack}: ${sayError(error)}`));
      return undefined;
    }
  };
}
