import { all, not, unlessSeen } from "../../core/truth.ts";
import { gatewayGood, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";

type Definitions = FactValues["gateway/definitions"];
type Endpoint = FactValues["model/endpoint"];

const known = (definitions: Definitions, endpoint: Endpoint): boolean | undefined =>
  definitions.state !== "open" || definitions.identifiers.length === 0 || endpoint.family === null ? undefined : definitions.identifiers.includes(endpoint.family);

export default {
  title: "The gateway knows the family of {model}",
  hop: "gateway-to-model",
  per: "model",
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "fail", when: all(see.both("gateway/definitions", "model/endpoint", (definitions, endpoint) => known(definitions, endpoint) === false), unlessSeen(gatewayGood(see))), reason: "family {family} is not in the gateway's list, so it silently asks a cloud model" },
    { verdict: "pass", when: see.both("gateway/definitions", "model/endpoint", known), reason: "family {family} is in its list" },
    { verdict: "pass", when: gatewayGood(see), reason: "the gateway's check of the model is good" },
  ],
} satisfies Check;
