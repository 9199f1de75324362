import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { header, type UpgradeResult, upgradeResultSchema } from "../../core/probe-answer.ts";
import { gitlabRoute, gitlabUrl, tokenHeaders } from "../../targets/gitlab/rest.ts";
import type { Value as Discovery } from "./discovery.ts";
import type { Value as Token } from "./token.ts";

/** WebSocket upgrades through whatever stands before GitLab. */
export const schema = z.object({
  cable: upgradeResultSchema,
  /** /api/v4/ai/duo_workflows/ws, with the token; null without one, or where the first upgrade passed. */
  workflow: upgradeResultSchema.nullable(),
  /** Something between us and GitLab answered the upgrade itself. */
  stripped: z.boolean(),
});
export type Value = z.infer<typeof schema>;

/** The upgrade arrived: switched, or refused by somebody who read it. */
const arrived = (result: UpgradeResult | null): boolean => result?.kind === "answer" && (result.status === 101 || result.status === 401 || result.status === 403);

const ended = (result: UpgradeResult | null): string => (result === null ? "not asked" : result.kind === "answer" ? String(result.status) : `${result.reason} (${result.phase})`);

const patienceMs = 1_000;

export default {
  title: "WebSocket upgrades at GitLab",
  hop: "agent-platform",
  cost: "cheap",
  uses: ["gitlab/discovery", "gitlab/token"],
  timeoutMs: 8_000,
  schema,
  async observe(world) {
    // GitLab refuses an upgrade from a page of another site: its own name for itself is the issuer.
    const issuer = (world.read("gitlab/discovery") as Discovery | undefined)?.atRoot.issuer ?? null;
    const origin = new URL(issuer !== null && URL.canParse(issuer) ? issuer : world.stack.gitlab.url).origin;
    const limits = { timeoutMs: 6000, signal: world.signal };
    const route = gitlabRoute(world.stack);
    const token = world.read("gitlab/token") as Token | undefined;
    const usable = token?.given === true && token.problem === null && token.rung !== "none";
    const asking = world.probes.upgrade({ url: gitlabUrl(world.stack, "/-/cable"), headers: { origin, "sec-websocket-protocol": "actioncable-v1-json" }, route }, limits);
    const askAgain = (): Promise<UpgradeResult> | null => (usable ? world.probes.upgrade({ url: gitlabUrl(world.stack, "/api/v4/ai/duo_workflows/ws"), headers: { origin, ...tokenHeaders(world.stack) }, route }, limits) : null);
    // Whatever swallows the first upgrade swallows the second: they wait side by side, not one after the other.
    const quick = await Promise.race([asking, world.pause(patienceMs)]);
    const beside = quick === undefined ? askAgain() : null;
    const cable = await asking;
    if (cable.kind === "failure" && ["resolve", "connect", "tls"].includes(cable.phase)) return absent({ reason: "blocked", by: "gitlab/reach" });
    const workflow = arrived(cable) ? null : await (beside ?? askAgain());
    const down = cable.kind === "answer" && cable.status >= 500;
    const unfinished = cable.kind === "failure";
    const wasHttp = cable.kind === "answer" && header(cable, "upgrade") === undefined;
    return { cable, workflow, stripped: !arrived(cable) && !arrived(workflow) && !down && !unfinished && wasHttp };
  },
  describe(value) {
    const second = value.workflow === null ? "" : `, on the agent platform's address ${ended(value.workflow)}`;
    return `a WebSocket upgrade on /-/cable ends in ${ended(value.cable)}${second}${value.stripped ? ": the upgrade did not arrive" : ""}`;
  },
} satisfies Fact<Value>;
