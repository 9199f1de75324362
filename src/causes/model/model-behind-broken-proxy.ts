import { any, likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bareCode, chatAnswered, gatewayGot, hiddenByKey, loginBefore, notGood, sound } from "../../terms/model.ts";
import { gatewayStumbles, strangeCode } from "../../terms/odd-answers.ts";

export default {
  code: "DT347",
  name: "model-behind-broken-proxy",
  title: "A proxy before model {model} ({server}) answers {status} in place of the model server",
  plainTitle: "A proxy before model {model} answers in place of the model server",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1004", "A1008", "M4000"], checks: ["model/lists-models", "model/key-accepted", "model/reachable", "model/takes-chat-shape", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see("model/list", (list) => list.stored.state === "proxy-error"), notGood(see), unlessSeen(chatAnswered(see))),
    proven(loginBefore(see), notGood(see), unlessSeen(chatAnswered(see))),
    // A limit on the size of the body; the same status in words about a limit of tokens is the model's own.
    proven(see("model/chat", (chat) => chat.first.status === 413 && chat.first.about === null), notGood(see)),
    proven(see("model/shapes", (shapes) => shapes.whole?.status === 413)),
    likely(gatewayGot(see, 413), sound(see)),
    proven(see("model/chat", (chat) => chat.first.outcome === "proxy-error" && (chat.again === null || chat.again.outcome === "proxy-error")), notGood(see)),
    likely(gatewayGot(see, 502, 504), sound(see), unlessSeen(chatAnswered(see)), unlessSeen(see("model/chat", (chat) => chat.first.throughRouter)), unlessSeen(see("gateway/chat", (chat) => chat.throughRouter))),
    suspect(any(bareCode(see, 503), bareCode(see, 403), strangeCode(see))),
    suspect(gatewayStumbles(see)),
    suspect(hiddenByKey(see, "later", "slow")),
  ],
  rivals: {
    DT302: "the 503 says loading, as JSON",
    DT342: "the 503 says busy, as JSON",
    DT309: "only the gateway meets the proxy",
    DT345: "the error names a model group",
    DT332: "the 403 is JSON of the model server",
  },
  remedy: [
    { do: "Read the proxy's own error log: refused, reset, unresolved and TLS mismatch give the same page", where: "host of the proxy", command: "tail -n 50 /var/log/nginx/error.log", expect: "`connect() failed`, `upstream timed out` or `no live upstreams`" },
    { do: "Ask the model server from the proxy's host", where: "host of the proxy", command: "curl -sS -m 5 -o /dev/null -w '%{http_code}\\n' http://<model-host>:<port>/v1/models", expect: "200 or 401" },
    { do: "Correct upstream address, scheme or timeout and reload", where: "host of the proxy", expect: "GitLab's connection check of the model is good" },
  ],
  names: (read) => {
    const results = [read("model/list")?.stored.result, read("model/chat")?.first.result];
    const answer = results.find((result) => result?.kind === "answer" && (result.status >= 400));
    const check = read("gitlab/connection-check")?.best.code ?? read("gateway/model-check")?.code;
    return { status: answer?.kind === "answer" ? answer.status : (check ?? undefined), server: answer?.kind === "answer" ? (answer.headers.find(([name]) => name === "server")?.[1].slice(0, 40) ?? "unnamed") : "unnamed" };
  },
} satisfies Cause;
