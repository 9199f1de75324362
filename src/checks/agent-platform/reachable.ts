import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { agentUnused, agentUsed, agentWorksForGitlab } from "../../terms/agent-platform.ts";

export default {
  title: "The worker can connect to the agent service",
  hop: "agent-platform",
  judge: (see) => [
    { verdict: "pass", when: see("agent/reach", (value) => value.state === "open"), reason: "{agentAddress} accepts connections" },
    { verdict: "skip", when: agentUnused(see), reason: "no agent feature uses a self-hosted model" },
    { verdict: "skip", when: agentWorksForGitlab(see), reason: "the worker cannot connect, but GitLab can" },
    { verdict: "fail", when: all(agentUsed(see), see("agent/reach", (value) => value.state !== "open")), reason: "{agentAddress}: {state}" },
  ],
  wouldTell: { do: "Look at the listeners and the last lines of the agent service", where: "gateway host", command: "docker exec <gateway container> sh -c 'cat /proc/net/tcp6' ; docker logs --tail 50 <gateway container>", expect: "C384 (50052) in state 0A = only not published; otherwise the log names keys, port or setting" },
  names: (read) => ({ state: read("agent/reach")?.state.replaceAll("-", " ") }),
} satisfies Check;
