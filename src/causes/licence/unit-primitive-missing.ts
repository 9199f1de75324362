import { likely, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { licenceExpired } from "../../terms/licence.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT634",
  name: "unit-primitive-missing",
  title: "The feature that was asked for is not in this GitLab's list of features for self-hosted models, so its button or command is missing",
  hop: "licence",
  severity: "degraded",
  breaks: [],
  explains: { codes: ["G3001"], checks: ["licence/user-access"] },
  proof: (see) => [
    likely(reported(see, "G3001", "scope-missing"), see("gitlab/seat", (seat) => seat.assigned.some((name) => name.includes("DUO_ENTERPRISE"))), unlessSeen(licenceExpired(see))),
  ],
  rivals: {
    DT613: "the user's seat is Duo Pro or Duo Core",
    DT632: "the feature is disabled in the settings",
    DT625: "the command exists but the page is the wrong one",
    DT270: "the feature is offered and the gateway answers 404 or an unknown prompt",
  },
  remedy: [
    { do: "Upgrade GitLab (and the gateway image with it): the list is part of the release", where: "GitLab", expect: "duoChatAvailableFeatures holds the feature" },
    { do: "If the newest release lacks it too, ask support; send the hand-over packet", where: "chat", command: "duo-triage bundle <run> -o FILE" },
    { do: "Do not leave CLOUD_CONNECTOR_SELF_SIGN_TOKENS set to work around it", where: "GitLab nodes", risk: "test switch, not for production" },
  ],
} satisfies Cause;
