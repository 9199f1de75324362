import { likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";

const lateMs = 2_500;
const timedOut = (see: See) => see("gateway/chat", (value) => value.outcome === "error" && value.errorClass === "Timeout");

export default {
  code: "DT226",
  name: "gateway-model-timeout-too-low",
  title: "The gateway gives up on the model {model} before it answers, although it would answer later",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["chat"],
  explains: { codes: ["A1000", "A1003", "A1004"], checks: ["gateway-to-model/chat-answers", "gateway-to-model/answers"] },
  per: "model",
  proof: (see) => [
    likely(timedOut(see), see("model/stream", (value) => value.state === "slow" || (value.state === "good" && (value.first.firstDataMs ?? 0) > 5000)), unlessSeen(see("model/metrics", (value) => value.overloaded))),
    // The worker may not ask the gateway; chat gave up on a model that answers the worker well, and late.
    suspect(see("gateway/chat", (value) => value.outcome === "no-right"), see.both("gitlab/chat", "model/stream", (chat, { state, first }) => chat.code !== null && ["A1000", "A1003", "A1004"].includes(chat.code) && (state === "good" || state === "slow") && (first.firstDataMs ?? 0) > lateMs && chat.ms > (first.firstDataMs ?? 0))),
    suspect(timedOut(see), unlessSeen(see("model/stream", (value) => value.state === "no-answer"))),
  ],
  rivals: {
    DT111: "GitLab gives up first: A1000 at the value of the GitLab setting and no Timeout line in the gateway log",
    DT307: "no byte ever comes from the model: TCP connect itself times out",
    DT523: "the cut comes with a 504 page or a cut stream from a proxy, and the gateway log shows a finished request",
  },
  remedy: [
    { do: "Order the limits: proxy idle time, then GitLab (60-600 s), then gateway to model, each above the slowest first token", where: "plan", expect: "gateway limit under the limit of GitLab, above the first-token time" },
    { do: "Raise the chat limit of the gateway (default 30 s)", where: "gateway container settings", command: "AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT=120", expect: "log `Binding model kwargs to LLM` shows the new bound_timeout", risk: "no effect on chat and code generations of the gateway of August 2026, where the prompt's own limit wins; where it acts, a dead model is noticed later" },
    { do: "Raise the timeout of GitLab above it", where: "Admin > GitLab Duo > AI gateway request timeout", expect: "60-600" },
  ],
} satisfies Cause;
