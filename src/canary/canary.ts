import { createHash } from "node:crypto";
import { type AskAfter, customId, type CustomFact } from "../core/custom.ts";
import type { Probes } from "../core/ports.ts";
import type { Redact } from "../core/redact.ts";
import type { Collection } from "../core/store.ts";
import { cleanLine, span } from "../core/text.ts";
import { askableModels, askRound, roundTokens } from "./ask-round.ts";
import { addAnswers, baselineRounds, type ModelHistory, newHistory, oddRounds, referenceRounds } from "./history.ts";

export interface CanaryMeans {
  /** How often the models of a stack are asked, ms; a stack that is not here is never asked. */
  every: Readonly<Record<string, number>>;
  histories: Collection<ModelHistory>;
  probes: Probes;
  redact: Redact;
  now(): number;
  newId(): string;
}

/** Scheduled checks come at their own pace: one that comes after this part of the interval is due. */
const nearlyDue = 0.95;

const historyId = (stack: string, model: string): string => createHash("sha256").update(JSON.stringify([stack, model])).digest("hex").slice(0, 24);

/** A name for the check of a model: readable, and its own even where two models read alike. */
export const canaryName = (model: string): string => `canary-${model.toLowerCase().replace(/[^a-z0-9]+/gu, "-").replace(/^-|-$/gu, "").slice(0, 24)}-${createHash("sha256").update(model).digest("hex").slice(0, 4)}`;

/** Asks the models of a stack when a scheduled check finds it due, and says in every run how they stand. A store that is away says nothing. */
export function openCanary(means: CanaryMeans): AskAfter {
  return async ({ stack, facts, trigger, afford, signal }) => {
    const every = means.every[stack.name];
    if (every === undefined) return [];
    const told: { id: string; value: CustomFact; startedMs: number; durationMs: number }[] = [];
    for (const askable of askableModels(facts)) {
      const id = historyId(stack.name, askable.model);
      const stored = await means.histories.get(id).catch(() => undefined);
      let history = stored?.key === askable.key ? stored : newHistory(askable.key, 0);
      const due = trigger === "schedule" && means.now() - history.askedAt >= every * nearlyDue && !signal.aborted;
      const began = performance.now();
      if (due && (await afford(roundTokens))) {
        const round = await askRound(askable, stack.models.find(({ name }) => name === askable.model), { probes: means.probes, signal, newId: means.newId });
        const at = means.now();
        history = round === undefined ? { ...history, askedAt: at } : addAnswers(history, round.answers.map((answer) => means.redact(cleanLine(answer, 400))), { at, ms: round.ms, promptTokens: round.promptTokens });
        await means.histories.put(id, history).catch(() => undefined);
      }
      told.push({ id: customId(canaryName(askable.model)), value: describeHistory(askable.model, history, means.now()), startedMs: 0, durationMs: Math.round(performance.now() - began) });
    }
    return told;
  };
}

const words: Record<NonNullable<ModelHistory["changed"]>["by"][number], string> = {
  "prompt-tokens": "it counts other tokens in the same questions (another tokenizer or chat template)",
  agreement: "it says other things than before to the same questions",
  length: "its answers have another length",
  speed: "it answers at another speed",
};

const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length);

/** How a model stands, as the fact of a check; a change is a notice, never an outage. */
export function describeHistory(model: string, history: ModelHistory, now: number): CustomFact {
  const head = { title: `${cleanLine(model, 80)} answers a few fixed questions as it did`, hop: "model" as const };
  const left = referenceRounds - history.learnt + baselineRounds - history.baseline.length;
  if (left > 0) return { ...head, verdict: "skip", reason: `still learning how it answers: ${left} more rounds` };
  const { changed } = history;
  if (changed === undefined) return { ...head, verdict: "pass", reason: `${history.recent.length} rounds since it was learnt, none of them lastingly different` };
  const recent = history.recent.slice(-oddRounds);
  const figures = `likeness ${mean(history.baseline.map((round) => round.agreement)).toFixed(2)} then, ${mean(recent.map((round) => round.agreement)).toFixed(2)} now; ${Math.round(mean(history.baseline.map((round) => round.speed)))} characters a second then, ${Math.round(mean(recent.map((round) => round.speed)))} now`;
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
