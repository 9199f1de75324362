import type { Check } from "../../facts/rules.ts";

export default {
  title: "The worker reaches GitLab",
  hop: "gitlab",
  after: ["worker/online"],
  judge: (see) => [
    { verdict: "fail", when: see("gitlab/reach", (reach) => ["name-not-found", "resolver-failed", "refused", "connect-timeout", "unreachable", "reset"].includes(reach.state)), reason: "{gitlabUrl} cannot be reached: {state}" },
    { verdict: "warn", when: see("gitlab/reach", (reach) => reach.state === "proxy"), reason: "the configured proxy does not lead to {gitlabUrl}" },
    { verdict: "pass", when: see("gitlab/reach", (reach) => reach.state !== "other"), reason: "a connection to {gitlabUrl} opens" },
  ],
  wouldTell: { do: "Ask GitLab from another machine, and on its own node", where: "any other host, then a GitLab node", command: "curl -sS -i {gitlabUrl}/users/sign_in", expect: "an answer elsewhere means that only this worker's way is broken; none anywhere means that GitLab is down" },
  names: (read) => ({ state: read("gitlab/reach")?.state.replaceAll("-", " ") }),
} satisfies Check;
