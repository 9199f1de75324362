import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT922",
  name: "worker-cannot-reach-model",
  title: "The worker cannot reach model {model} at {endpoint}, but the gateway can: direct checks of the model are skipped, not failed",
  hop: "triage",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: ["model/reachable"] },
  per: "model",
  proof: (see) => [
    proven(
      see("worker/sentinel", (sentinel) => sentinel.reachable),
      see("model/reach", (reach) => !["open", "untrusted"].includes(reach.state) && reach.openedLater !== true),
      // 408 and 500 are the gateway's own stand-ins for "no HTTP answer".
      see("gitlab/connection-check", (check) => check.best.outcome === "success" || check.best.outcome === "suggestion" || (check.best.outcome === "model-code" && check.best.code !== 408 && check.best.code !== 500)),
    ),
  ],
  rivals: {
    DT301: "Test connection reports code 500 after about 44 s of retries, or runs into GitLab's own time limit: the gateway misses the model too",
    DT307: "both time out",
    DT305: "neither resolves the name",
    DT310: "the gateway does not trust the certificate either",
  },
  remedy: [
    { do: "Nothing for Duo: the gateway's way works", where: "chat" },
    { do: "For direct checks open the way from the worker, or run a worker in the model's network", where: "duo-triage.yaml: stacks.<name>.site", expect: "GET <endpoint>/models from the worker is answered" },
    { do: "If the worker knows the server under another name, say so", where: "duo-triage.yaml: stacks.<name>.models[].endpoint", expect: "duo-triage config validate --connect passes" },
  ],
} satisfies Cause;
