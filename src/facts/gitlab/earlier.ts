import { z } from "zod";
import { absent, type Fact, type Facts } from "../../core/fact.ts";
import { listAt, member, textAt } from "../../targets/gitlab/rest.ts";

/** What the last good run of this stack saw, as far as rules compare with it. */
export const schema = z.object({
  /** When the last run of any kind began. */
  lastRunAt: z.string(),
  /** When the good one saw this; null where none is stored. */
  at: z.string().nullable(),
  version: z.string().nullable(),
  aiGatewayUrl: z.string().nullable(),
  kids: z.array(z.string()).nullable(),
  addOns: z.array(z.string()).nullable(),
  /** Addresses by model name. */
  modelAddresses: z.record(z.string(), z.array(z.string())),
});
export type Value = z.infer<typeof schema>;

const valueOf = (facts: Facts, id: string): unknown => facts.find((fact) => fact.id === id && fact.absent === undefined)?.value;
const texts = (list: readonly unknown[] | null): string[] | null => list?.flatMap((entry) => (typeof entry === "string" ? [entry] : [])) ?? null;

export default {
  title: "What the last good run saw",
  hop: "gitlab",
  cost: "free",
  basis: "reported",
  timeoutMs: 1000,
  schema,
  // No network: the store's own record.
  observe(world) {
    if (world.earlier === undefined) return Promise.resolve(absent({ reason: "not-applicable", because: "no earlier run of this stack is stored" }));
    const { lastRunAt, good: facts = [] } = world.earlier;
    const addresses = facts.filter((fact) => fact.id === "model/reach" && fact.subject !== undefined && fact.absent === undefined).map((fact) => [fact.subject ?? "", texts(listAt(fact.value, "dns", "system")) ?? []] as const);
    const addOns = listAt(valueOf(facts, "gitlab/add-ons"), "addOns");
    return Promise.resolve({
      lastRunAt,
      at: facts[0]?.at ?? null,
      version: textAt(valueOf(facts, "gitlab/version"), "version"),
      aiGatewayUrl: textAt(valueOf(facts, "gitlab/duo-settings"), "aiGatewayUrl"),
      kids: texts(listAt(valueOf(facts, "gitlab/discovery"), "keys", "kids")),
      addOns: addOns?.flatMap((entry) => (typeof member(entry, "name") === "string" ? [textAt(entry, "name") ?? ""] : [])) ?? null,
      modelAddresses: Object.fromEntries(addresses.filter(([, list]) => list.length > 0)),
    });
  },
  describe(value) {
    if (value.at === null) return `the last run was at ${value.lastRunAt.slice(0, 16)}, and no good one is stored`;
    return `the last good run (${value.at.slice(0, 16)}) saw GitLab ${value.version ?? "of unknown version"} with the gateway ${value.aiGatewayUrl ?? "not told"}`;
  },
} satisfies Fact<Value>;
