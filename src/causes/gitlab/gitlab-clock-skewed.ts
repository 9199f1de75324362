import { likely, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gitlabClockOff } from "../../terms/clocks.ts";
import { granted } from "../../terms/gitlab.ts";

export default {
  code: "DT122",
  name: "gitlab-clock-skewed",
  title: "GitLab's clock is {seconds} s {direction}, so the gateway refuses the tokens that GitLab signs",
  plainTitle: "GitLab's clock is wrong, so the gateway refuses the tokens that GitLab signs",
  hop: "gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A9999", "DCR4005"], checks: ["agent-platform/gitlab-reaches", "gateway/clock", "gitlab/clock", "gateway/accepts-tokens", "gateway/editor-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers"] },
  proof: (see) => [
    proven(gitlabClockOff(see), see("gitlab/token-route", (route) => route.outcome === "refused" && !route.statuses.includes(201)), see("gateway/junk-token", (junk) => junk.state === "keys")),
    likely(gitlabClockOff(see), unlessSeen(granted(see)), unlessSeen(see("gitlab/completion", (completion) => completion.status === 200)), unlessSeen(see.some("gitlab/connection-check", (check) => ["success", "model-code", "suggestion"].includes(check.best.outcome)))),
  ],
  rivals: {
    DT255: "GitLab and the worker agree, the gateway differs",
    DT911: "GitLab and gateway agree, the worker differs",
    DT121: "all clocks agree and the token is still expired",
  },
  remedy: [
    { do: "Repair time synchronisation on every GitLab node", where: "GitLab nodes", command: "timedatectl; chronyc tracking", expect: "offset below one second" },
    { do: "Compare again, on all Rails and Sidekiq nodes", where: "any shell", command: "curl -sSI {gitlabUrl}/users/sign_in | grep -i '^date'", expect: "equal to the gateway's Date within a second" },
  ],
  names: (read) => {
    const offsetMs = read("worker/clock")?.gitlab?.offsetMs;
    return offsetMs === undefined ? {} : { seconds: Math.round(Math.abs(offsetMs) / 1000), direction: offsetMs > 0 ? "ahead" : "behind" };
  },
} satisfies Cause;
