import { z } from "zod";
import { absent, type Absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { listAt, textAt } from "../../targets/gitlab/rest.ts";
import { absentBecause, askRoot, type KnownSchema, nothingKnown } from "../../targets/gitlab/select.ts";
import type { Value as AddOns } from "./add-ons.ts";
import type { Value as Token } from "./token.ts";

/** Duo seats of the probe account (or of the token's own). */
export const schema = z.object({
  username: z.string(),
  /** The account is listed as eligible for a seat; false where the list does not hold it. */
  eligible: z.boolean(),
  /** Names of add-ons assigned to it. */
  assigned: z.array(z.string()),
  /** The account was named in the configuration (`probe_user`): a person's, not merely the bot's own. */
  configured: z.boolean(),
});
export type Value = z.infer<typeof schema>;

interface Found {
  eligible: boolean;
  assigned: string[];
}

/** Add-on types that GitLab lists seats of; Duo Core has none to give. */
const seated = ["CODE_SUGGESTIONS", "DUO_ENTERPRISE"];

export default {
  title: "The Duo seat of the account",
  hop: "licence",
  cost: "cheap",
  rung: "admin",
  needs: ["gitlab/token", "gitlab/add-ons"],
  uses: ["gitlab/schema"],
  timeoutMs: 20_000,
  schema,
  async observe(world) {
    const known = (world.read("gitlab/schema") as KnownSchema | undefined) ?? nothingKnown;
    const { addOns } = world.read("gitlab/add-ons") as AddOns;
    const configured = world.stack.probeUser !== undefined;
    const username = world.stack.probeUser ?? (world.read("gitlab/token") as Token).username;
    const types = addOns.filter((addOn) => seated.includes(addOn.name));
    if (username === null) return absent({ reason: "not-applicable", because: "the token's account is not known and no probe_user is configured" });
    if (types.length === 0) return absent({ reason: "not-applicable", because: "the subscription has no add-on with seats" });
    const found = await Promise.all(types.map(async (addOn): Promise<Found | Absent> => {
      const { outcome } = await askRoot(world, known, {
        field: "selfManagedAddOnEligibleUsers",
        args: `(addOnType: ${addOn.name}, search: ${JSON.stringify(username)})`,
        type: "",
        picks: [{ field: "nodes", type: "AddOnUser", picks: ["username", { field: "addOnAssignments", args: `(addOnPurchaseIds: [${JSON.stringify(addOn.id)}])`, type: "", picks: [{ field: "nodes", type: "", picks: [{ field: "addOnPurchase", type: "AddOnPurchase", picks: ["name"] }] }] }] }],
      });
      if (outcome.state !== "value") return absentBecause(outcome, "admin", "seats of users");
      const nodes = listAt(outcome.value, "nodes");
      if (nodes === null) return absent({ reason: "not-permitted", rung: "admin" });
      const user = nodes.find((node) => textAt(node, "username")?.toLowerCase() === username.toLowerCase());
      if (user === undefined) return { eligible: false, assigned: [] };
      const assignments = listAt(user, "addOnAssignments", "nodes");
      if (assignments === null) return absent({ reason: "not-permitted", rung: "admin" });
      return { eligible: true, assigned: assignments.map((entry) => cleanLine(textAt(entry, "addOnPurchase", "name") ?? addOn.name, 100).toUpperCase()) };
    }));
    const seen = found.flatMap((one) => ("absent" in one ? [] : [one]));
    const gone = found.flatMap((one) => ("absent" in one ? [one] : []))[0];
    // A seat of one kind is proof; that there is none is known only when every list was readable.
    if (gone !== undefined && !seen.some((one) => one.assigned.length > 0)) return gone;
    return { username, configured, eligible: seen.some((one) => one.eligible), assigned: [...new Set(seen.flatMap((one) => one.assigned))] };
  },
  describe(value) {
    if (value.assigned.length > 0) return `${value.username} has a seat of ${value.assigned.join(" and ")}`;
    return value.eligible ? `${value.username} has no Duo seat` : `${value.username} has no Duo seat and is not listed as eligible for one`;
  },
} satisfies Fact<Value>;
