import { symptoms } from "./symptoms.generated.ts";

let index: ReadonlyMap<string, readonly string[]> | undefined;

/** Causes that a code or symptom points to, most likely first; none for one that is not known. */
export function suspectsOf(symptom: string): readonly string[] {
  index ??= new Map(symptoms.map(({ id, pointsTo }) => [id, pointsTo]));
  return index.get(symptom) ?? [];
}
