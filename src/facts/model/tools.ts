import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askChat } from "../../targets/model/ask.ts";
import { callTokens, isRawCall, toolQuestion, tools } from "../../targets/model/calls.ts";
import { describeSpoken, type SpokenReading } from "../../targets/model/spoken.ts";
import { askedModel, tokenGate } from "./asked.ts";
import { spokenSchema } from "./spoken.ts";

/** Chats with one tool, where agent features use this model. */
export const schema = z.object({
  auto: spokenSchema,
  required: spokenSchema.nullable(),
  any: spokenSchema.nullable(),
  /** The content holds raw markup of a tool call instead of tool_calls. */
  rawMarkup: z.boolean(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "Tool calls of the model, where agents use it",
  hop: "model",
  per: "model",
  cost: "tokens",
  onReport: true,
  needs: ["model/endpoint", "model/reach"],
  uses: ["model/list", "model/server", "model/metrics", "model/loaded", "model/chat"],
  timeoutMs: 75_000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const agents = place.endpoint.features?.some((feature) => feature.startsWith("duo_agent_platform")) === true;
    if (!agents && !world.deep) return absent({ reason: "not-applicable", because: place.endpoint.features === null ? "whether agents use this model is not known" : "no agent feature uses this model" });
    const closed = tokenGate(world, "after-chat");
    if (closed !== undefined) return closed;
    const body = { model: place.servedName, messages: toolQuestion, tools };
    const auto = await askChat(world, place, { ...body, tool_choice: "auto", max_tokens: callTokens }, 35_000);
    const missed = (spoken: SpokenReading | null): boolean => spoken?.outcome === "answer" && spoken.toolCalls === 0 && spoken.finishReason !== "length" && isRawCall(spoken.content ?? "");
    // Who is free not to call may not; made to, a server that knows calls hands one out.
    const free = auto.outcome === "answer" && auto.toolCalls === 0 && !missed(auto);
    const [required, any] = await Promise.all([
      auto.outcome === "answer" && !(free && world.deep) ? null : askChat(world, place, { ...body, tool_choice: "required", max_tokens: free ? callTokens : 1 }, 15_000),
      auto.outcome === "answer" && world.deep ? askChat(world, place, { ...body, tool_choice: "any", max_tokens: 1 }, 15_000) : null,
    ]);
    return { auto, required, any, rawMarkup: missed(auto) || (free && missed(required)) };
  },
  describe(value) {
    const called = value.auto.toolCalls > 0 ? ", the tool was called" : value.rawMarkup ? ", the call stands as text in the answer" : "";
    return cleanLine(`Chat with a tool: auto ${describeSpoken(value.auto)}${called}${value.required === null ? "" : `; required ${describeSpoken(value.required)}`}${value.any === null ? "" : `; any ${describeSpoken(value.any)}`}`, 500);
  },
} satisfies Fact<Value>;
