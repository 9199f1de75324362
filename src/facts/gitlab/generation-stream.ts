import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import type { StreamResult } from "../../core/probe-answer.ts";
import { streamLookSchema } from "../../core/streaming.ts";
import { cleanLine } from "../../core/text.ts";
import { generationQuestion } from "../../targets/gitlab/code-suggestions.ts";
import { gitlabRoute, gitlabUrl, tokenHeaders } from "../../targets/gitlab/rest.ts";
import type { Value as FeatureSettings } from "./feature-settings.ts";
import { lookAtCode, sayStreamLook, watchStream } from "../streaming.ts";
import { lacksAiScope, type Value as Token } from "./token.ts";
import type { Value as TokenRoute } from "./token-route.ts";

/** A streamed code generation through GitLab (deep): whether its lines come while the model writes, or all at the end. */
export const schema = z.object({
  status: z.number(),
  lines: z.number(),
  /** All lines came in the last tenth of a wait of more than half a second. */
  burst: z.boolean(),
  /** ms until the first line, and until the end. */
  firstLineMs: z.number().nullable(),
  ms: z.number(),
  end: z.enum(["complete", "cut", "limit", "stalled"]),
  /** How its bytes came; null where none did. A cut was seen twice. Absent in runs of older releases. */
  stream: streamLookSchema.nullable().optional(),
});
export type Value = z.infer<typeof schema>;

const limitMs = 50_000;
// The gateway itself gives up after 30 s of silence, and a slow model may take as long for its first word.
const idleMs = 35_000;

export default {
  title: "A streamed code generation through GitLab",
  hop: "gitlab-to-gateway",
  cost: "deep",
  rung: "user",
  needs: ["gitlab/token"],
  uses: ["gitlab/token-route", "gitlab/feature-settings"],
  timeoutMs: limitMs * 2 + 2000,
  schema,
  async observe(world) {
    const token = world.read("gitlab/token") as Token;
    if (lacksAiScope(token)) return absent({ reason: "not-permitted", rung: "ai-features" });
    const route = world.read("gitlab/token-route") as TokenRoute | undefined;
    if (route !== undefined && route.outcome !== "granted" && route.outcome !== "disabled") return absent({ reason: "blocked", by: "gitlab/token-route" });
    const settings = world.read("gitlab/feature-settings") as FeatureSettings | undefined;
    const generation = settings?.state === "read" ? settings.features.find((feature) => feature.feature === "code_generations") : undefined;
    if (generation !== undefined && generation.model === null) return absent({ reason: "not-applicable", because: "no self-hosted model generates code" });
    const ask = (): Promise<StreamResult> => world.probes.stream(
      { method: "POST", url: gitlabUrl(world.stack, "/api/v4/code_suggestions/completions"), headers: tokenHeaders(world.stack), json: generationQuestion, route: gitlabRoute(world.stack), keepBytes: 65_536 },
      { timeoutMs: limitMs, idleMs, signal: world.signal },
    );
    const { result, stream } = await watchStream(world, ask, (seen) => lookAtCode(seen));
    if (result.kind === "failure") return absent({ reason: "blocked", by: "gitlab/completion" });
    const first = result.lines[0]?.at;
    return { status: result.status, lines: result.lines.length, burst: result.burst, firstLineMs: first === undefined ? null : Math.round(first), ms: Math.round(result.timings.total), end: result.end, stream };
  },
  describe(value) {
    if (value.status !== 200) return `a streamed code generation through GitLab is ${value.status}`;
    if (value.stream !== null && value.stream !== undefined) return cleanLine(`a streamed code generation through GitLab: ${value.lines} lines, ${sayStreamLook(value.stream)}`, 300);
    return cleanLine(`a streamed code generation through GitLab: ${value.lines} lines, the first after ${value.firstLineMs ?? 0} ms of ${value.ms} ms${value.burst ? ", all of them at the end" : ""}`, 300);
  },
} satisfies Fact<Value>;
