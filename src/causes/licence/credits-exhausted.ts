import { likely, not, proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { versionBetween } from "../../terms/gitlab.ts";
import { offlineLicence } from "../../terms/licence.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT640",
  name: "credits-exhausted",
  title: "The GitLab Credits of this subscription are used up, so agentic features are blocked",
  hop: "licence",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4002"], checks: ["agent-platform/billing", "agent-platform/flows-on"] },
  proof: (see) => [
    proven(reported(see, "DCR4002")),
    likely(see("gitlab/credits", (credits) => credits.available === false), not(offlineLicence(see)), versionBetween(see, [18, 9], [19, 99]), see("gitlab/duo-settings", (settings) => settings.duoAgentPlatformServiceUrl !== null)),
  ],
  rivals: {
    DT641: "DCR4010: terms, not credits",
    DT334: "the model provider's own quota is used up: code 429 or a quota text of the model server",
    DT428: "credits are there and the billing stream to the cloud is blocked",
    DT529: "cloud probes of the health check are red: usage cannot be booked at all",
  },
  remedy: [
    { do: "Buy credits or wait for the next period", where: "customer portal, usage page", expect: "gitlabCreditsAvailable true" },
    { do: "Start the flow again", where: "merge request", expect: "no DCR4002" },
  ],
} satisfies Cause;
