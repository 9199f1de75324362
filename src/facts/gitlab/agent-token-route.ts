import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { errorText, grpcStatusOf } from "../../targets/gitlab/agent-platform.ts";
import { askRest, scopesWanted, textAt, truthAt } from "../../targets/gitlab/rest.ts";

/** POST /api/v4/ai/duo_workflows/direct_access (deep: mints an OAuth token, which is dropped). */
export const schema = z.object({
  status: z.number(),
  /** gRPC status passed on in a 400. */
  grpcStatus: z.number().nullable(),
  said: z.string().nullable(),
  /** The "secure" flag that GitLab uses, from a 201. */
  secure: z.boolean().nullable(),
  baseUrl: z.string().nullable(),
  ms: z.number(),
});
export type Value = z.infer<typeof schema>;

// https://grpc.io/docs/guides/status-codes/
const deadlineExceeded = 4;

export default {
  title: "GitLab asks the agent service for a token",
  hop: "agent-platform",
  cost: "deep",
  onReport: true,
  rung: "user",
  needs: ["gitlab/token"],
  timeoutMs: 40_000,
  schema,
  async observe(world) {
    const ask = (): ReturnType<typeof askRest> => askRest(world, "POST", "/api/v4/ai/duo_workflows/direct_access", { timeoutMs: Math.min(35_000, world.leftMs()) });
    let answer = await ask();
    // A service that fetches keys of a silent issuer stands still for some ten seconds of its life: what it says afterwards tells.
    for (let tries = 0; tries < 2 && ranOut(answer) && world.leftMs() > 8000; tries += 1) {
      await world.pause(2500);
      answer = await ask();
    }
    const { result, json } = answer;
    if (result.kind === "failure") return absent({ reason: "blocked", by: "gitlab/front" });
    if (scopesWanted(answer) !== null) return absent({ reason: "not-permitted", rung: "ai-features" });
    const said = result.status >= 400 ? errorText(json) : null;
    const base = textAt(json, "duo_workflow_service", "base_url");
    return { status: result.status, grpcStatus: grpcStatusOf(said), said, secure: truthAt(json, "duo_workflow_service", "secure"), baseUrl: base === null ? null : cleanLine(base, 500), ms: Math.round(result.timings.total) };
  },
  describe(value) {
    if (value.status === 201) return `GitLab got a token from the agent service${value.baseUrl === null ? "" : ` at ${value.baseUrl}`}${value.secure === null ? "" : value.secure ? " with TLS" : " without TLS"}`;
    return `the agent service's token route is ${value.status}${value.said === null ? "" : `: ${value.said}`}`;
  },
} satisfies Fact<Value>;

const ranOut = (answer: Awaited<ReturnType<typeof askRest>>): boolean => answer.result.kind === "answer" && answer.result.status >= 400 && grpcStatusOf(errorText(answer.json)) === deadlineExceeded;
