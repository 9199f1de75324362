import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { handsApart } from "../../core/ports.ts";
import { cleanLine } from "../../core/text.ts";
import { checkConnection, describeCheck } from "../../targets/gitlab/connection-check.ts";
import { type Change, type Contrast, isBetter, plausible } from "../../targets/gitlab/contrasts.ts";
import type { Value as Endpoint } from "../model/endpoint.ts";
import { gatewayIsSilent, gitlabGetsNothing, workerFindsNobody } from "../silence.ts";
import type { Value as List } from "../model/list.ts";
import { checkedModel, outcome, type Value as Check } from "./connection-check.ts";

/**
 * Connection checks of one model with exactly one value changed, asked only where the first check failed in a way that the change would
 * explain. Absent (not-applicable) where no contrast makes sense.
 */
export const schema = z.object({
  contrasts: z.array(z.object({
    /** What was changed. */
    change: z.enum(["v1-appended", "v1-removed", "path-cut", "path-single-v1", "scheme-http", "scheme-https", "prefix-custom-openai", "identifier-from-list", "region-prefix-added", "region-prefix-removed", "mantle-openai-path", "impossible-endpoint"]),
    endpoint: z.string().nullable(),
    identifier: z.string().nullable(),
    result: outcome,
    /** The contrast got further than the stored values: success, or a code of a later phase. */
    better: z.boolean(),
  })),
});
export type Value = z.infer<typeof schema>;

// A change that helps is answered long before a dead model shows (44 s): what lasts longer helps no more.
const patienceMs = 26_000;
// Where the server itself has answered at once, a better answer does not take long either.
const quickMs = 3000;
const quickPatienceMs = 12_000;
const reserveMs = 800;

export default {
  title: "GitLab's connection check with one value changed",
  hop: "gateway-to-model",
  per: "model",
  cost: "tokens",
  rung: "admin",
  basis: "reported",
  needs: ["gitlab/connection-check", "model/endpoint", "gitlab/models"],
  uses: ["gitlab/schema", "model/list", "gitlab/token-route", "gateway/health"],
  timeoutMs: patienceMs + 2000,
  schema,
  async observe(world) {
    const check = world.read("gitlab/connection-check", world.subject) as Check;
    const endpoint = world.read("model/endpoint", world.subject) as Endpoint;
    const list = world.read("model/list", world.subject) as List | undefined;
    const model = checkedModel(world);
    if (model === undefined || check.best.outcome === "success") return absent({ reason: "not-applicable", because: "the connection check is good as it is" });
    const names = list?.nearest === null || list === undefined ? [] : [list.nearest];
    if (gatewayIsSilent(world) || gitlabGetsNothing(world)) return absent({ reason: "blocked", by: "gateway/health" });
    if (workerFindsNobody(world, model.name)) return absent({ reason: "not-applicable", because: "nobody answers at the model's address, whatever is changed" });
    const done = new Set(check.early.map((one) => one.change));
    const wanted = plausible(endpoint, model, check.best, names).filter((one) => !done.has(one.change)).slice(0, Math.max(0, 3 - done.size));
    if (wanted.length === 0 && check.early.length === 0) return absent({ reason: "not-applicable", because: "no single change would explain this outcome" });
    const timeoutMs = Math.max(1000, Math.min(check.best.outcome === "model-code" && check.best.ms < quickMs ? quickPatienceMs : patienceMs, world.leftMs() - reserveMs));
    const key = world.model?.apiKey;
    const asked = await Promise.all(wanted.map(async (one: Contrast) => {
      // Never a key over plain http that GitLab did not store that way.
      const withKey = key !== undefined && one.change !== "scheme-http" && check.best.withKey;
      return { ...one, result: await checkConnection({ ...world, probes: handsApart(world.probes, "all") }, { ...model, endpoint: one.endpoint, identifier: one.identifier, key: withKey ? key : undefined }, timeoutMs) };
    }));
    const all = [...check.early, ...asked.flatMap(({ change, endpoint: changed, identifier, result }) => ("notAsked" in result ? [] : [{ change, endpoint: changed, identifier, result }]))];
    return { contrasts: all.map((one) => ({ ...one, change: one.change as Change, better: isBetter(one.change, check.best, one.result) })) };
  },
  describe(value) {
    const parts = value.contrasts.map((one) => `${one.change.replaceAll("-", " ")} (${one.change.startsWith("prefix") || one.change.startsWith("identifier") || one.change.startsWith("region") ? one.identifier : one.endpoint}): ${describeCheck(one.result)}${one.better ? ", which is further than as stored" : ""}`);
    return cleanLine(`Test connection with one value changed: ${parts.join("; ")}`, 500);
  },
} satisfies Fact<Value>;
