import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT421",
  name: "agent-auth-disabled",
  title: "The agent service at {agentAddress} lets everybody in: authentication is switched off",
  hop: "agent-platform",
  severity: "security",
  breaks: [],
  explains: { codes: [], checks: ["agent-platform/auth-on"] },
  proof: (see) => [
    proven(see("agent/capabilities", (value) => value.open)),
  ],
  rivals: {
    DT220: "the gateway's HTTP side answers without a token (GET / is 404 JSON): a different switch, report both if both hold",
  },
  remedy: [
    { do: "Switch it on again", where: "gateway container's environment", command: "DUO_WORKFLOW_AUTH__ENABLED=true", expect: "ListCapabilities without a token answers status 16 `No authorization header presented`", risk: "the container is recreated; hidden key faults show again (DT402)" },
    { do: "Until then close the port to everybody but GitLab", where: "firewall", expect: "the port is reachable from GitLab only", risk: "editors that connect directly stop working" },
    { do: "Look in the service's log for calls from unknown addresses since the switch was set", where: "gateway log", expect: "none" },
  ],
} satisfies Cause;
