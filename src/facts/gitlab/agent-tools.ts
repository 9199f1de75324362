import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { errorText, grpcStatusOf } from "../../targets/gitlab/agent-platform.ts";
import { askRest, scopesWanted } from "../../targets/gitlab/rest.ts";
import type { Value as DuoSettings } from "./duo-settings.ts";
import type { Value as Version } from "./version.ts";

/** GET /api/v4/ai/duo_workflows/list_tools: GitLab's own ListTools call (19.x). */
export const schema = z.object({ status: z.number(), said: z.string().nullable(), grpcStatus: z.number().nullable(), ms: z.number() });
export type Value = z.infer<typeof schema>;

export default {
  title: "GitLab lists the agent service's tools",
  hop: "agent-platform",
  cost: "cheap",
  rung: "user",
  needs: ["gitlab/token"],
  uses: ["gitlab/version", "gitlab/duo-settings"],
  timeoutMs: 22_000,
  schema,
  async observe(world) {
    const version = world.read("gitlab/version") as Version | undefined;
    const settings = world.read("gitlab/duo-settings") as DuoSettings | undefined;
    if (version !== undefined && version.major < 19) return absent({ reason: "not-applicable", because: "GitLab before 19.0 has no such route" });
    const address = settings?.duoAgentPlatformServiceUrl ?? world.stack.agentPlatform?.url ?? null;
    if (address === null) return absent({ reason: "not-applicable", because: "no agent platform address is known" });
    const answer = await askRest(world, "GET", "/api/v4/ai/duo_workflows/list_tools", { timeoutMs: 20_000 });
    const { result, json } = answer;
    if (result.kind === "failure") return absent({ reason: "blocked", by: "gitlab/front" });
    if (scopesWanted(answer) !== null) return absent({ reason: "not-permitted", rung: "ai-features" });
    if (result.status === 404 || result.status === 405) return absent({ reason: "not-applicable", because: "this GitLab has no such route, or not for this account" });
    const said = result.status >= 400 ? errorText(json) : null;
    return { status: result.status, said, grpcStatus: grpcStatusOf(said), ms: Math.round(result.timings.total) };
  },
  describe(value) {
    return value.status === 200 ? `GitLab listed the agent service's tools in ${value.ms} ms` : `GitLab's list of the agent service's tools is ${value.status}${value.said === null ? "" : `: ${value.said}`}`;
  },
} satisfies Fact<Value>;
