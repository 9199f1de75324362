import { any, likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gatewayGood, gatewayGot, gatewayHeard, provider, unseenModel } from "../../terms/model.ts";

export default {
  code: "DT389",
  name: "vertex-project-or-location",
  title: "Vertex AI does not find {identifier} in the gateway's project and location, or refuses its account",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(provider(see, "vertex_ai"), gatewayHeard(see, "cloud-credentials")),
    likely(provider(see, "vertex_ai"), any(gatewayGot(see, 401, 403, 404), see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && check.best.code === 500 && check.best.ms < 20_000)), unlessSeen(gatewayGood(see))),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT326: "the identifier does not begin with vertex_ai/",
    DT324: "project and location are right and the name is wrong",
  },
  remedy: [
    { do: "Compare the path in the gateway's error text with the wanted project and location", where: "gateway log", expect: "projects/<project>/locations/<location>/publishers/..." },
    { do: "Set account, project and location; without one the gateway uses `global`", where: "gateway container's environment", command: "GOOGLE_APPLICATION_CREDENTIALS=/path/key.json VERTEXAI_PROJECT=<project> VERTEXAI_LOCATION=<location>", expect: "GitLab's connection check of the model is good", risk: "the container is recreated: running requests are cut" },
  ],
} satisfies Cause;
