import { likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { discoveryGood, wrongKeys } from "../../terms/gateway.ts";
import { beside, keysOutOfReach, sharesNow } from "../../terms/beside.ts";

const dayMs = 86_400_000;
/** The keys of GitLab are others than an earlier run saw, within the day for which the gateway keeps what it fetched. */
const changedLately = (see: See) =>
  see.both("gitlab/discovery", "gitlab/earlier", (now, before) => {
    const kids = now.keys?.kids;
    if (kids === null || kids === undefined || before.kids === null || before.at === null) return undefined;
    return see.today.getTime() - Date.parse(before.at) < dayMs && kids.some((kid) => before.kids?.includes(kid) === false);
  });

export default {
  code: "DT251",
  name: "key-cache-outdated",
  title: "GitLab signs with a key that the gateway has not fetched yet: its key set is from before the change",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/gitlab-reaches", "agent-platform/token-route"] },
  proof: (see) => [
    // What it would fetch now is right, and what it holds is not.
    likely(wrongKeys(see), sharesNow(see), beside(see, ({ env }) => (env["AIGW_CLOUD_CONNECTOR_SERVICE_NAME"] ?? "gitlab-ai-gateway") === "gitlab-ai-gateway")),
    likely(wrongKeys(see), changedLately(see)),
    // It runs since before the earlier run, and keeps for a day what it fetched then.
    likely(
      wrongKeys(see),
      changedLately(see),
      see.both("gateway/metrics", "gitlab/earlier", (page, before) => (page.processStart === null || before.at === null ? undefined : Date.parse(page.processStart) < Date.parse(before.at))),
    ),
    suspect(wrongKeys(see), discoveryGood(see), unlessSeen(keysOutOfReach(see))),
  ],
  rivals: {
    DT241: "kids of GitLab never changed; the gateway holds those of another instance",
    DT240: "AIGW_GITLAB_URL is unset",
    DT250: "junk probe 500, or the last refresh holds only the gateway's own kids",
    DT121: "log exception is ExpiredSignatureError with equal clocks",
    DT255: "Date headers differ",
    DT252: "tokens are accepted on some tries",
  },
  remedy: [
    { do: "Restart the gateway, every replica, and the agent service with it", where: "gateway host", command: "docker restart <container>   or   kubectl rollout restart deployment/<gateway>", expect: "`JWKS refreshed` with the new kid", risk: "short interruption" },
    { do: "Run the connection check", where: "GitLab, Test connection", expect: "no code 401" },
    { do: "After a restore from another backup check the instance id as well", where: "duo-triage", command: "/duo check {stack} gateway", expect: "no DT123" },
  ],
} satisfies Cause;
