import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT254",
  name: "customer-portal-address-empty",
  title: "The address of the customer portal is set to an empty text on the gateway or its agent service",
  hop: "gateway",
  severity: "warning",
  breaks: [],
  explains: { codes: ["portal-address-empty"], checks: [] },
  proof: (see) => [
    likely(reported(see, "portal-address-empty")),
  ],
  rivals: {
    DT253: "the address is set and cannot be reached",
    DT402: "agents fail as well: the agent service's own variable is empty",
    DT243: "the line names GitLab's own keys too: then tokens fail because of that leg",
  },
  remedy: [
    { do: "Set it to the address of your GitLab (offline), or remove it so that the default holds (online); do the same for the agent service", where: "gateway container settings", command: "AIGW_CUSTOMER_PORTAL_URL={gitlabUrl} DUO_WORKFLOW_AUTH__OIDC_CUSTOMER_PORTAL_URL={gitlabUrl}" },
    { do: "Recreate the container", where: "gateway host", expect: "no MissingSchema line after the first request", risk: "short interruption" },
  ],
} satisfies Cause;
