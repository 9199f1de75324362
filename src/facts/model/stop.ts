import { z } from "zod";
import type { Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askChat } from "../../targets/model/ask.ts";
import { describeSpoken } from "../../targets/model/spoken.ts";
import { askedModel, tokenGate } from "./asked.ts";
import { spokenSchema } from "./spoken.ts";

/** Whether the server ends an answer where `stop` says so. */
export const schema = z.object({
  spoken: spokenSchema,
  /** The sign stands in the text, and more text behind it. An answer without the sign proves nothing, and accuses nobody. */
  ignored: z.boolean(),
});
export type Value = z.infer<typeof schema>;

const sign = ",";

export default {
  title: "Whether the model server stops where it is told",
  hop: "model",
  per: "model",
  cost: "deep",
  needs: ["model/endpoint", "model/reach"],
  uses: ["model/list", "model/server", "model/metrics", "model/loaded", "model/chat"],
  timeoutMs: 35_000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const closed = tokenGate(world, "after-chat");
    if (closed !== undefined) return closed;
    const spoken = await askChat(world, place, { model: place.servedName, messages: [{ role: "user", content: "Write the numbers from 1 to 9 in one line with commas between them, and nothing else." }], max_tokens: 24, stop: [sign] }, 30_000);
    const [, ...behind] = (spoken.content ?? "").split(sign);
    return { spoken, ignored: spoken.outcome === "answer" && behind.join("").trim() !== "" };
  },
  describe: (value) => cleanLine(`A chat with \`stop\`: ${describeSpoken(value.spoken)}${value.ignored ? ", and it wrote on behind the sign" : value.spoken.outcome === "answer" ? ", and it did not write on behind the sign" : ""}`),
} satisfies Fact<Value>;
