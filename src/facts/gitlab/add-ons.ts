import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { numberAt, textAt } from "../../targets/gitlab/rest.ts";
import { absentBecause, askRoot, type KnownSchema, nothingKnown } from "../../targets/gitlab/select.ts";

/** Active add-on purchases of the instance. */
export const schema = z.object({
  /** `name` in capitals: CODE_SUGGESTIONS (Duo Pro), DUO_ENTERPRISE, DUO_CORE ... `endsAt` (YYYY-MM-DD) where this GitLab tells it, which 18.6 does not. */
  addOns: z.array(z.object({ id: z.string(), name: z.string(), purchased: z.number(), assigned: z.number(), endsAt: z.string().nullable().optional() })),
});
export type Value = z.infer<typeof schema>;

const ends = ["endDate", "endsOn", "expiresOn", "expiresAt"] as const;

export default {
  title: "Duo add-ons of the subscription",
  hop: "licence",
  cost: "cheap",
  rung: "admin",
  needs: ["gitlab/token"],
  uses: ["gitlab/schema"],
  timeoutMs: 20_000,
  schema,
  async observe(world) {
    const known = (world.read("gitlab/schema") as KnownSchema | undefined) ?? nothingKnown;
    // No release is known to have an end date here: it is asked for only where the schema shows one.
    const dated = ends.filter((field) => known.fields["AddOnPurchase"]?.includes(field));
    const { outcome } = await askRoot(world, known, { field: "addOnPurchases", type: "AddOnPurchase", picks: ["id", "name", "purchasedQuantity", "assignedQuantity", ...dated] });
    if (outcome.state !== "value") return absentBecause(outcome, "admin", "add-on purchases");
    if (!Array.isArray(outcome.value)) return absent({ reason: "not-permitted", rung: "admin" });
    return {
      addOns: (outcome.value as unknown[]).slice(0, 50).map((entry) => ({
        id: cleanLine(textAt(entry, "id") ?? "", 200),
        name: cleanLine(textAt(entry, "name") ?? "", 100).toUpperCase(),
        purchased: numberAt(entry, "purchasedQuantity") ?? 0,
        assigned: numberAt(entry, "assignedQuantity") ?? 0,
        endsAt: dated.map((field) => textAt(entry, field)).find((text) => text !== null)?.slice(0, 10) ?? null,
      })),
    };
  },
  describe(value) {
    if (value.addOns.length === 0) return "the subscription has no active add-on";
    return `add-ons: ${value.addOns.map((addOn) => `${addOn.name} ${addOn.assigned} of ${addOn.purchased} seats${addOn.endsAt === null || addOn.endsAt === undefined ? "" : `, until ${addOn.endsAt}`}`).join("; ")}`;
  },
} satisfies Fact<Value>;
