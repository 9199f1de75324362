import type { Area } from "../../core/reported.ts";
import type { Symptom } from "../entries.ts";
import type { Pointing } from "./model-call.ts";

/**
 * What a symptom of the catalogue is worth as evidence. Without an entry here one that points to a single cause counts as `single`, one that
 * points to several as `group`, and a code or a sentence that users see as none: it says which cause users suffer from, not which it is.
 */
const proofs: Readonly<Record<string, string>> = {
  "aigw-gitlab-url-must-be-set": "DT211", "hf-permission-denied": "DT213", "tokenizer-missing": "DT214", "rack-timeout-getaddress": "DT112", "aigw-invalid-audience": "DT256", "sqlite-no-docs": "DT225",
  "dws-could-not-prefetch-keys": "DT402", "dws-oidc-init-failed": "DT402", "dws-auth-off-start": "DT421", "dws-ca-file-bad": "DT425", "executor-image-pull": "DT441",
  "tmp-not-writable": "DT212", "image-not-found": "DT207", "exec-format-error": "DT208", "hc-host-url-invalid": "DT103", "hc-host-blocked": "DT110", "rake-url-invalid": "DT103", "rake-no-models": "DT636",
  "rake-ws-no-upgrade": "DT414", "rake-no-signing-key": "DT120", "grpc-14-wrong-version": "DT412", "dws-forbidden-status-update": "DT426", "dws-failed-precondition": "DT427", "feature-settings-page-error": "DT134",
  "model-incompatible-with-feature": "DT635", "bedrock-on-demand": "DT380", "bedrock-use-case-form": "DT382", "model-loading": "DT302", "vllm-startup-memory": "DT303", "router-cooling-down": "DT346",
  "chat-template-missing": "DT350", "auto-tool-choice-flags": "DT370", "tool-choice-any": "DT372", "system-role-refused": "DT351", "stream-options-refused": "DT354", "quota-exhausted": "DT334", "model-queue-full": "DT342",
  "ollama-model-missing": "DT324", "azure-deployment-not-found": "DT387", "openai-credentials-missing": "DT330", "litellm-unmapped-provider": "DT325", "mock-answer": "DT223", 
  "duo-core-no-classic-chat": "DT638", "client-certificate-required": "DT314", "no-prompt-version": "DT270", "no-prompt-definition": "DT270", "context-exceeded": "DT343", "model-does-not-exist": "DT324", "stop-refused": "DT353",
  "assistant-prefill-refused": "DT352", "router-upstream-error": "DT345", "tools-unsupported": "DT370", "provider-throttled": "DT333", "wrong-unit-primitives": "DT637", "harmony-parse": "DT340", "bedrock-access-denied": "DT385",
};

// Steps of the official tools that read what they cannot see, or that warn where nothing is wrong: worth a look, no more.
const hints = new Set(["ts-bypass-set", "rake-transport-untrusted", "rake-token-missing", "rake-flow-non-200", "rake-proxy-in-effect", "ts-portal-failed", "ts-model-failed", "portal-address-empty", "platform-mismatch", "hc-billing-down", "aigw-metadata-cut", "llm-retrying", "llm-request-v2-chat", "llm-worker-enqueued", "llm-streaming-finished"]);

// Lines that a healthy stack writes too, or that every kind of fault brings with it.
const silent = new Set(["jwt-not-enough-segments", "jwk-key-unreadable", "aigw-metrics-running", "aigw-tls-on", "access-log-line", "llm-request-complete", "llm-retrying-invocation", "jwks-refreshed", "aigw-unbound-signing-key", "auth-disabled", "dws-metadata-not-applied", "dws-start-failed", "aigw-setting-invalid", "tls-key-mismatch", "aigw-address-in-use", "custom-models-disabled", "dws-signing-key-missing", "rake-no-feature-settings", "key-fetch-refused", "aigw-421", "model-fault-cause", "openai-error", "hc-host-failed"]);

/** What a step that went well rules out. */
const rulesOut: Readonly<Record<string, readonly string[]>> = {
  "rake-gateway-ok": ["DT201", "DT202", "DT203", "DT204", "DT205", "DT501", "DT503", "DT504", "DT505", "DT510", "DT511", "DT512", "DT110", "DT103", "DT105", "DT520", "DT521"],
  "hc-host-reachable": ["DT501", "DT503", "DT510", "DT511", "DT512", "DT504", "DT110", "DT103", "DT201", "DT202", "DT505"],
  "ts-gateway-up": ["DT201", "DT203", "DT204", "DT205", "DT206", "DT207", "DT208", "DT211"],
  "ts-gitlab-api": ["DT242", "DT243", "DT244", "DT150"],
  "ts-dws-up": ["DT401", "DT402", "DT221"],
  "ts-model-ok": ["DT301", "DT302", "DT303", "DT304", "DT305", "DT307", "DT310", "DT311", "DT312", "DT313", "DT314", "DT320", "DT321", "DT322", "DT323", "DT324", "DT325", "DT330", "DT331", "DT341", "DT214", "DT213", "DT221"],
  "rake-url-ok": ["DT101", "DT102", "DT103"],
  "rake-dws-ok": ["DT401", "DT402", "DT403", "DT410", "DT412", "DT503"],
  "rake-ws-ok": ["DT414"],
  "tc-success": ["DT301", "DT305", "DT310", "DT321", "DT324", "DT331", "DT330", "DT325"],
  "hc-dap-cloud-operational": ["DT428"],
  "hc-dap-operational": ["DT401", "DT402", "DT403", "DT410", "DT412"],
};

/** A symptom as evidence; undefined for what says nothing of the cause. `pointsTo` are its suspects for the text that matched. */
export function pointingOf(symptom: Symptom, pointsTo: readonly string[]): (Omit<Pointing, "strength"> & { strength: Pointing["strength"] | "health" }) | undefined {
  const { id } = symptom;
  const health = rulesOut[id];
  if (health !== undefined) return { id, strength: "health", points: health };
  if (symptom.kind === "code" || symptom.kind === "message" && symptom.frame === true || silent.has(id) || pointsTo.length === 0) return undefined;
  // The script reads its own shell and takes only the exact word, so the gateway may well have the setting.
  if (id === "ts-env-refused") return { id, strength: "group", points: ["DT221", "DT222", "DT206"] };
  const proof = proofs[id];
  if (proof !== undefined) return { id, strength: "proof", points: [proof] };
  if (hints.has(id) || symptom.frame === true) return { id, strength: "hint", points: pointsTo };
  return { id, strength: pointsTo.length === 1 ? (symptom.unverified === true ? "hint" : "single") : "group", points: pointsTo };
}

const areasByNumber: readonly (readonly [from: number, to: number, area: Area])[] = [
  [101, 112, "way"], [120, 123, "keys"], [130, 159, "gitlab"], [201, 209, "gateway"], [210, 219, "gateway"], [220, 223, "gateway"], [224, 225, "gateway"], [226, 229, "model"], [240, 259, "keys"], [270, 279, "gateway"],
  [301, 399, "model"], [401, 459, "agent"], [501, 533, "way"], [601, 641, "access"],
];

/** Where a cause stands, by its code. */
export function areaOf(code: string): Area | undefined {
  const number = Number(code.slice(2));
  return areasByNumber.find(([from, to]) => number >= from && number <= to)?.[2];
}
