import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { modelHeaders, modelRoute, systemTurn, userTurn } from "../../targets/model/ask.ts";
import { pathVariants } from "../../targets/model/endpoint.ts";
import { readRefusal } from "../../targets/model/refusal.ts";
import { parseJson } from "../../targets/model/spoken.ts";
import { askedModel, keyOf } from "./asked.ts";
import type { Value as Chat } from "./chat.ts";
import type { Value as Server } from "./server.ts";

/** The chat template tried without generating (vLLM /tokenize, llama.cpp /apply-template). */
export const schema = z.object({
  status: z.number(),
  state: z.enum(["good", "missing", "roles-refused", "other"]),
  said: z.string().nullable(),
  window: z.number().nullable(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "The chat template of the model, tried without generating",
  hop: "model",
  per: "model",
  cost: "cheap",
  needs: ["model/server"],
  uses: ["model/chat"],
  timeoutMs: 7000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const { product } = world.read("model/server", world.subject) as Server;
    const chat = world.read("model/chat", world.subject) as Chat | undefined;
    if (chat?.first.outcome === "answer") return absent({ reason: "not-applicable", because: "a chat with a system and a user turn is answered, so the template is good" });
    if (product !== "vllm" && product !== "llama.cpp") return absent({ reason: "not-applicable", because: "this model server has no route to try the template alone" });
    const path = product === "vllm" ? "/tokenize" : "/apply-template";
    const result = await world.probes.http(
      { method: "POST", url: `${pathVariants(place.base).root}${path}`, headers: modelHeaders(world), json: { model: place.servedName, messages: [systemTurn, userTurn] }, route: modelRoute(world), keepBytes: 32_768 },
      { timeoutMs: 5000, signal: world.signal },
    );
    if (result.kind === "failure") return absent({ reason: "blocked", by: keyOf(world, "model/reach") });
    const json = parseJson(result.body);
    const refusal = readRefusal(result.status, json, result.body);
    const window = json !== null && typeof json === "object" && "max_model_len" in json && typeof json.max_model_len === "number" ? json.max_model_len : null;
    const state = result.status === 200 ? "good" : refusal.about === "template" ? "missing" : refusal.about === "roles" ? "roles-refused" : "other";
    return { status: result.status, state, said: result.status === 200 ? null : refusal.said, window };
  },
  describe: (value) => cleanLine(`Chat template tried without generating: ${value.status} (${value.state})${value.said === null ? "" : `: ${value.said}`}${value.window === null ? "" : `, window ${value.window} tokens`}`),
} satisfies Fact<Value>;
