import { z } from "zod";
import type { Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askChat, chatBody, type ModelPlace, streamChat, systemTurn, userTurn } from "../../targets/model/ask.ts";
import { goingOn, inThrees, stopAt, wantsOf, type Wants, wholeBody, withPrefill, withUsage } from "../../targets/model/shapes.ts";
import { describeSpoken, type SpokenReading } from "../../targets/model/spoken.ts";
import { spokenOfStream } from "../../targets/model/streamed.ts";
import { askedModel, tokenGate } from "./asked.ts";
import type { Value as Chat } from "./chat.ts";
import { type Spoken, spokenSchema } from "./spoken.ts";

/**
 * One-token chats that differ from the plainest one (a single user turn) by one thing that the gateway really sends. Each null where it was not needed.
 */
export const schema = z.object({
  /** Everything that classic chat sends in one request, closed at the first token: accepted = nothing below was needed. */
  whole: spokenSchema.nullable(),
  plain: spokenSchema,
  /** System turn before the user's. */
  system: spokenSchema.nullable(),
  /** Ends with an assistant turn, as classic chat does. */
  prefill: spokenSchema.nullable(),
  /** The same with continue_final_message and without add_generation_prompt. */
  prefillContinued: spokenSchema.nullable(),
  stop: spokenSchema.nullable(),
  temperature: spokenSchema.nullable(),
  maxCompletionTokens: spokenSchema.nullable(),
  /** Streamed, one token, with stream_options.include_usage; and without. */
  streamOptions: spokenSchema.nullable(),
  withoutStreamOptions: spokenSchema.nullable(),
  /** max_tokens 8192, as classic chat asks for; the connection is closed at the first token. */
  longAnswer: spokenSchema.nullable(),
});
export type Value = z.infer<typeof schema>;

const patienceMs = 35_000;
// An answer began: the connection is closed then, so a long one costs a token or two. A refusal has no such line and is read whole.
const begun = (line: string): boolean => line.startsWith("data:");

export default {
  title: "The shapes of request that the gateway sends, tried on the model server one by one",
  hop: "model",
  per: "model",
  cost: "tokens",
  needs: ["model/endpoint", "model/reach"],
  uses: ["model/list", "model/server", "model/metrics", "model/loaded", "model/chat"],
  timeoutMs: 90_000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const closed = tokenGate(world, "after-chat");
    if (closed !== undefined) return closed;
    const chat = (world.read("model/chat", world.subject) as Chat).first;
    const ask = (body: Record<string, unknown>): Promise<SpokenReading> => askChat(world, place, body, patienceMs);
    const open = async (body: Record<string, unknown>): Promise<SpokenReading> => spokenOfStream(await streamChat(world, place, body, { timeoutMs: patienceMs, idleMs: patienceMs, until: begun }));
    const wants = wantsOf(place.endpoint.family, place.endpoint.features);
    if (chat.outcome === "refused" || chat.outcome === "error") return refusedAlready(place, chat, ask);
    const whole = chat.outcome === "answer" ? await open(wholeBody(place, wants)) : null;
    if (whole === null || whole.outcome === "answer") return { ...nothing, whole, plain: chat, system: chat };
    return { ...nothing, whole, plain: chat, system: chat, ...(await takeApart(place, wants, ask, open)) };
  },
  describe(value) {
    if (value.whole?.outcome === "answer") return "The model server accepts everything that classic chat sends";
    const odd = Object.entries(value).flatMap(([shape, spoken]) => (spoken === null || shape === "whole" || spoken.outcome === "answer" ? [] : [`${shape} ${describeSpoken(spoken)}`]));
    const good = Object.entries(value).flatMap(([shape, spoken]) => (spoken?.outcome === "answer" ? [shape] : []));
    if (odd.length === 0) return cleanLine(`Shapes of requests: each alone is accepted (${good.join(", ")})${value.whole === null ? "" : `, all together: ${describeSpoken(value.whole)}`}`);
    return cleanLine(`Shapes of requests that the model server does not accept: ${odd.join("; ").replace(/[.\s]+$/u, "")}${good.length === 0 ? "" : `. Accepted: ${good.join(", ")}`}`, 500);
  },
} satisfies Fact<Value>;

const nothing = { prefill: null, prefillContinued: null, stop: null, temperature: null, maxCompletionTokens: null, streamOptions: null, withoutStreamOptions: null, longAnswer: null } as const;

/** Already a system and a user turn with temperature 0 are refused: which of the three is it? */
async function refusedAlready(place: ModelPlace, chat: Spoken, ask: (body: Record<string, unknown>) => Promise<SpokenReading>): Promise<Value> {
  const [plain, system, temperature] = await inThrees([
    () => ask(chatBody(place)),
    () => ask(chatBody(place, { messages: [systemTurn, userTurn] })),
    () => ask(chatBody(place, { temperature: 0 })),
  ]);
  const { max_tokens: _limit, ...unlimited } = chatBody(place);
  const maxCompletionTokens = plain?.outcome === "refused" && plain.status !== 401 && plain.status !== 404 ? await ask({ ...unlimited, max_completion_tokens: 16 }) : null;
  return { ...nothing, whole: null, plain: plain ?? chat, system: system ?? null, temperature: temperature ?? null, maxCompletionTokens };
}

/** The plain chat is good and the whole one is not: each difference alone. */
async function takeApart(place: ModelPlace, wants: Wants, ask: (body: Record<string, unknown>) => Promise<SpokenReading>, open: (body: Record<string, unknown>) => Promise<SpokenReading>): Promise<Partial<Value>> {
  const turns = { messages: [systemTurn, userTurn] };
  const [streamOptions, withoutStreamOptions, stop, prefill, prefillContinued, longAnswer] = await inThrees<SpokenReading | null>([
    () => open(chatBody(place, { ...turns, ...withUsage })),
    () => open(chatBody(place, turns)),
    async () => (wants.stop ? ask(chatBody(place, { ...turns, ...stopAt })) : null),
    async () => (wants.prefill ? ask(withPrefill(place)) : null),
    async () => (wants.prefill ? ask({ ...withPrefill(place), ...goingOn }) : null),
    async () => (wants.prefill ? open(chatBody(place, { ...turns, max_tokens: wants.maxTokens })) : null),
  ]);
  return { streamOptions: streamOptions ?? null, withoutStreamOptions: withoutStreamOptions ?? null, stop: stop ?? null, prefill: prefill ?? null, prefillContinued: prefillContinued ?? null, longAnswer: longAnswer ?? null };
}
