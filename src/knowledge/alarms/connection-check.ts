import { all, any } from "../../core/truth.ts";
import type { Read } from "../../facts/rules.ts";
import { alarm, type Alarm, completionPasses, connectionPasses, endpointUnreached, gatewayAnswers, granted, refusesJunk, told } from "./terms.ts";

const checkText = (read: Read): string | undefined => read("gitlab/connection-check")?.best.text;

/** False alarms of the button Test connection, of requests from the documents, and of pasted tool output. */
export const connectionAlarms: readonly Alarm[] = [
  alarm("test-connection-blames-model", {
    per: "model",
    misleads: (see) => all(see("gitlab/connection-check", (check) => check.best.outcome === "wait" && check.best.exception !== "read-timeout"), see("gateway/health", (health) => !health.good)),
    quote: checkText,
  }),
  alarm("test-connection-code-500", {
    per: "model",
    misleads: (see) => all(see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && check.best.code === 500), endpointUnreached(see)),
    quote: checkText,
    // Where only this worker cannot reach the endpoint, its view says nothing of the gateway's.
    notBeside: ["DT340", "DT922"],
  }),
  alarm("test-connection-401-not-enough-segments", {
    misleads: (see) => all(
      see.some("gitlab/connection-check", (check) => check.best.outcome === "gateway-code" && check.best.code === 401 && (check.best.rest ?? "").trim() === ""),
      see("gitlab/feature-settings", (settings) => (settings.state === "read" ? !settings.features.some((feature) => feature.feature === "code_completions" && feature.provider === "self_hosted" && feature.model !== null) : undefined)),
      refusesJunk(see),
    ),
    quote: () => "AI Gateway returned code 401:",
    notBeside: ["DT604", "DT120", "DT241", "DT250", "DT255"],
  }),
  alarm("test-connection-green-but-chat-fails", {
    per: "model",
    misleads: (see) => connectionPasses(see),
    quote: checkText,
    onlyBeside: { codes: ["DT343", "DT350", "DT352", "DT353", "DT354", "DT360", "DT361", "DT362", "DT363", "DT364", "DT370", "DT371", "DT372"] },
  }),
  alarm("test-connection-green-with-empty-answer", {
    per: "model",
    misleads: (see) => all(connectionPasses(see), see("model/answer", ({ spoken }) => spoken.outcome === "answer" && (spoken.content ?? "") === "")),
    quote: checkText,
    onlyBeside: { codes: ["DT367"] },
  }),
  alarm("direct-access-201", {
    misleads: (see) => all(granted(see), see("gitlab/completion", (completion) => completion.status >= 500)),
    quote: () => "201",
    onlyBeside: { codes: ["DT221", "DT301", "DT324"], hops: ["gateway-to-model", "model"] },
  }),
  alarm("docs-curl-v2-chat-agent-normal-end", {
    per: "model",
    misleads: (see) => all(see("gateway/chat", (chat) => chat.outcome === "answer" && chat.end === "complete"), see("model/stream", (stream) => stream.state === "cut")),
    onlyBeside: { codes: ["DT362", "DT303", "DT360", "DT328"] },
  }),
  alarm("docs-meaning-of-a1001-a9999", {
    misleads: (see) => any(
      all(told(see, "A1001", "A9999"), see("gateway/health", () => true)),
      all(told(see, "M3006"), see("gitlab/user-access", (access) => access.isProbeUser && access.chatAvailable === true)),
    ),
    notBeside: ["DT612"],
    onlyBeside: { hops: ["gitlab", "gitlab-to-gateway", "gateway", "gateway-to-gitlab", "gateway-to-model", "model", "licence", "agent-platform"] },
  }),
  alarm("rake-v1-v1-models", {
    per: "model",
    misleads: (see) => all(told(see, "rake-flow-non-200"), see("model/endpoint", (endpoint) => endpoint.pathEnds === "v1"), any(connectionPasses(see), see("model/list", (list) => list.stored.state === "list"))),
    notBeside: ["DT330", "DT331", "DT340"],
  }),
  alarm("rake-model-green-without-v1", {
    per: "model",
    misleads: (see) => all(told(see, "rake-flow-ok"), see("model/endpoint", (endpoint) => endpoint.pathEnds === "none" && endpoint.provider === "custom_openai")),
    onlyBeside: { codes: ["DT321"] },
  }),
  alarm("rake-model-from-the-wrong-place", {
    per: "model",
    misleads: (see) => any(
      all(told(see, "rake-flow-ok"), see("gitlab/connection-check", (check) => check.best.outcome === "model-code" || check.best.outcome === "wait")),
      all(told(see, "rake-flow-failed"), connectionPasses(see)),
    ),
  }),
  alarm("rake-bedrock-placeholder", {
    per: "model",
    misleads: (see) => all(told(see, "rake-flow-failed"), see("model/endpoint", (endpoint) => endpoint.provider === "bedrock")),
    notBeside: ["DT383", "DT385"],
  }),
  alarm("troubleshoot-needs-bypass", { misleads: (see) => all(told(see, "ts-model-failed"), told(see, "no-authorization-header"), refusesJunk(see)) }),
  alarm("troubleshoot-gitlab-ok", {
    misleads: (see) => all(told(see, "ts-gitlab-api"), see("gateway/junk-token", (junk) => junk.state === "no-keys")),
  }),
  alarm("troubleshoot-bedrock-static-keys", {
    per: "model",
    misleads: (see) => all(told(see, "ts-bedrock"), see("model/endpoint", (endpoint) => endpoint.provider === "bedrock"), connectionPasses(see)),
  }),
  alarm("troubleshoot-green-on-empty", {
    misleads: (see) => told(see, "ts-model-ok"),
    onlyBeside: { codes: ["DT223", "DT327", "DT352", "DT360", "DT370"], hops: ["gateway-to-model", "model"] },
  }),
  alarm("troubleshoot-blames-model-for-tokenizer", {
    misleads: (see) => told(see, "ts-model-failed"),
    onlyBeside: { codes: ["DT213", "DT214"] },
  }),
  alarm("docs-curl-v1-chat-agent", {
    misleads: (see) => all(told(see, "v1-chat-broken"), any(completionPasses(see), connectionPasses(see, "any"))),
  }),
  alarm("docs-jwkerror-ca", {
    misleads: (see) => all(told(see, "jwk-key-unreadable"), refusesJunk(see)),
    quote: () => "JWKError: Could not deserialize key data",
    notBeside: ["DT257", "DT258", "DT242", "DT243", "DT244"],
  }),
  alarm("docs-curl-needs-bypass", { misleads: (see) => all(told(see, "no-authorization-header"), gatewayAnswers(see), refusesJunk(see)) }),
  alarm("docs-vllm-404-template", {
    misleads: (see) => told(see, "litellm-route-not-found", "chat-template-missing"),
    onlyBeside: { codes: ["DT321", "DT324"] },
  }),
];
