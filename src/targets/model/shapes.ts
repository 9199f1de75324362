import { type ModelPlace, systemTurn, type Turn, userTurn } from "./ask.ts";

/** What of the gateway's own requests a model of some family and use is sent. */
export interface Wants {
  /** Classic chat: ends with an assistant turn, asks for a long answer. */
  prefill: boolean;
  stop: boolean;
  maxTokens: number;
  /** Family mistral: the gateway asks the server to go on with the last turn (since June 2026). */
  continued: boolean;
}

const prefillTurn: Turn = { role: "assistant", content: "Thought: " };

/**
 * What the prompts of a family hold (ai_gateway/prompts/definitions): classic chat ends with an assistant turn, asks for 8192 tokens (llama3
 * 4096) and stops at `Observation:`, which family gpt does not; code generation stops too. Unknown features count as all.
 */
export function wantsOf(family: string | null, features: readonly string[] | null): Wants {
  const uses = (test: (feature: string) => boolean): boolean => features === null || features.length === 0 || features.some(test);
  const chat = uses((feature) => feature.startsWith("duo_chat") || feature === "chat");
  return {
    prefill: chat,
    stop: family !== "gpt" && (chat || uses((feature) => feature === "code_generations")),
    maxTokens: family === "llama3" ? 4096 : 8192,
    continued: family === "mistral",
  };
}

export const withPrefill = (place: ModelPlace): Record<string, unknown> => ({ model: place.servedName, messages: [systemTurn, userTurn, prefillTurn], max_tokens: 1 });
export const goingOn = { continue_final_message: true, add_generation_prompt: false } as const;
export const stopAt = { stop: ["Observation:"] } as const;
export const withUsage = { stream_options: { include_usage: true } } as const;

/** Everything that classic chat sends, in one request. */
export function wholeBody(place: ModelPlace, wants: Wants): Record<string, unknown> {
  return {
    model: place.servedName,
    messages: wants.prefill ? [systemTurn, userTurn, prefillTurn] : [systemTurn, userTurn],
    temperature: 0.1,
    max_tokens: wants.prefill ? wants.maxTokens : 16,
    ...(wants.stop ? stopAt : {}),
    ...(wants.continued && wants.prefill ? goingOn : {}),
    ...withUsage,
  };
}

/** Waits for all, at most three at once. */
export async function inThrees<T>(acts: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  for (let at = 0; at < acts.length; at += 3) results.push(...(await Promise.all(acts.slice(at, at + 3).map((act) => act()))));
  return results;
}
