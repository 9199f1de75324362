import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { readImage } from "../../targets/gateway/image.ts";

/** The image that the gateway runs from, as the runtime of its container tells it. */
export const schema = z.object({
  name: z.string(),
  digest: z.string().nullable(),
  /** `major.minor` of the tag; null where it names none. */
  release: z.string().nullable(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "The image that the gateway runs from",
  hop: "gateway",
  cost: "foothold",
  from: "gateway",
  timeoutMs: 20_000,
  schema,
  async observe(world) {
    const answer = await world.exec?.("gateway-container-state");
    if (answer === undefined) return absent({ reason: "not-asked", because: "no foothold beside the gateway is configured" });
    if (answer.kind === "failure") return absent({ reason: "not-asked", because: cleanLine(`the foothold tells no image: ${answer.said}`, 300) });
    return readImage(answer.output) ?? absent({ reason: "not-asked", because: "what the runtime says of the container names no image" });
  },
  describe: (value) => cleanLine(`The gateway runs from ${value.name}${value.digest === null ? "" : ` (${value.digest.slice(0, 19)}…)`}${value.release === null ? ", whose tag names no release" : `, release ${value.release}`}`, 500),
} satisfies Fact<Value>;
