import { all } from "../../core/truth.ts";
import type { Check, See } from "../../facts/rules.ts";
import { gitlabReaches } from "../../terms/network.ts";

const connected = ["open", "untrusted", "expired", "not-yet-valid", "name-mismatch"];
const closed = (see: See) => see("gateway/reach", (value) => !connected.includes(value.state) && value.state !== "proxy");

export default {
  title: "The worker can connect to the gateway",
  hop: "gitlab-to-gateway",
  judge: (see) => [
    { verdict: "pass", when: see("gateway/reach", (value) => connected.includes(value.state)), reason: "{gatewayHost}:{gatewayPort} accepts connections" },
    { verdict: "skip", when: all(closed(see), gitlabReaches(see)), reason: "the worker cannot connect to {gatewayHost}:{gatewayPort}, but GitLab can" },
    { verdict: "skip", when: see("gateway/reach", (value) => value.state === "proxy"), reason: "the worker's own proxy does not let it through to {gatewayHost}:{gatewayPort}" },
    { verdict: "fail", when: closed(see), reason: "{gatewayHost}:{gatewayPort}: {state}" },
  ],
  wouldTell: { do: "Ask the gateway for its health from the GitLab node", where: "GitLab node", inside: "gitlab", command: "curl -sv {gatewayUrl}/monitoring/healthz", expect: "200 and {}; otherwise the phase at which it ends names the fault" },
  names: (read) => ({ state: read("gateway/reach")?.state.replaceAll("-", " ") }),
} satisfies Check;
