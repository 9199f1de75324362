import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentAddOnMissing } from "../../terms/licence.ts";

export default {
  code: "DT605",
  name: "offline-licence-lacks-self-hosted-add-on",
  title: "With an offline licence the Agent Platform needs the self-hosted Agent Platform add-on, and this licence does not hold it",
  hop: "licence",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["M3004"], checks: ["licence/agent-add-on", "agent-platform/flows-on", "agent-platform/token-route"] },
  proof: (see) => [
    likely(agentAddOnMissing(see)),
  ],
  consequenceOf: ["DT601", "DT602", "DT603"],
  rivals: {
    DT640: "the licence is an online one: credits count, not the add-on",
    DT411: "no agent platform URL is set",
    DT622: "18.7 or 18.8 with an online licence and beta features off",
  },
  remedy: [
    { do: "Order the add-on and load the new offline licence", where: "GitLab sales, then Admin > Subscription", expect: "addOnPurchases lists it" },
    { do: "Until then use classic Chat and Code Suggestions", where: "users" },
  ],
} satisfies Cause;
