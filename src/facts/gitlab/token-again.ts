import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { askDirectAccess } from "../../targets/gitlab/code-suggestions.ts";
import type { Value as Completion } from "./completion.ts";
import type { Outcome, Value as Check } from "./connection-check.ts";
import type { Value as HealthCheck } from "./health-check.ts";
import type { Value as Models } from "./models.ts";
import type { Value as TokenRoute } from "./token-route.ts";

/** The token route once more, where some of GitLab's calls got through to the gateway and others failed at once: GitLab's nodes may differ. */
export const schema = z.object({
  /** Statuses of all tries of this run, the first ones included. */
  statuses: z.array(z.number()),
  /** Tries that got a token. */
  granted: z.number(),
  /** Tries that got no HTTP answer of the gateway, quicker than any limit of GitLab. */
  cutOff: z.number(),
});
export type Value = z.infer<typeof schema>;

// GitLab's own shortest limit is 3 s: what fails before was refused or never sent.
const atOnceMs = 2500;
// GitLab allows ten tokens in five minutes.
const mostTries = 5;

const failedAtOnce = (one: Outcome | null): boolean => one !== null && one.ms < atOnceMs && (one.outcome === "wait" || one.outcome === "raw") && one.exception !== "read-timeout";
const cameThrough = (one: Outcome | null): boolean => one !== null && ["success", "model-code", "gateway-code", "suggestion"].includes(one.outcome);

export default {
  title: "Whether GitLab's nodes fare alike on the way to the gateway",
  hop: "gitlab-to-gateway",
  cost: "cheap",
  rung: "user",
  needs: ["gitlab/token-route"],
  uses: ["gitlab/models", "gitlab/connection-check", "gitlab/completion", "gitlab/health-check"],
  timeoutMs: 25_000,
  schema,
  async observe(world) {
    const route = world.read("gitlab/token-route") as TokenRoute;
    if (route.outcome !== "granted" && route.outcome !== "no-answer") return absent({ reason: "not-applicable", because: "the token route itself says enough" });
    const completion = world.read("gitlab/completion") as Completion | undefined;
    const host = (world.read("gitlab/health-check") as HealthCheck | undefined)?.gatewayHost?.state;
    const names = ((world.read("gitlab/models") as Models | undefined)?.models ?? []).map((model) => model.name);
    const checks = names.flatMap((name) => (world.read("gitlab/connection-check", name) as Check | undefined) ?? []).flatMap((check) => [check.withKey, check.withoutKey, ...check.early.map((one) => one.result)]);
    const through = route.statuses.includes(201) || completion?.fromGateway === true || host === "reachable" || checks.some(cameThrough);
    const failed = (route.outcome === "no-answer" && route.ms < atOnceMs) || ["refused", "name-not-found", "certificate", "tls", "reset"].includes(host ?? "") || checks.some(failedAtOnce);
    if (!through || !failed) return absent({ reason: "not-applicable", because: "GitLab's calls to the gateway fare alike" });
    const statuses = [...route.statuses];
    let granted = statuses.filter((status) => status === 201).length;
    let cutOff = route.outcome === "no-answer" && route.ms < atOnceMs ? statuses.filter((status) => status === 500).length : 0;
    for (let tries = 0; tries < mostTries && (granted === 0 || cutOff === 0) && !world.signal.aborted; tries += 1) {
      const answer = await askDirectAccess(world);
      if (answer.status === 429 || answer.status === 0) break;
      statuses.push(answer.status);
      if (answer.outcome === "granted") granted += 1;
      if (answer.outcome === "no-answer" && answer.ms < atOnceMs) cutOff += 1;
    }
    return { statuses, granted, cutOff };
  },
  describe(value) {
    return `GitLab's own calls fare differently on the way to the gateway; ${value.statuses.length} tries of the token route gave ${value.statuses.join(", ")}`;
  },
} satisfies Fact<Value>;
