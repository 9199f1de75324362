import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askChat, systemTurn } from "../../targets/model/ask.ts";
import { promptTokensOf } from "../../targets/model/calls.ts";
import { describeSpoken } from "../../targets/model/spoken.ts";
import { askedModel, tokenGate } from "./asked.ts";
import type { Value as List } from "./list.ts";
import type { Value as Loaded } from "./loaded.ts";
import { spokenSchema } from "./spoken.ts";

/** A prompt as long as those of chat and agents, and how much of it the server says that it read. */
export const schema = z.object({
  spoken: spokenSchema,
  /** Words that were sent; each is a token at least. */
  words: z.number(),
  /** Tokens of the prompt by the server's own count; null where it does not say. */
  counted: z.number().nullable(),
  /** It answered as if nothing was amiss, and read far less than was sent. A count too small for any window is no count. */
  cut: z.boolean(),
});
export type Value = z.infer<typeof schema>;

const words = 6500;
const leastWindow = 1000;
const patienceMs = 30_000;
// A server that takes this long over a few words is not to be kept busy with thousands.
const tooSlowMs = 1500;
const vocabulary = ["river", "stone", "garden", "window", "silver", "forest", "letter", "market", "winter", "paper", "music", "yellow"] as const;

export default {
  title: "How much of a long prompt the model server reads",
  hop: "model",
  per: "model",
  cost: "deep",
  tokens: 16_000,
  needs: ["model/endpoint", "model/reach"],
  uses: ["model/list", "model/server", "model/metrics", "model/loaded", "model/chat", "model/answer", "model/shapes", "model/stream"],
  timeoutMs: patienceMs + 2000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const closed = tokenGate(world, "after-chat");
    if (closed !== undefined) return closed;
    const loaded = world.read("model/loaded", world.subject) as Loaded | undefined;
    if (loaded?.window !== null && loaded?.window !== undefined) return absent({ reason: "not-applicable", because: "the server itself tells the window that it reads" });
    const list = world.read("model/list", world.subject) as List | undefined;
    if (list?.stored.ownedBy === "vllm") return absent({ reason: "not-applicable", because: "vLLM refuses what does not fit and cuts nothing" });
    if (place.firstWordMs > tooSlowMs) return absent({ reason: "not-asked", because: `a chat of a few words took ${place.firstWordMs} ms, so thousands of them are not sent` });
    // What stands first was never seen before: a server that remembers prompts has to read it anew.
    const text = Array.from({ length: words - 1 }, (_, place) => vocabulary[(place * 7 + Math.floor(place / 12)) % vocabulary.length]).join(" ");
    const spoken = await askChat(world, place, { model: place.servedName, messages: [systemTurn, { role: "user", content: `${world.newId()} ${text}` }], max_tokens: 1 }, patienceMs);
    const counted = promptTokensOf(spoken.result);
    return { spoken, words, counted, cut: spoken.outcome === "answer" && counted !== null && counted >= leastWindow && counted < words * 0.7 };
  },
  describe: (value) => cleanLine(`A prompt of ${value.words} words: ${describeSpoken(value.spoken)}${value.counted === null ? "" : `, of which the server read ${value.counted} tokens`}${value.cut ? ": it cut the rest off" : ""}`),
} satisfies Fact<Value>;
