import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { agentUsed } from "../../terms/agent-platform.ts";

export default {
  title: "GitLab gets tokens for flows",
  hop: "agent-platform",
  after: ["agent-platform/reachable", "agent-platform/tls-matches"],
  judge: (see) => [
    { verdict: "pass", when: see("gitlab/agent-token-route", (value) => value.status === 201), reason: "a token was issued" },
    { verdict: "fail", when: all(agentUsed(see), see("gitlab/agent-token-route", (value) => value.grpcStatus !== null && value.grpcStatus !== 14)), reason: "the agent service refused: {said}" },
  ],
  wouldTell: { do: "Read the agent service's line of the moment", where: "gateway host", command: "docker logs --since 10m <gateway container> 2>&1 | grep GenerateToken | tail -n 3", expect: "RSA_JWK = signing key; customersdot_url = empty portal address; otherwise token or version" },
  names: (read) => ({ said: read("gitlab/agent-token-route")?.said ?? undefined }),
} satisfies Check;
