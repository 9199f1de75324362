import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { notGood, stored, unseenModel, used } from "../../terms/model.ts";

export default {
  code: "DT320",
  name: "endpoint-without-scheme",
  title: "The endpoint of model {model}, {endpoint}, is no plain http:// or https:// address: the scheme is missing, or a user name and password stand in it",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "A9999", "M4000"], checks: ["gateway-to-model/endpoint-sound", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(stored(see, (endpoint) => !endpoint.endpointIgnored && endpoint.problems.some((problem) => ["no-scheme", "word-as-scheme", "other-scheme", "userinfo"].includes(problem)) && !endpoint.problems.includes("placeholder")), used(see), notGood(see)),
    suspect(unseenModel(see, "slow")),
  ],
  rivals: {
    DT326: "the endpoint has a scheme and is unusable for another reason",
    DT301: "the endpoint is a plain address",
  },
  remedy: [
    { do: "Write the endpoint as scheme, host, port and /v1, without user and password", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "http://<model-host>:<port>/v1", expect: "GitLab's connection check of the model is good" },
    { do: "If the server wants a login, put its key into the field for it", where: "Admin > GitLab Duo > Configure models > {model} > API key", expect: "GitLab's connection check of the model is good" },
  ],
} satisfies Cause;
