import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { Secret } from "../../core/secret.ts";
import { type DirectAccess, askDirectAccess } from "../../targets/gitlab/code-suggestions.ts";
import { lacksAiScope, type Value as Token } from "./token.ts";

/** POST /api/v4/code_suggestions/direct_access: GitLab asks the gateway for an editor token. The token itself goes to the vault, never into the fact. */
export const schema = z.object({
  status: z.number(),
  /**
   * granted: gateway, its keys and its signing key are good, no model asked · not-entitled · disabled: direct connections off, says nothing
   * · no-route · throttled · no-answer: GitLab got no HTTP answer from the gateway (500) · refused: the gateway answered and refused (503)
   * · unassigned: GitLab's own "No Code Completion model provided" · no-token: 2xx of the gateway without a token · other
   */
  outcome: z.enum(["granted", "not-entitled", "disabled", "no-route", "throttled", "no-answer", "refused", "unassigned", "no-token", "insufficient-scope", "other"]),
  message: z.string().nullable(),
  /** Address of the gateway that GitLab hands to editors. */
  baseUrl: z.string().nullable(),
  /** The answer came from GitLab itself (origin header). */
  fromGitlab: z.boolean(),
  ms: z.number(),
  /** All statuses, where it was asked more than once. */
  statuses: z.array(z.number()),
});
export type Value = z.infer<typeof schema>;

// GitLab allows ten in five minutes.
const mostWhenTheyDiffer = 6;

// GitLab gives up after 3 s on this route.
const coldMs = 2500;
const thawMs = 5000;

export default {
  title: "GitLab asks the gateway for an editor token",
  hop: "gitlab-to-gateway",
  cost: "cheap",
  rung: "user",
  needs: ["gitlab/token"],
  timeoutMs: 45_000,
  schema,
  async observe(world) {
    const token = world.read("gitlab/token") as Token;
    if (lacksAiScope(token)) return absent({ reason: "not-permitted", rung: "ai-features" });
    const answers: DirectAccess[] = [];
    const ask = async (): Promise<DirectAccess> => {
      const answer = await askDirectAccess(world);
      answers.push(answer);
      return answer;
    };
    const first = await ask();
    if (first.status === 0) return absent({ reason: "blocked", by: "gitlab/front" });
    // One grant is proof enough; a failure is looked at again, unless it was a slow one: nodes and replicas may differ.
    const quick = first.ms < 6000;
    const settledByGitlab = ["not-entitled", "disabled", "no-route", "throttled", "unassigned", "insufficient-scope"].includes(first.outcome);
    const wanted = settledByGitlab ? 1 : first.outcome === "granted" ? (world.deep ? 3 : 1) : quick ? 3 : 1;
    // Calls that run into GitLab's limit are asked side by side: one after the other they would only add up.
    if (wanted > 2 && first.ms >= coldMs) await Promise.all([ask(), ask()]);
    while (answers.length < wanted && !world.signal.aborted) await ask();
    // All of them ran into GitLab's limit: a gateway that has just started, or waits for keys, stands still for ten seconds, and then answers.
    if (answers.every((answer) => answer.outcome === "no-answer" && answer.ms >= coldMs) && quick && world.leftMs() > thawMs + 5000 && !world.signal.aborted) {
      await world.pause(thawMs);
      await ask();
    }
    // A call that ran into GitLab's own limit of 3 s, followed by a good one, met a gateway that was still warming up: that says nothing of nodes.
    const warmed = answers.find((answer) => answer.outcome === "granted" || answer.outcome === "refused");
    const cold = (answer: DirectAccess): boolean => warmed !== undefined && answer.outcome === "no-answer" && answer.ms >= coldMs;
    const counted = (): DirectAccess[] => answers.filter((answer) => !cold(answer));
    const differ = (): boolean => counted().some((answer) => answer.status !== counted()[0]?.status && answer.status !== 429 && answer.status !== 0);
    while (differ() && answers.length < mostWhenTheyDiffer && answers.at(-1)?.status !== 429 && !world.signal.aborted) await ask();

    const granted = answers.find((answer) => answer.grant !== null)?.grant;
    if (granted !== null && granted !== undefined) {
      world.vault.set("gateway-token", granted.token);
      world.vault.set("gateway-headers", new Secret(JSON.stringify(granted.headers)));
    }
    const told = counted()[0] ?? first;
    return {
      status: told.status,
      outcome: told.outcome,
      message: told.message,
      baseUrl: answers.find((answer) => answer.baseUrl !== null)?.baseUrl ?? null,
      fromGitlab: told.fromGitlab,
      ms: told.ms,
      statuses: counted().map((answer) => answer.status).filter((status) => status !== 0),
    };
  },
  describe(value) {
    const said = value.message === null ? "" : `: ${value.message}`;
    const differ = new Set(value.statuses).size > 1 ? `; ${value.statuses.length} calls gave ${value.statuses.join(", ")}` : "";
    if (value.outcome === "granted") return `GitLab got a token from the gateway${value.baseUrl === null ? "" : ` at ${value.baseUrl}`} in ${value.ms} ms${differ}`;
    const words: Record<Exclude<Value["outcome"], "granted">, string> = {
      "not-entitled": "GitLab grants this account no code suggestions",
      disabled: "direct connections are switched off",
      "no-route": "this GitLab does not offer direct access to this account",
      throttled: "GitLab throttled the request",
      "no-answer": "GitLab got no HTTP answer from the gateway",
      refused: "the gateway answered GitLab and refused",
      unassigned: "GitLab has no model for code completion",
      "no-token": "what answered GitLab gave no token",
      "insufficient-scope": "the GitLab token lacks the scope",
      other: "an answer that is not known",
    };
    return `direct_access is ${value.status} after ${value.ms} ms: ${words[value.outcome]}${said}${differ}`;
  },
} satisfies Fact<Value>;
