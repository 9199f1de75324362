import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { listAt, member, numberAt, textAt, truthAt } from "../../targets/gitlab/rest.ts";
import { absentBecause, askRoot, type KnownSchema, nothingKnown } from "../../targets/gitlab/select.ts";
import type { Value as Token } from "./token.ts";

/** Duo settings of the instance. Only seen with an administrator's token that reads another admin-only list, so null means "not set". */
export const schema = z.object({
  aiGatewayUrl: z.string().nullable(),
  aiGatewayTimeoutSeconds: z.number().nullable(),
  duoAgentPlatformServiceUrl: z.string().nullable(),
  /** Everybody may use Duo Core where the subscription has it; null where this GitLab does not tell (18.0 and later do). */
  duoCoreFeaturesEnabled: z.boolean().nullable().optional(),
  /** The field exists in this GitLab; otherwise null says nothing. */
  knows: z.object({ aiGatewayUrl: z.boolean(), aiGatewayTimeoutSeconds: z.boolean(), duoAgentPlatformServiceUrl: z.boolean() }),
  updatedAt: z.string().nullable(),
});
export type Value = z.infer<typeof schema>;

/** An address as stored: only made printable. An empty text is "not set". */
const stored = (value: string | null): string | null => (value === null || value === "" ? null : cleanLine(value, 2048));

export default {
  title: "GitLab's Duo settings",
  hop: "gitlab",
  cost: "cheap",
  rung: "admin",
  needs: ["gitlab/token"],
  uses: ["gitlab/schema"],
  timeoutMs: 20_000,
  schema,
  async observe(world) {
    const known = (world.read("gitlab/schema") as KnownSchema | undefined) ?? nothingKnown;
    const token = world.read("gitlab/token") as Token;
    const [settings, models] = await Promise.all([
      askRoot(world, known, { field: "duoSettings", type: "DuoSettings", picks: ["aiGatewayUrl", "aiGatewayTimeoutSeconds", "duoAgentPlatformServiceUrl", "duoCoreFeaturesEnabled", "updatedAt"] }),
      askRoot(world, known, { field: "aiSelfHostedModels", type: "", picks: [{ field: "nodes", type: "AiSelfHostedModel", picks: ["id"] }] }),
    ]);
    if (settings.outcome.state !== "value") return absentBecause(settings.outcome, "admin", "the Duo settings (GitLab 17.9 and newer have them)");
    const node = settings.outcome.value;
    const has = (field: string): boolean => member(node, field) !== undefined;
    const value: Value = {
      aiGatewayUrl: stored(textAt(node, "aiGatewayUrl")),
      aiGatewayTimeoutSeconds: numberAt(node, "aiGatewayTimeoutSeconds"),
      duoAgentPlatformServiceUrl: stored(textAt(node, "duoAgentPlatformServiceUrl")),
      duoCoreFeaturesEnabled: truthAt(node, "duoCoreFeaturesEnabled"),
      knows: { aiGatewayUrl: has("aiGatewayUrl"), aiGatewayTimeoutSeconds: has("aiGatewayTimeoutSeconds"), duoAgentPlatformServiceUrl: has("duoAgentPlatformServiceUrl") },
      updatedAt: textAt(node, "updatedAt"),
    };
    // GitLab answers null both for "not set" and for "not allowed to see"; another admin-only list tells which.
    const seesAdminData = token.rung === "admin" || (models.outcome.state === "value" && listAt(models.outcome.value, "nodes") !== null);
    if (value.aiGatewayUrl === null && value.duoAgentPlatformServiceUrl === null && value.aiGatewayTimeoutSeconds === null && !seesAdminData) return absent({ reason: "not-permitted", rung: "admin" });
    return value;
  },
  describe(value) {
    const timeout = value.aiGatewayTimeoutSeconds === null ? "" : `, request timeout ${value.aiGatewayTimeoutSeconds} s`;
    const agent = value.duoAgentPlatformServiceUrl === null ? "no agent platform address" : `agent platform ${value.duoAgentPlatformServiceUrl}`;
    return `GitLab uses the gateway ${value.aiGatewayUrl ?? "(not set)"}, ${agent}${timeout}`;
  },
} satisfies Fact<Value>;
