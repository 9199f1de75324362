import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { healthGood } from "../../terms/network.ts";

export default {
  code: "DT220",
  name: "auth-bypass-left-on",
  title: "The gateway answers everybody without a token: authentication is switched off",
  hop: "gateway",
  severity: "security",
  breaks: [],
  explains: { codes: [], checks: ["gateway/auth-on"] },
  proof: (see) => [
    proven(healthGood(see), see("gateway/root", (value) => value.state === "auth-off" && value.docsOpen === true)),
    proven(see("gateway/root", (value) => value.bypassByHeader === true)),
    // The pages of the documentation can be switched off; the marks of the application stay.
    proven(see("gateway/health", (value) => value.good && value.marks), see("gateway/root", (value) => value.state === "auth-off"), see("gateway/junk-token", (value) => value.state === "open")),
  ],
  rivals: {
    DT106: "healthz is 404 too and /v1/models answers: a model server",
    DT526: "404 only under the prefix while auth is on elsewhere: with auth on, a wrong path gives 401, never 404",
    DT421: "that is the agent service on 50052: ListCapabilities without a token succeeds",
  },
  remedy: [
    { do: "Remove the variable from the definition of the container; setting it to false works for these three as well", where: "gateway container settings", command: "unset AIGW_AUTH__BYPASS_EXTERNAL, AIGW_AUTH__BYPASS_EXTERNAL_WITH_HEADER, AIGW_AUTH__BYPASS_JWT_SIGNATURE", risk: "if tokens were broken all along, Duo stops now: run the check again at once" },
    { do: "Recreate the container; a restart keeps the old variables. Old Helm charts set the bypass by default: look at their values too", where: "gateway host", expect: "container is newer than the change" },
    { do: "Prove it from outside", where: "anywhere", command: "curl -s {gatewayUrl}/", expect: "{\"error\":\"No authorization header presented\"}" },
  ],
} satisfies Cause;
