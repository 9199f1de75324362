import { z } from "zod";
import type { Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askChat, chatBody, systemTurn, userTurn } from "../../targets/model/ask.ts";
import { describeSpoken } from "../../targets/model/spoken.ts";
import { patience } from "../silence.ts";
import { askedModel, tokenGate } from "./asked.ts";
import { spokenSchema } from "./spoken.ts";

/** A one-token chat asked by the worker itself: a system and a user turn, as the gateway's own check does. Repeated once after 5xx. */
export const schema = z.object({
  first: spokenSchema,
  again: spokenSchema.nullable(),
  withKey: z.boolean(),
});
export type Value = z.infer<typeof schema>;

// The gateway's own check waits 60 s, chat 30 s for the first word: an answer within that is no fault.
const patienceMs = 35_000;
const briefMs = 5500;

export default {
  title: "A one-token chat asked of the model server directly",
  hop: "model",
  per: "model",
  cost: "tokens",
  needs: ["model/endpoint", "model/reach"],
  uses: ["model/list", "model/server", "model/metrics", "model/loaded", "gitlab/front"],
  timeoutMs: 60_000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const closed = tokenGate(world, "chat");
    if (closed !== undefined) return closed;
    const body = chatBody(place, { messages: [systemTurn, userTurn], temperature: 0 });
    const first = await askChat(world, place, body, patience(world, patienceMs, briefMs));
    const odd = first.outcome === "error" || first.outcome === "proxy-error" || (first.outcome === "no-answer" && first.ms < 5000);
    const again = odd && !world.signal.aborted ? await askChat(world, place, body, patienceMs) : null;
    return { first, again, withKey: world.model?.apiKey !== undefined };
  },
  describe: (value) => cleanLine(`Chat of one token with the model server: ${describeSpoken(value.first)}${value.again === null ? "" : `; asked again: ${describeSpoken(value.again)}`}`, 500),
} satisfies Fact<Value>;
