import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import type { StreamResult } from "../../core/probe-answer.ts";
import { type StreamLook, streamLookSchema } from "../../core/streaming.ts";
import { cleanLine } from "../../core/text.ts";
import { longQuestion, readAgentChat, shortQuestion, streamAgentChat } from "../../targets/gateway/model-leg.ts";
import { aboutText } from "../../targets/model/refusal.ts";
import type { Value as Endpoint } from "../model/endpoint.ts";
import { aboutSchema } from "../model/spoken.ts";
import { lookAtStream, sayStreamLook, watchStream } from "../streaming.ts";
import { legNeeds, legUses, modelLeg } from "./model-leg.ts";

/** POST <gateway>/v2/chat/agent for one model, asked by the worker itself where a token allows it or auth is off; streamed. */
export const schema = z.object({
  status: z.number(),
  /**
   * answer: text came · error: the model's error text is in `said` · silent: one empty `unknown` and usage 0/0 · empty: the model spoke without content ·
   * mock: text `mock` and no usage · no-right: 401 or 403 · crashed: 500 · no-answer · foreign
   */
  outcome: z.enum(["answer", "error", "silent", "empty", "mock", "no-right", "crashed", "no-answer", "foreign"]),
  /** Text of the error event, cleaned, 600 characters. */
  said: z.string().nullable(),
  /** LiteLLM class named in it, without the prefix: NotFoundError, AuthenticationError ... */
  errorClass: z.string().nullable(),
  /** Status named in it. */
  code: z.number().nullable(),
  /** Which provider it came from: custom_openai, openai, vertex_ai, bedrock, azure ... */
  provider: z.string().nullable(),
  /** What that text is about, by known wordings. */
  about: aboutSchema,
  /** The text names a model group: it passed a LiteLLM proxy. */
  throughRouter: z.boolean(),
  text: z.string().nullable(),
  /** Only events of no known form came, with text: the model does not keep to the form that the prompt asks for. */
  formless: z.boolean(),
  /** ms of the first line, the longest gap and the end. */
  firstLineMs: z.number().nullable(),
  longestGapMs: z.number(),
  ms: z.number(),
  burst: z.boolean(),
  end: z.enum(["complete", "cut", "stalled", "limit"]),
  /** How its events came; null where no words did. A cut was seen twice. Absent in runs of older releases. */
  stream: streamLookSchema.nullable().optional(),
  withKey: z.boolean(),
});
export type Value = z.infer<typeof schema>;

// A dead model shows after 1.5 s, a refusal at once, a rate limit after 12 s; silence lasts minutes and is told by its absence.
const patienceMs = 22_000;

export default {
  title: "One question of classic chat at the gateway, asked by the worker",
  hop: "gateway-to-model",
  per: "model",
  cost: "tokens",
  needs: legNeeds,
  uses: legUses,
  timeoutMs: patienceMs * 2 + 2000,
  schema,
  async observe(world) {
    const leg = modelLeg(world);
    if ("absent" in leg) return leg;
    const { features } = world.read("model/endpoint", world.subject) as Endpoint;
    if (features !== null && features.length > 0 && !features.some((feature) => feature.startsWith("duo_chat") || feature === "chat")) return absent({ reason: "not-applicable", because: "no chat feature uses this model" });
    const ask = () => streamAgentChat(world, leg.caller, leg.metadata, world.deep ? longQuestion : shortQuestion, Math.min(patienceMs, Math.max(2000, world.leftMs() - 1000)));
    const look = (asked: StreamResult): StreamLook | null => {
      const { outcome, written } = readAgentChat(asked);
      return asked.kind === "answer" && outcome === "answer" ? lookAtStream(asked, written) : null;
    };
    const { result, stream } = await watchStream(world, ask, look);
    if (result.kind === "failure" && result.reason !== "no-answer" && result.reason !== "stalled") return absent({ reason: "blocked", by: "gateway/health" });
    const read = readAgentChat(result);
    const answer = result.kind === "answer" ? result : undefined;
    const first = answer?.lines[0]?.at;
    return {
      status: read.status,
      outcome: read.outcome,
      said: read.message === null ? null : cleanLine(read.message, 600),
      errorClass: read.errorClass,
      code: read.code,
      provider: read.provider,
      about: read.message === null ? null : aboutText(read.message),
      throughRouter: read.message !== null && read.message.includes("Received Model Group="),
      text: read.text,
      formless: read.outcome === "answer" && answer?.lines.some((line) => line.text.includes('"final_answer_delta"') || line.text.includes('"action"')) === false,
      firstLineMs: first === undefined ? null : Math.round(first),
      longestGapMs: Math.round(answer?.longestGapMs ?? 0),
      ms: Math.round(result.timings.total),
      burst: answer?.burst ?? false,
      end: answer?.end ?? "stalled",
      stream,
      withKey: leg.withKey,
    };
  },
  describe(value) {
    const words: Record<Value["outcome"], string> = {
      answer: value.stream === null || value.stream === undefined ? `text came, the first line after ${value.firstLineMs ?? 0} ms` : `text came ${sayStreamLook(value.stream)}`,
      error: `error ${value.errorClass ?? ""}: ${value.said ?? ""}`,
      silent: "a single empty event and no tokens counted",
      empty: "the model spoke and put nothing into the answer",
      mock: "the gateway answers `mock` without asking a model",
      "no-right": `the token may not chat (${value.status})`,
      crashed: "500 of the gateway",
      "no-answer": `no line within ${value.ms} ms`,
      foreign: `an answer that is not the gateway's (${value.status})`,
    };
    return cleanLine(`Chat at the gateway, ${value.withKey ? "with the configured key" : "without a key"}: ${words[value.outcome]}`, 500);
  },
} satisfies Fact<Value>;
