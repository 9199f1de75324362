import type { Check } from "../../facts/rules.ts";

const lost = /^(?:No authorization header presented|Invalid authentication token type|Header is missing|Header mismatch)/u;

export default {
  title: "Headers of a token reach the gateway",
  hop: "gitlab-to-gateway",
  after: ["gitlab-to-gateway/health"],
  judge: (see) => [
    { verdict: "fail", when: see("gateway/junk-token", (value) => value.state === "header-missing" || value.state === "type-missing"), reason: "the gateway misses a header that was sent" },
    { verdict: "fail", when: see("gitlab/completion", (value) => value.status === 401 && !value.fromGitlab && value.said !== null && lost.test(value.said)), reason: "the gateway misses a header of GitLab: {said}" },
    { verdict: "pass", when: see("gateway/junk-token", (value) => value.state === "keys" || value.state === "no-keys"), reason: "Authorization and its type arrive" },
  ],
  wouldTell: { do: "See which headers arrive at the proxy before the gateway", where: "proxy before the gateway", expect: "Authorization and every X-Gitlab header of one call of GitLab" },
  names: (read) => ({ said: read("gitlab/completion")?.said ?? undefined }),
} satisfies Check;
