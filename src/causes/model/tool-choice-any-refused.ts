import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { accepted, agentFeature, refusedWith, usedFor } from "../../terms/model.ts";

export default {
  code: "DT372",
  name: "tool-choice-any-refused",
  title: "The model server of {model} refuses `tool_choice: any`, which some agents send",
  hop: "gateway-to-model",
  severity: "degraded",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["A1007", "A1008"], checks: ["model/tools"] },
  per: "model",
  proof: (see) => [
    likely(usedFor(see, agentFeature), see("model/tools", (tools) => accepted(tools.auto) === true && refusedWith(tools.any) === true && see.reported.some((code) => code === "A1007" || code === "A1008"))),
  ],
  rivals: {
    DT370: "`auto` is refused as well",
    DT371: "`auto` is accepted and the call stands as text",
  },
  remedy: [
    { do: "Use the gateway image of GitLab's own release: it rewrites `any` for more providers with time", where: "gateway host", command: "self-hosted-v{version}-ee", expect: "the agent passes the step", risk: "the container is recreated: running requests are cut" },
    { do: "Or put a LiteLLM proxy in between, which accepts `any` for many servers", where: "network", expect: "the agent passes the step" },
  ],
} satisfies Cause;
