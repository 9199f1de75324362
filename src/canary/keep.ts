import { createHash } from "node:crypto";
import { type AskAfter, customId, type CustomFact } from "../core/custom.ts";
import type { Probes } from "../core/ports.ts";
import type { Redact } from "../core/redact.ts";
import type { Collection } from "../core/store.ts";
import { cleanLine, span } from "../core/text.ts";
import { sing, singersIn, songTokens } from "./sing.ts";
import { baselineSongs, newTune, referenceSongs, takeSong, type Tune } from "./tune.ts";

export interface CanaryMeans {
  /** How often the models of a stack are asked, ms; a stack that is not here is never asked. */
  every: Readonly<Record<string, number>>;
  tunes: Collection<Tune>;
  probes: Probes;
  redact: Redact;
  now(): number;
  newId(): string;
}

const tuneId = (stack: string, model: string): string => createHash("sha256").update(JSON.stringify([stack, model])).digest("hex").slice(0, 24);

/** A name for the check of a model: readable, and its own even where two models read alike. */
export const canaryName = (model: string): string => `canary-${model.toLowerCase().replace(/[^a-z0-9]+/gu, "-").replace(/^-|-$/gu, "").slice(0, 24)}-${createHash("sha256").update(model).digest("hex").slice(0, 4)}`;

/** Asks the models of a stack when a scheduled check finds it due, and says in every run how they stand. A store that is away says nothing. */
export function openCanary(means: CanaryMeans): AskAfter {
  return async ({ stack, facts, trigger, afford, signal }) => {
    const every = means.every[stack.name];
    if (every === undefined) return [];
    const told: { id: string; value: CustomFact; startedMs: number; durationMs: number }[] = [];
    for (const singer of singersIn(facts)) {
      const id = tuneId(stack.name, singer.model);
      const stored = await means.tunes.get(id).catch(() => undefined);
      let tune = stored?.key === singer.key ? stored : newTune(singer.key, 0);
      // Scheduled checks come at their own pace: one that is nearly due is due.
      const due = trigger === "schedule" && means.now() - tune.askedAt >= every * 0.95 && !signal.aborted;
      const began = performance.now();
      if (due && (await afford(songTokens))) {
        const song = await sing(singer, stack.models.find((model) => model.name === singer.model), { probes: means.probes, signal, newId: means.newId });
        const at = means.now();
        tune = song === undefined ? { ...tune, askedAt: at } : takeSong(tune, song.answers.map((answer) => means.redact(cleanLine(answer, 400))), { at, ms: song.ms, promptTokens: song.promptTokens });
        await means.tunes.put(id, tune).catch(() => undefined);
      }
      told.push({ id: customId(canaryName(singer.model)), value: sayTune(singer.model, tune, means.now()), startedMs: 0, durationMs: Math.round(performance.now() - began) });
    }
    return told;
  };
}

const words: Record<NonNullable<Tune["changed"]>["by"][number], string> = {
  "prompt-tokens": "it counts other tokens in the same questions (another tokenizer or chat template)",
  agreement: "it says other things than before to the same questions",
  length: "its answers have another length",
  speed: "it answers at another speed",
};

const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length);

/** How a model stands, as the fact of a check; a change is a notice, never an outage. */
export function sayTune(model: string, tune: Tune, now: number): CustomFact {
  const head = { title: `${cleanLine(model, 80)} answers a few fixed questions as it did`, hop: "model" as const };
  const left = referenceSongs - tune.learnt + baselineSongs - tune.baseline.length;
  if (left > 0) return { ...head, verdict: "skip", reason: `still learning how it answers: ${left} more rounds` };
  const { changed } = tune;
  if (changed === undefined) return { ...head, verdict: "pass", reason: `${tune.recent.length} rounds since it was learnt, none of them lastingly different` };
  const recent = tune.recent.slice(-5);
  const figures = `likeness ${mean(tune.baseline.map((song) => song.agreement)).toFixed(2)} then, ${mean(recent.map((song) => song.agreement)).toFixed(2)} now; ${Math.round(mean(tune.baseline.map((song) => song.speed)))} characters a second then, ${Math.round(mean(recent.map((song) => song.speed)))} now`;
  // Speed alone is hardware or load more often than another model.
  const onlySpeed = changed.by.every((measure) => measure === "speed");
  return {
    ...head, verdict: "fail",
    reason: `told ${span(now - changed.at)} ago, after a day of it: ${changed.by.map((measure) => words[measure]).join("; ")} (${figures})`,
    cause: {
      title: onlySpeed ? `${cleanLine(model, 80)} answers at another speed than it did for days` : `${cleanLine(model, 80)} answers otherwise than it did: another model, quantisation or template may stand behind the same name`,
      severity: onlySpeed ? "info" : "warning", breaks: [],
      remedy: [
        { do: "Ask whoever runs the model server what changed about that time: weights, quantisation, chat template, server version, hardware", where: "model server" },
        { do: "If the change was meant, do nothing: it is learnt anew after a few days, and this notice ends", where: "duo-triage" },
      ],
    },
  };
}
