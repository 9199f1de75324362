import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askModelCheck, readModelCheck, streamModelCheck } from "../../targets/gateway/model-leg.ts";
import { legNeeds, legUses, modelLeg } from "./model-leg.ts";

/**
 * POST <gateway>/v1/prompts/model_configuration%2Fcheck for one model, asked by the worker itself, with a token from the token route or none under
 * bypass. Asked with `stream: true` first (a dead model shows within two seconds, without the gateway's retries), then plain.
 */
export const schema = z.object({
  /** ok · model-code: 421 with `code` · refused: 4xx of the gateway with `said` · no-right: 401 or 403 · crashed: 500 · no-answer: nothing within our limit */
  outcome: z.enum(["ok", "model-code", "refused", "no-right", "crashed", "no-answer", "foreign"]),
  status: z.number(),
  code: z.number().nullable(),
  said: z.string().nullable(),
  ms: z.number(),
  /** The streamed form ended without a byte: the model leg failed; ms until then. */
  streamCutAfterMs: z.number().nullable(),
  withKey: z.boolean(),
  /** The answer itself, 200 characters. */
  text: z.string().nullable(),
});
export type Value = z.infer<typeof schema>;

// A streamed check ends within two seconds when the model is dead, and a slow model may take half a minute to its first word.
const streamedMs = 32_000;
// Everything but 500, 503 and silence is answered within this (429 takes up to 12 s); the rest is told by its absence.
const plainMs = 13_000;

export default {
  title: "The gateway's own check of the model, asked by the worker",
  hop: "gateway-to-model",
  per: "model",
  cost: "tokens",
  needs: legNeeds,
  uses: legUses,
  timeoutMs: streamedMs + plainMs + 2000,
  schema,
  async observe(world) {
    const leg = modelLeg(world);
    if ("absent" in leg) return leg;
    const streamed = await streamModelCheck(world, leg.caller, leg.metadata, Math.min(streamedMs, Math.max(2000, world.leftMs() - 1000)));
    const ms = Math.round(streamed.timings.total);
    const none = { code: null, said: null, streamCutAfterMs: null, withKey: leg.withKey, text: null };
    if (streamed.kind === "failure") {
      if (streamed.reason !== "no-answer" && streamed.reason !== "stalled") return absent({ reason: "blocked", by: "gateway/health" });
      return { ...none, outcome: "no-answer", status: 0, ms };
    }
    const text = streamed.lines.map((line) => line.text).join("\n").trim();
    if (streamed.status !== 200) {
      const read = readModelCheck({ ...streamed, body: streamed.body === "" ? text : streamed.body });
      return { ...none, outcome: read.outcome, status: read.status, code: read.code, said: read.said, ms };
    }
    // Words came, and the gateway ended them in good order: the model speaks.
    if (text !== "" && streamed.end !== "stalled") return { ...none, outcome: "ok", status: 200, ms, text: cleanLine(text, 200) };
    if (streamed.end === "stalled") return { ...none, outcome: "no-answer", status: 200, ms };
    const cut = streamed.end === "cut" ? ms : null;
    const plain = await askModelCheck(world, leg.caller, leg.metadata, Math.min(plainMs, Math.max(1500, world.leftMs() - 1000)));
    const read = readModelCheck(plain);
    return { ...none, outcome: read.outcome, status: read.status, code: read.code, said: read.said, ms: Math.round(plain.timings.total), streamCutAfterMs: cut, text: read.text };
  },
  describe(value) {
    const took = `${value.ms} ms`;
    const cut = value.streamCutAfterMs === null ? "" : `; streamed, it was cut after ${value.streamCutAfterMs} ms`;
    const key = value.withKey ? "with the configured key" : "without a key";
    const words: Record<Value["outcome"], string> = {
      ok: `the model answers (${took})`,
      "model-code": `the model server gave ${value.code ?? "an error"} (${took})`,
      refused: `the gateway itself refused with ${value.status}${value.said === null ? "" : `: ${value.said}`}`,
      "no-right": `the token may not ask this (${value.status})`,
      crashed: `500 of the gateway without a word (${took})`,
      "no-answer": `no answer within ${took}`,
      foreign: `an answer that is not the gateway's (${value.status})`,
    };
    return cleanLine(`The gateway's check of the model, ${key}: ${words[value.outcome]}${cut}`);
  },
} satisfies Fact<Value>;
