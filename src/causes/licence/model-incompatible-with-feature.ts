import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { misfits, someMisfit } from "../../terms/licence.ts";

function names(settings: FactValues["gitlab/feature-settings"] | undefined): Record<string, string | undefined> {
  const found = misfits(settings);
  return { model: found[0]?.model?.name, family: found[0]?.model?.family, feature: found.map((feature) => feature.title ?? feature.feature).slice(0, 4).join(", ") };
}

export default {
  code: "DT635",
  name: "model-incompatible-with-feature",
  title: "Model {model} ({family}) does not suit {feature}: GitLab does not list its family as compatible",
  plainTitle: "Model {model} does not suit its feature: GitLab does not list its family as compatible",
  hop: "licence",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation", "agentic-chat", "flows"],
  explains: { codes: ["A1002", "A1006", "M4001"], checks: ["licence/models-fit-features"] },
  proof: (see) => [
    proven(someMisfit(see)),
  ],
  rivals: {
    DT327: "the family is compatible but is not the family of the model that really runs",
    DT366: "the family is compatible, the model is too small for it",
    DT622: "the model is beta and beta models are off",
  },
  remedy: [
    { do: "Assign a model of a family in the feature's compatibleLlms", where: "Admin > GitLab Duo > Configure features", expect: "the setting saves without an error" },
    { do: "If the wrong family was chosen for a suitable model, correct the family", where: "Admin > GitLab Duo > Configure models > model family", expect: "validModels lists it" },
  ],
  names: (read) => (names(read("gitlab/feature-settings"))),
} satisfies Cause;
