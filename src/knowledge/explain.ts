import type { Explanation } from "../core/explanation.ts";
import { secretKinds } from "../core/redact.ts";
import { causeOf } from "./catalogue.ts";
import { looksOf, recognise, type Recognised } from "./recognise.ts";

const shownSuspects = 5;
const shownLooks = 4;

/** What a pasted code, message, log or tool output means, from the catalogue alone: no network, no clock. Never throws. */
export function explainText(text: string, docs?: string): Explanation {
  const found = recognise(text);
  const named = found.causeCodes.flatMap((code) => causeOf(code) ?? []);
  return {
    symptoms: [...found.matches].sort((a, b) => standing(a) - standing(b)).map(sayMatch),
    causes: named.map(({ code, name, title, hop, severity, breaks, explains, remedy }) => ({ code, name, title, hop, severity, breaks, explains, remedy })),
    nearMisses: found.nearMisses,
    falseAlarms: found.falseAlarms.map(({ alarm }) => ({ id: alarm.id, sentence: alarm.sentence, when: alarm.when.map(({ see }) => see) })),
    reported: found.matches.map(({ symptom }) => symptom.id),
    suspects: [...new Set([...found.causeCodes, ...found.suspects.map(({ code }) => code)])],
    secrets: secretKinds(text),
    cut: found.cut,
    ...(docs === undefined ? {} : { docs }),
  };
}

/** Codes first, as that is what people ask for; then what has suspects; then frames and signs of health. */
function standing({ symptom, pointsTo }: Recognised): number {
  if (symptom.kind === "code") return 0;
  if (symptom.frame === true) return pointsTo.length > 0 ? 2 : 4;
  return pointsTo.length > 0 ? 1 : 3;
}

function sayMatch({ symptom, times, pointsTo }: Recognised): Explanation["symptoms"][number] {
  return {
    id: symptom.id,
    code: symptom.kind === "code",
    seenIn: symptom.seenIn,
    says: symptom.says,
    ...(symptom.neverMeans === undefined ? {} : { neverMeans: symptom.neverMeans }),
    times,
    suspects: pointsTo.slice(0, shownSuspects).flatMap((code) => {
      const cause = causeOf(code);
      return cause === undefined ? [] : [{ code, title: cause.title, hop: cause.hop }];
    }),
    looks: looksOf(symptom).slice(0, shownLooks).map(({ do: step, reading }) => ({ do: step, ...(reading === undefined ? {} : { reading }) })),
  };
}
