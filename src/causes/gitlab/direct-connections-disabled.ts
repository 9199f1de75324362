import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT143",
  name: "direct-connections-disabled",
  title: "Direct connections from editors to the gateway are off; editors go through GitLab, which works but is slower",
  hop: "gitlab",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    proven(see("gitlab/token-route", (route) => route.outcome === "disabled"), see("gitlab/application-settings", (settings) => settings.directConnectionsDisabled === true)),
  ],
  rivals: {
    DT257: "direct_access is 503 with `Token creation failed`: the route is on but the gateway cannot sign",
  },
  remedy: [
    { do: "Nothing, if you want all traffic to pass through GitLab. Note that direct_access then proves nothing: use a completion instead", where: "chat", command: "/duo check {stack} code-completion" },
    { do: "Otherwise allow direct connections", where: "Admin > GitLab Duo > Change configuration > connection method", expect: "direct_access is 201", risk: "editors must then reach the gateway's address themselves" },
  ],
} satisfies Cause;
