import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { askRest, truthAt } from "../../targets/gitlab/rest.ts";

/** Settings of the instance that Duo depends on; null where this GitLab does not show them. */
export const schema = z.object({
  silentMode: z.boolean().nullable(),
  duoFeaturesEnabled: z.boolean().nullable(),
  duoFeaturesLocked: z.boolean().nullable(),
  betaFeaturesEnabled: z.boolean().nullable(),
  directConnectionsDisabled: z.boolean().nullable(),
});
export type Value = z.infer<typeof schema>;

const say = (value: boolean | null): string => (value === null ? "not shown" : value ? "on" : "off");

export default {
  title: "Settings of the instance that Duo depends on",
  hop: "gitlab",
  cost: "cheap",
  rung: "admin",
  needs: ["gitlab/token"],
  timeoutMs: 12_000,
  schema,
  async observe(world) {
    const { result, json } = await askRest(world, "GET", "/api/v4/application/settings");
    if (result.kind === "failure" || result.status >= 500) return absent({ reason: "blocked", by: "gitlab/front" });
    if (result.status !== 200 || json === null || typeof json !== "object") return absent({ reason: "not-permitted", rung: "admin" });
    return {
      silentMode: truthAt(json, "silent_mode_enabled"),
      duoFeaturesEnabled: truthAt(json, "duo_features_enabled"),
      duoFeaturesLocked: truthAt(json, "lock_duo_features_enabled"),
      betaFeaturesEnabled: truthAt(json, "instance_level_ai_beta_features_enabled"),
      directConnectionsDisabled: truthAt(json, "disabled_direct_code_suggestions"),
    };
  },
  describe(value) {
    return `Duo ${say(value.duoFeaturesEnabled)}${value.duoFeaturesLocked === true ? " (locked)" : ""}, Silent Mode ${say(value.silentMode)}, beta features ${say(value.betaFeaturesEnabled)}, direct connections of editors ${value.directConnectionsDisabled === null ? "not shown" : value.directConnectionsDisabled ? "off" : "on"}`;
  },
} satisfies Fact<Value>;
