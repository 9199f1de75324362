import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askRest, textAt, truthAt } from "../../targets/gitlab/rest.ts";
import { askRoot, type KnownSchema, nothingKnown } from "../../targets/gitlab/select.ts";

/** The licence of the instance, from REST and GraphQL together. */
export const schema = z.object({
  /** A licence is installed; false only where an administrator's token was told so. */
  present: z.boolean(),
  plan: z.string().nullable(),
  expired: z.boolean().nullable(),
  /** YYYY-MM-DD */
  expiresAt: z.string().nullable(),
  startsAt: z.string().nullable(),
  /** online_cloud, offline_cloud, license_file, legacy_license; null where not told. */
  type: z.string().nullable(),
  lastSync: z.string().nullable(),
  trial: z.boolean().nullable(),
});
export type Value = z.infer<typeof schema>;

const day = (text: string | null): string | null => (text !== null && /^\d{4}-\d{2}-\d{2}/u.test(text) ? text.slice(0, 10) : null);
const word = (text: string | null): string | null => (text === null || text === "" ? null : cleanLine(text, 60).toLowerCase());

export default {
  title: "The licence of the instance",
  hop: "licence",
  cost: "cheap",
  rung: "admin",
  needs: ["gitlab/token"],
  uses: ["gitlab/schema"],
  timeoutMs: 15_000,
  schema,
  async observe(world) {
    const known = (world.read("gitlab/schema") as KnownSchema | undefined) ?? nothingKnown;
    const [rest, graph] = await Promise.all([
      askRest(world, "GET", "/api/v4/license"),
      askRoot(world, known, { field: "currentLicense", type: "CurrentLicense", picks: ["type", "plan", "startsAt", "expiresAt", "lastSync", "trial"] }),
    ]);
    const status = rest.result.kind === "answer" ? rest.result.status : 0;
    const stored = status === 200 && rest.json !== null && typeof rest.json === "object" && !Array.isArray(rest.json) ? rest.json : undefined;
    const node = graph.outcome.state === "value" ? graph.outcome.value : undefined;
    const plan = word(textAt(stored, "plan")) ?? word(textAt(node, "plan"));
    const expiresAt = day(textAt(stored, "expires_at")) ?? day(textAt(node, "expiresAt"));
    if (plan === null && expiresAt === null && textAt(node, "type") === null) {
      // Nothing told: no licence only when both ways were open and empty.
      const empty = (status === 200 || status === 204 || status === 404) && graph.outcome.state === "null" && graph.outcome.message === null;
      if (!empty) return absent(status === 0 || status >= 500 ? { reason: "blocked", by: "gitlab/front" } : { reason: "not-permitted", rung: "admin" });
      return { present: false, plan: null, expired: null, expiresAt: null, startsAt: null, type: null, lastSync: null, trial: null };
    }
    return {
      present: true,
      plan,
      expired: truthAt(stored, "expired"),
      expiresAt,
      startsAt: day(textAt(stored, "starts_at")) ?? day(textAt(node, "startsAt")),
      type: word(textAt(node, "type")),
      lastSync: textAt(node, "lastSync"),
      trial: truthAt(stored, "trial") ?? truthAt(node, "trial"),
    };
  },
  describe(value) {
    if (!value.present) return "GitLab has no licence";
    const end = value.expiresAt === null ? "" : `, ${value.expired === true ? "expired" : "valid until"} ${value.expiresAt}`;
    return `licence: plan ${value.plan ?? "not told"}${value.type === null ? "" : ` (${value.type})`}${end}${value.lastSync === null ? "" : `, last synchronised ${value.lastSync.slice(0, 10)}`}`;
  },
} satisfies Fact<Value>;
