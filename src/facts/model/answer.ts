import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askChat, systemTurn } from "../../targets/model/ask.ts";
import { describeSpoken } from "../../targets/model/spoken.ts";
import { askedModel, tokenGate } from "./asked.ts";
import type { Value as Chat } from "./chat.ts";
import { spokenSchema } from "./spoken.ts";

/** A chat of up to 128 tokens (deep, or where a short one came back empty): what the model makes of a simple question. */
export const schema = z.object({
  spoken: spokenSchema,
  /** Marks of reasoning stand in the text that users would see. */
  thinkTags: z.boolean(),
  /** The reasoning ends, and text follows it. */
  thinkEnds: z.boolean(),
});
export type Value = z.infer<typeof schema>;

/** Reasoning stands in the text. What comes before `Final Answer:` nobody sees: the gateway drops it in chat. */
const leaks = (content: string): boolean => /<\/?think(?:ing)?>/iu.test(content) && !/<\/think(?:ing)?>[\s\S]*Final Answer:/iu.test(content);

export default {
  title: "What the model answers to a simple question",
  hop: "model",
  per: "model",
  cost: "tokens",
  needs: ["model/endpoint", "model/reach"],
  uses: ["model/list", "model/server", "model/metrics", "model/loaded", "model/chat"],
  timeoutMs: 60_000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const closed = tokenGate(world, "after-chat");
    if (closed !== undefined) return closed;
    const short = (world.read("model/chat", world.subject) as Chat).first;
    if (short.outcome !== "answer") return absent({ reason: "not-applicable", because: "a one-token chat is not answered" });
    // One token of a model that thinks is no text, or the opening mark of its thinking: only then, or when asked to look deep, is more spent.
    const plainText = short.content !== null && short.content.trim() !== "" && !short.content.trimStart().startsWith("<");
    if (plainText && !world.deep) return absent({ reason: "not-applicable", because: "the one-token chat held plain text" });
    const spoken = await askChat(world, place, { model: place.servedName, messages: [systemTurn, { role: "user", content: "What is 2 + 2? Answer with the number." }], max_tokens: 128 }, 45_000);
    return { spoken, thinkTags: !spoken.reasoning && leaks(spoken.content ?? ""), thinkEnds: /<\/think(?:ing)?>\s*\S/iu.test(spoken.content ?? "") };
  },
  describe(value) {
    const { spoken } = value;
    const text = spoken.outcome !== "answer" ? "" : spoken.content === null || spoken.content === "" ? `, no text${spoken.reasoning ? " beside its reasoning" : ""} (finish reason ${spoken.finishReason ?? "none"})` : value.thinkTags ? ", its reasoning stands in the text" : ", with text";
    return cleanLine(`A simple question of 128 tokens: ${describeSpoken(spoken)}${text}`);
  },
} satisfies Fact<Value>;
