import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { getFrom } from "../../targets/model/ask.ts";
import { pathVariants } from "../../targets/model/endpoint.ts";
import { parseJson } from "../../targets/model/spoken.ts";
import { askedModel, keyOf } from "./asked.ts";
import type { Value as Server } from "./server.ts";

/** Ollama: whether the model is loaded, and with which window. */
export const schema = z.object({ loaded: z.boolean(), window: z.number().nullable() });
export type Value = z.infer<typeof schema>;

const running = z.object({ models: z.array(z.object({ name: z.string().optional(), model: z.string().optional(), context_length: z.number().optional() }).loose()) });
const bare = (name: string): string => name.replace(/:latest$/u, "");

export default {
  title: "Whether Ollama has the model loaded",
  hop: "model",
  per: "model",
  cost: "cheap",
  needs: ["model/server"],
  timeoutMs: 5000,
  schema,
  async observe(world) {
    const server = world.read("model/server", world.subject) as Server;
    if (server.product !== "ollama") return absent({ reason: "not-applicable", because: "the model server is not Ollama" });
    const place = askedModel(world);
    if ("absent" in place) return place;
    const result = await getFrom(world, `${pathVariants(place.base).root}/api/ps`, { withKey: false, timeoutMs: 4000 });
    const read = running.safeParse(result.kind === "answer" && result.status === 200 ? parseJson(result.body) : undefined);
    if (!read.success) return absent({ reason: "blocked", by: keyOf(world, "model/server") });
    const found = read.data.models.find((one) => [one.name, one.model].some((name) => name !== undefined && bare(name) === bare(place.servedName)));
    return { loaded: found !== undefined, window: found?.context_length ?? null };
  },
  describe: (value) => (value.loaded ? `Ollama has the model loaded${value.window === null ? "" : ` with a window of ${value.window} tokens`}` : "Ollama has not loaded the model"),
} satisfies Fact<Value>;
