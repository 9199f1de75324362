import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askChat } from "../../targets/model/ask.ts";
import { describeSpoken } from "../../targets/model/spoken.ts";
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

const toolName = "get_current_time";
const tools = [{ type: "function", function: { name: toolName, description: "Tells the current time.", parameters: { type: "object", properties: {} } } }] as const;
const messages = [{ role: "user", content: "What time is it? Use the tool." }] as const;
const markups = ["<tool_call>", "[TOOL_CALLS]", "<|python_tag|>", "<function=", "<|tool_call", "<tool_calls>"] as const;
// A whole call without arguments takes some 30 tokens; one that is cut off could not be told from raw markup.
const callTokens = 64;

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
    const body = { model: place.servedName, messages, tools };
    const auto = await askChat(world, place, { ...body, tool_choice: "auto", max_tokens: callTokens }, 35_000);
    const [required, any] = await Promise.all([
      auto.outcome === "answer" ? null : askChat(world, place, { ...body, tool_choice: "required", max_tokens: 1 }, 15_000),
      auto.outcome === "answer" && world.deep ? askChat(world, place, { ...body, tool_choice: "any", max_tokens: 1 }, 15_000) : null,
    ]);
    const content = auto.content ?? "";
    const bareCall = content.trimStart().startsWith("{") && content.includes(toolName);
    const rawMarkup = auto.outcome === "answer" && auto.toolCalls === 0 && auto.finishReason !== "length" && (markups.some((mark) => content.includes(mark)) || bareCall);
    return { auto, required, any, rawMarkup };
  },
  describe(value) {
    const called = value.auto.toolCalls > 0 ? ", the tool was called" : value.rawMarkup ? ", the call stands as text in the answer" : "";
    return cleanLine(`Chat with a tool: auto ${describeSpoken(value.auto)}${called}${value.required === null ? "" : `; required ${describeSpoken(value.required)}`}${value.any === null ? "" : `; any ${describeSpoken(value.any)}`}`, 500);
  },
} satisfies Fact<Value>;
