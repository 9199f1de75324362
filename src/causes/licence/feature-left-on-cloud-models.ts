import { any, likely, proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { granted } from "../../terms/gitlab.ts";
import { type Feature, features, offlineLicence } from "../../terms/licence.ts";
import { given } from "../../terms/told.ts";

// Features that stay on the cloud when nobody chose anything for them. A chat sub-feature then takes General Chat's model instead.
const main = ["duo_chat", "code_generations"];

/** Features that GitLab would still send to its cloud, code completion apart, which has a cause of its own. */
const left = (list: readonly Feature[]): Feature[] =>
  list.filter((feature) => feature.feature !== "code_completions" && (feature.provider === "vendored" || (feature.model === null && feature.provider === "unassigned" && main.includes(feature.feature))));

function names(settings: FactValues["gitlab/feature-settings"] | undefined): string | undefined {
  if (settings?.state !== "read") return undefined;
  const list = left(settings.features).length > 0 ? left(settings.features) : settings.features.filter((feature) => feature.provider === "vendored");
  return list.map((feature) => feature.title ?? feature.feature).slice(0, 5).join(", ");
}

export default {
  code: "DT631",
  name: "feature-left-on-cloud-models",
  title: "{feature} still uses GitLab's cloud models, which this site cannot or may not reach",
  plainTitle: "A feature still uses GitLab's cloud models, which this site cannot or may not reach",
  hop: "licence",
  severity: "degraded",
  breaks: ["chat", "code-generation", "agentic-chat", "flows"],
  explains: { codes: ["A1000", "A1001", "A9999"], checks: ["licence/features-assigned", "licence/cloud-egress"] },
  proof: (see) => [
    proven(features(see, (list) => left(list).length > 0), see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null), any(given(see.profile === "offline"), offlineLicence(see))),
    likely(
      features(see, (list) => list.some((feature) => feature.provider === "vendored" && feature.feature !== "code_completions") && list.some((feature) => feature.provider === "self_hosted")),
      any(see("gitlab/health-check", (check) => check.cloudHosts.some((host) => host.state !== "reachable"))),
      any(granted(see), see.some("gitlab/connection-check", (check) => check.best.outcome === "success")),
    ),
  ],
  consequenceOf: ["DT636", "DT101", "DT102"],
  rivals: {
    DT630: "the feature is code_completions",
    DT529: "the cloud is meant to be used here (online licence, profile online) and only egress is missing",
    DT121: "the cloud is reachable and the synced token has expired",
    DT633: "a chat sub-feature without a model uses General Chat's model, not the cloud",
    DT326: "the provider is self_hosted and the gateway still asked a cloud model: it dropped the model data",
    DT636: "no self-hosted model exists at all",
  },
  remedy: [
    { do: "Assign a self-hosted model to the feature, or set it to Disabled", where: "Admin > GitLab Duo > Configure features", expect: "provider self_hosted or disabled for every feature in an air gap" },
    { do: "Repeat the check", where: "chat", command: "/duo check {stack} <feature>", expect: "the feature works" },
  ],
  names: (read) => ({
    feature: names(read("gitlab/feature-settings")),
  }),
} satisfies Cause;
