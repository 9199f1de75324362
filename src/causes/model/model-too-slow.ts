import { all, any, likely, proven, suspect, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { answersTooLate, gatewayMeetsSilence, hiddenByKey, modelUnasked, notGood, reached } from "../../terms/model.ts";

const busy = (see: See): Term => see("model/metrics", (metrics) => metrics.overloaded);
const unanswered = (see: See): Term => all(reached(see, "open"), see("model/chat", (chat) => chat.first.outcome === "no-answer" && chat.first.ms >= 25_000));

export default {
  code: "DT341",
  name: "model-too-slow",
  title: "Model {model} needs {seconds} s to its first word, longer than the gateway waits (30 s for chat, 60 s for code)",
  plainTitle: "Model {model} needs longer to its first word than the gateway waits (30 s for chat, 60 s for code)",
  hop: "model",
  severity: "degraded",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1004", "A1008"], checks: ["model/streams", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see("model/stream", (stream) => stream.state === "slow" && stream.steady), unlessSeen(busy(see))),
    proven(see("model/metrics", (metrics) => (metrics.firstTokenSeconds ?? 0) > 30 && !metrics.overloaded && (metrics.second.waiting ?? 0) === 0)),
    likely(see("model/chat", (chat) => chat.first.outcome === "answer" && chat.first.ms > 30_000), unlessSeen(busy(see))),
    likely(answersTooLate(see), see("model/metrics", (metrics) => !metrics.overloaded)),
    suspect(any(answersTooLate(see), hiddenByKey(see, "never")), unlessSeen(busy(see))),
    likely(unanswered(see), see("model/metrics", (metrics) => !metrics.overloaded), gatewayMeetsSilence(see)),
    suspect(unanswered(see), any(gatewayMeetsSilence(see), unlessSeen(see("gitlab/connection-check", () => true))), unlessSeen(busy(see)), notGood(see)),
    suspect(gatewayMeetsSilence(see), modelUnasked(see), unlessSeen(reached(see, "refused", "name-not-found"))),
  ],
  rivals: {
    DT342: "requests are waiting, so one alone may be quick",
    DT307: "the gateway cannot open a connection at all",
    DT302: "only the first request after a pause is slow",
    DT363: "the answer begins in time and stops later",
  },
  remedy: [
    { do: "Measure the time to the first word while nobody else asks", where: "any host that reaches the model", command: "curl -sS -o /dev/null -w '%{time_starttransfer}\\n' -H 'Authorization: Bearer <key>' -H 'Content-Type: application/json' -d '{\"model\":\"{servedName}\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":1,\"stream\":true}' {endpoint}/chat/completions", expect: "well under 30 seconds" },
    { do: "Make it faster: more or newer GPUs, a smaller or quantised model, a shorter window, keep it loaded", where: "model host", expect: "the time to the first token stays under 10 s" },
    { do: "If it cannot be faster, raise the gateway's limit and GitLab's above it", where: "gateway container's environment", command: "AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT=<seconds>", expect: "GitLab's connection check of the model is good", risk: "prompts that name a limit of their own keep it; users wait longer" },
  ],
  names: (read) => {
    const stream = read("model/stream")?.first.firstDataMs;
    const mean = read("model/metrics")?.firstTokenSeconds;
    const check = read("gitlab/connection-check")?.best;
    const ms = stream ?? (mean !== null && mean !== undefined && mean > 30 ? mean * 1000 : undefined) ?? (check?.outcome === "success" ? check.ms : read("model/chat")?.first.ms);
    return { seconds: ms === undefined || ms === null ? "more than 30" : Math.round(ms / 1000) };
  },
} satisfies Cause;
