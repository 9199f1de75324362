import { any, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";
import { features, offlineLicence } from "../../terms/licence.ts";
import { given } from "../../terms/told.ts";

/** Switched off on purpose, which the token route words in the same way. */
const completionDisabled = (see: See) => features(see, (list) => list.some((feature) => feature.feature === "code_completions" && feature.provider === "disabled"));

export default {
  code: "DT630",
  name: "code-completion-unassigned",
  title: "A self-hosted gateway is set, but code completion is not assigned to a self-hosted model",
  hop: "licence",
  severity: "outage",
  breaks: ["code-completion"],
  explains: { codes: [], checks: ["licence/code-completion-assigned", "gateway/editor-tokens", "gateway/accepts-tokens", "gateway-to-model/completion-answers"] },
  proof: (see) => [
    proven(see("gitlab/token-route", (route) => route.outcome === "unassigned"), unlessSeen(completionDisabled(see))),
    proven(
      features(see, (list) => list.some((feature) => feature.feature === "code_completions" && feature.model === null && !["self_hosted", "disabled"].includes(feature.provider)) && list.some((feature) => feature.provider === "self_hosted" && feature.model !== null)),
      see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null),
      any(
        given(see.profile === "offline"),
        offlineLicence(see),
        see.some("gitlab/connection-check", (check) => check.best.outcome === "gateway-code" && check.best.code === 401),
        see("gitlab/health-check", (check) => check.exchange?.status === 401),
      ),
      unlessSeen(granted(see)),
    ),
  ],
  consequenceOf: ["DT636", "DT101", "DT102"],
  rivals: {
    DT631: "the feature left behind is another one; for code_completions name DT630 only",
    DT632: "provider is disabled: somebody chose that",
    DT121: "completion stays on the cloud on purpose (hybrid, online licence) and its synced token expired",
    DT257: "direct_access is 503 with `Token creation failed`",
  },
  remedy: [
    { do: "Choose a self-hosted model for code completion", where: "Admin > GitLab Duo > Configure features > Code completion", expect: "aiFeatureSettings shows provider self_hosted" },
    { do: "Repeat the token route and one completion", where: "chat", command: "/duo check {stack} code-completion --deep", expect: "direct_access 201, completion 200 with text" },
  ],
} satisfies Cause;
