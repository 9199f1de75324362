import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT272",
  name: "old-gateway-ignores-model-in-v1-chat",
  title: "Gateways of 18.1 and 18.2 ignore the model in the documented v1 chat test and ask a cloud model: that failure is no proof",
  hop: "gateway",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    likely(see("gitlab/version", (value) => value.major === 18 && (value.minor === 1 || value.minor === 2)), see("gateway/definitions", (value) => value.state === "closed")),
  ],
  rivals: {
    DT326: "v2 chat with model_metadata falls to a cloud model as well",
    DT270: "GitLab is newer than 18.2. From about 18.7 on /v1/chat/agent answers 500 to every well-formed request (log `TypeError` `missing 2 required positional arguments`): see docs-curl-v1-chat-agent in false-alarms.yaml",
    DT221: "the text is `specifying custom models endpoint is disabled`",
  },
  remedy: [
    { do: "Do not judge the model by this test on 18.1 or 18.2; use v2 chat or the connection check", where: "gateway container or GitLab", command: "POST /v2/chat/agent with model_metadata {provider, name, endpoint, identifier}", expect: "lines of type final_answer_delta" },
    { do: "Upgrade GitLab and gateway together", where: "both", expect: "18.3 or later" },
  ],
} satisfies Cause;
