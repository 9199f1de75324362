import { all, any, unlessSeen } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";
import { features, offlineLicence } from "../../terms/licence.ts";
import { given } from "../../terms/told.ts";

export default {
  title: "Code completion has a self-hosted model",
  hop: "licence",
  after: ["licence/models-configured", "gitlab/gateway-url-set", "gitlab/settings-readable"],
  judge: (see) => [
    { verdict: "pass", when: features(see, (list) => list.some((feature) => feature.feature === "code_completions" && feature.provider === "self_hosted" && feature.model !== null)), reason: "assigned" },
    { verdict: "skip", when: features(see, (list) => list.some((feature) => feature.feature === "code_completions" && feature.provider === "disabled")), reason: "code completion is switched off" },
    { verdict: "fail", when: see("gitlab/token-route", (route) => route.outcome === "unassigned"), reason: "GitLab has no model for code completion" },
    { verdict: "fail", when: all(features(see, (list) => list.some((feature) => feature.feature === "code_completions" && feature.model === null && !["self_hosted", "disabled"].includes(feature.provider)) && list.some((feature) => feature.provider === "self_hosted" && feature.model !== null)), see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null), any(given(see.profile === "offline"), offlineLicence(see), see.some("gitlab/connection-check", (check) => check.best.outcome === "gateway-code" && check.best.code === 401), see("gitlab/health-check", (check) => check.exchange?.status === 401)), unlessSeen(granted(see))), reason: "code completion has no self-hosted model, and other features have" },
    { verdict: "skip", when: features(see, (list) => list.some((feature) => feature.feature === "code_completions" && feature.provider === "vendored")), reason: "code completion uses GitLab's cloud models" },
  ],
} satisfies Check;
