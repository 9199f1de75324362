import { z } from "zod";
import type { Facts } from "../core/fact.ts";
import type { Probes } from "../core/ports.ts";
import type { ModelConfig } from "../core/stack.ts";
import { askChat, type ModelPlace } from "../targets/model/ask.ts";
import { baseOf } from "../targets/model/endpoint.ts";
import { openaiSpeaking } from "../targets/model/providers.ts";
import { parseJson } from "../targets/model/spoken.ts";

/** The questions; they never change, or all that was learnt is lost. Short, without secrets, about nothing of the stack. */
export const questions: readonly string[] = [
  "Continue: one, two, three,",
  "Name three colours of the rainbow.",
  "Write a Python function that adds two numbers.",
  "What is the capital of France?",
  "Translate to German: Good morning, how are you?",
  "Explain in one sentence what a hash table is.",
];
const answerTokens = 24;
/** What one round may spend: its answers, and the questions with a chat template around them. */
export const roundTokens = questions.length * (answerTokens + 40);
const answerMs = 20_000;

const endpointSchema = z.looseObject({ endpoint: z.string().nullable(), scheme: z.string().nullable(), servedName: z.string().nullable(), provider: z.string().nullable(), providerKnown: z.boolean(), features: z.array(z.string()).nullable() });

/** A model that can be asked. */
export interface CanaryModel {
  model: string;
  place: ModelPlace;
  key: string;
}

/** The models of a run that are open, speak OpenAI's language, and are not busy. */
export function askableModels(facts: Facts): CanaryModel[] {
  const seen = (id: string, subject: string): unknown => facts.find((fact) => fact.id === id && fact.subject === subject && fact.absent === undefined)?.value;
  return facts.flatMap((fact) => {
    if (fact.id !== "model/endpoint" || fact.subject === undefined) return [];
    const endpoint = endpointSchema.safeParse(fact.value);
    if (!endpoint.success) return [];
    const { endpoint: address, scheme, servedName, provider, providerKnown } = endpoint.data;
    const open = (seen("model/reach", fact.subject) as { state?: string } | undefined)?.state === "open";
    const busy = (seen("model/metrics", fact.subject) as { overloaded?: boolean } | undefined)?.overloaded === true;
    if (!open || busy || address === null || scheme === null || servedName === null || (providerKnown && !openaiSpeaking.has(provider ?? "custom_openai"))) return [];
    return [{ model: fact.subject, place: { base: baseOf(address), servedName }, key: `${baseOf(address)} ${servedName}` }];
  });
}

/** Asks all questions, one after the other, without chance (`temperature` 0). Undefined where one is not answered: half a round is none. */
export async function askRound(model: CanaryModel, config: ModelConfig | undefined, means: { probes: Probes; signal: AbortSignal; newId(): string }): Promise<{ answers: string[]; ms: number; promptTokens: number | null } | undefined> {
  const answers: string[] = [];
  let ms = 0;
  let promptTokens: number | null = 0;
  for (const content of questions) {
    const spoken = await askChat({ ...means, model: config }, model.place, { model: model.place.servedName, messages: [{ role: "user", content }], max_tokens: answerTokens, temperature: 0 }, answerMs);
    if (spoken.outcome !== "answer" || spoken.result.kind !== "answer") return undefined;
    answers.push(spoken.content ?? "");
    ms += spoken.ms;
    const counted = (parseJson(spoken.result.body) as { usage?: { prompt_tokens?: unknown } } | undefined)?.usage?.prompt_tokens;
    promptTokens = promptTokens === null || typeof counted !== "number" ? null : promptTokens + counted;
  }
  return { answers, ms, promptTokens };
}
