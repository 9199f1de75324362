import { catalogue } from "./catalogue.generated.ts";
import type { CauseEntry } from "./entries.ts";

let index: ReadonlyMap<string, CauseEntry> | undefined;

/** The catalogue's entry of a cause, by code (`DT321`, any case) or name. */
export function causeOf(codeOrName: string): CauseEntry | undefined {
  index ??= new Map(catalogue.flatMap((entry) => [[entry.code, entry] as const, [entry.name, entry] as const]));
  return index.get(codeOrName.toUpperCase()) ?? index.get(codeOrName.toLowerCase());
}
