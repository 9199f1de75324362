import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askChat, streamChat, systemTurn } from "../../targets/model/ask.ts";
import { callTokens, callTurn, isRawCall, readStreamedCall, toolQuestion, tools } from "../../targets/model/calls.ts";
import { describeSpoken } from "../../targets/model/spoken.ts";
import { spokenOfStream } from "../../targets/model/streamed.ts";
import { askedModel, tokenGate } from "./asked.ts";
import { type Spoken, spokenSchema } from "./spoken.ts";
import type { Value as Tools } from "./tools.ts";

/** What agents send beyond one chat with a tool: the same as a stream, and the conversation that goes on with the tool's answer. */
export const schema = z.object({
  /** The question of `model/tools`, streamed. */
  streamed: spokenSchema,
  /** Deltas that held a call. */
  calls: z.number(),
  /** No call in the stream, and the model's own markup of one in its text. */
  rawMarkup: z.boolean(),
  /** User, call as the server gave it, answer of the tool: what every second turn of an agent looks like. Null without a call to go on from. */
  answered: spokenSchema.nullable(),
});
export type Value = z.infer<typeof schema>;

const patienceMs = 30_000;

export default {
  title: "A streamed tool call, and the turn after it",
  hop: "model",
  per: "model",
  cost: "deep",
  needs: ["model/endpoint", "model/reach", "model/tools"],
  uses: ["model/list", "model/server", "model/metrics", "model/loaded", "model/chat"],
  timeoutMs: 65_000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const closed = tokenGate(world, "after-chat");
    if (closed !== undefined) return closed;
    const { auto } = world.read("model/tools", world.subject) as Tools;
    if (auto.outcome !== "answer") return absent({ reason: "not-applicable", because: "a chat with a tool is not answered" });
    const body = { model: place.servedName, tools, max_tokens: callTokens };
    const call = callTurn(auto.result);
    const [stream, answered] = await Promise.all([
      streamChat(world, place, { ...body, messages: toolQuestion, tool_choice: "auto" }, { timeoutMs: patienceMs, idleMs: patienceMs }),
      call === undefined ? null : askChat(world, place, { ...body, messages: [systemTurn, ...toolQuestion, call.turn, { role: "tool", tool_call_id: call.id, content: "12:00" }], max_tokens: 1 }, patienceMs),
    ]);
    const { calls, content } = readStreamedCall(stream);
    const streamed: Spoken = spokenOfStream(stream);
    return { streamed, calls, rawMarkup: calls === 0 && streamed.finishReason !== null && streamed.finishReason !== "length" && isRawCall(content), answered };
  },
  describe(value) {
    const streamed = value.rawMarkup ? "the call stands as text in the stream" : value.calls > 0 ? "a call came" : describeSpoken(value.streamed);
    return cleanLine(`Tool call as a stream: ${streamed}${value.answered === null ? "" : `; the turn after the tool's answer: ${describeSpoken(value.answered)}`}`, 500);
  },
} satisfies Fact<Value>;
