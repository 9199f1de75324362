import { any, likely, proven, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";

/** A chat that ends in A1000 after exactly the configured seconds. */
const chatEndsAtTheLimit = (see: See) =>
  see.both("gitlab/duo-settings", "gitlab/chat", (settings, chat) => chat.code === "A1000" && Math.abs(chat.ms - (settings.aiGatewayTimeoutSeconds ?? 60) * 1000) <= 4000);

/** The setting takes 60 to 600 s; the gateway waits 30 s for the first word of a chat, and asks again. */
const leastSettingMs = 60_000;
const gatewayLimitMs = 30_000;

/**
 * The gateway gives up on the model before GitLab does, for its first word comes too late, or none comes at all: then it is the gateway's retries
 * that last until GitLab's limit, and no setting of GitLab helps.
 */
const gatewayGivesUpFirst = (see: See): Term => any(
  see.some("gateway/model-check", ({ outcome, ms }) => outcome === "no-answer" && ms > gatewayLimitMs),
  see.some("gateway/model-check", ({ outcome, streamCutAfterMs }) => outcome !== "ok" && streamCutAfterMs !== null),
  see.some("model/stream", ({ first }) => first.firstDataMs !== null && first.firstDataMs > gatewayLimitMs && first.firstDataMs <= leastSettingMs),
  see.some("model/chat", ({ first }) => first.ms > gatewayLimitMs && first.ms <= leastSettingMs),
);

export default {
  code: "DT111",
  name: "gateway-request-timeout-too-low",
  title: "GitLab gives up on the gateway after {seconds} s, before the model has answered",
  plainTitle: "GitLab gives up on the gateway before the model has answered",
  hop: "gitlab-to-gateway",
  severity: "degraded",
  breaks: ["chat", "code-generation"],
  explains: { codes: ["A1000"], checks: ["gitlab/chat", "gateway-to-model/completion-answers"] },
  proof: (see) => [
    proven(
      chatEndsAtTheLimit(see),
      see.both("gitlab/duo-settings", "gitlab/chat", (settings) => settings.aiGatewayTimeoutSeconds !== null),
      see.some("model/stream", (stream) => stream.first.firstDataMs !== null && stream.first.firstDataMs > leastSettingMs),
    ),
    likely(chatEndsAtTheLimit(see), unlessSeen(gatewayGivesUpFirst(see))),
  ],
  rivals: {
    DT226: "the end comes after about 30 s and the gateway logs `timeout value=30.0`: the gateway's limit fired first",
    DT523: "a proxy answers 504, or cuts at a round number that is not the GitLab setting",
    DT341: "the model needs more than 600 s or never starts: no setting helps",
    DT342: "the model is fast when idle and num_requests_waiting is above 0",
  },
  remedy: [
    { do: "Raise the AI gateway request timeout above the slowest first token you accept", where: "Admin > GitLab Duo > Change configuration > AI gateway request timeout (60 to 600 s)", expect: "no A1000 at the old number of seconds" },
    { do: "Keep the order proxy idle time > GitLab timeout > gateway timeout towards the model", where: "proxy, GitLab, gateway (AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT)", risk: "a very long limit holds Sidekiq threads" },
    { do: "If answers stay that slow, size the model server", where: "model server", expect: "time to first token below 30 s" },
  ],
  names: (read) => ({ seconds: read("gitlab/duo-settings")?.aiGatewayTimeoutSeconds ?? undefined }),
} satisfies Cause;
