import type { Explanation } from "../core/explanation.ts";
import { secretKinds } from "../core/redact.ts";
import { causeOf } from "./catalogue.ts";
import { looksOf, recognise } from "./recognise.ts";

const suspectsShown = 5;

/** Explains a paste of any length from the catalogue: no network, no queue, no clock. */
export function explainText(text: string): Explanation {
  const seen = recognise(text);
  const titled = (code: string): Explanation["symptoms"][number]["suspects"] => {
    const cause = causeOf(code);
    return cause === undefined ? [] : [{ code, title: cause.title, hop: cause.hop }];
  };
  return {
    symptoms: seen.matches.map(({ symptom, times, pointsTo }) => ({
      id: symptom.id,
      code: symptom.kind === "code",
      seenIn: symptom.seenIn,
      says: symptom.says,
      ...(symptom.neverMeans === undefined ? {} : { neverMeans: symptom.neverMeans }),
      times,
      suspects: pointsTo.slice(0, suspectsShown).flatMap(titled),
      looks: looksOf(symptom).slice(0, 4).map((look) => ({ do: look.do, ...(look.reading === undefined ? {} : { reading: look.reading }) })),
    })),
    causes: seen.causeCodes.flatMap((code) => {
      const cause = causeOf(code);
      return cause === undefined ? [] : [{ code, name: cause.name, title: cause.title, hop: cause.hop, severity: cause.severity, breaks: cause.breaks, explains: cause.explains, remedy: cause.remedy }];
    }),
    nearMisses: seen.nearMisses,
    falseAlarms: seen.falseAlarms.map(({ alarm }) => ({ id: alarm.id, sentence: alarm.sentence, when: alarm.when.map((one) => one.see) })),
    reported: [...new Set([...seen.codes, ...seen.matches.map(({ symptom }) => symptom.id)])],
    suspects: seen.suspects.map((suspect) => suspect.code),
    secrets: secretKinds(text),
    cut: seen.cut,
  };
}
