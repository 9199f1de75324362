import { symptoms } from "./symptoms.generated.ts";

let index: ReadonlyMap<string, readonly string[]> | undefined;

/** Causes that a code or symptom points to, most likely first; none for one that is not known. */
export function suspectsOf(symptom: string): readonly string[] {
  index ??= new Map(symptoms.map(({ id, pointsTo }) => [id, pointsTo]));
  return index.get(symptom) ?? [];
}

/**
 * Causes that come and go by their nature: a run in which everything answers says little against them. Out of memory, overload, restarts,
 * quotas by the minute, replicas and addresses that change.
 */
export const comesAndGoes: ReadonlySet<string> = new Set(["DT209", "DT216", "DT252", "DT302", "DT303", "DT306", "DT333", "DT342", "DT346", "DT362", "DT363", "DT521", "DT525", "DT530"]);
