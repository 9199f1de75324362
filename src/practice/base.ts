import { makeTokenKey } from "./certificates.ts";
import type { Random } from "./random.ts";
import type { ModelServerWorld, PortName, StoredModel, TlsWorld, World } from "./world.ts";

/** The healthy world that faults and variations start from. */

type TokenKeyReady = Awaited<ReturnType<typeof makeTokenKey>>;
export type TokenKeyName = "gitlab" | "gitlab-before" | "gitlab-com" | "portal" | "gateway-signing" | "gateway-validation" | "agent-signing";

// RSA keys are slow to make: the services share one, and so do the issuers that are not this GitLab.
const familyOf: Record<TokenKeyName, "gitlab" | "service" | "foreign"> = {
  gitlab: "gitlab",
  "gitlab-before": "foreign",
  "gitlab-com": "foreign",
  portal: "foreign",
  "gateway-signing": "service",
  "gateway-validation": "service",
  "agent-signing": "service",
};
const made = new Map<string, TokenKeyReady>();
let preparing: Promise<void> | undefined;

/** Makes all token keys of this process, side by side. */
export function prepareTokenKeys(): Promise<void> {
  preparing ??= Promise.all(
    ["gitlab", "service", "foreign"].map(async (family) => {
      made.set(family, await makeTokenKey());
    }),
  ).then(() => undefined);
  return preparing;
}

/** A token key by name; `prepareTokenKeys` comes first. */
export function tokenKey(name: TokenKeyName): TokenKeyReady {
  const key = made.get(familyOf[name]);
  if (!key) throw new Error("token keys are not prepared");
  return key;
}

/** A certificate by the site's own authority for the usual names, valid today. */
export function goodTls(names: readonly string[] = ["localhost", "127.0.0.1", "127.0.0.2"]): TlsWorld {
  return { authority: "site", names: [...names], fromDays: -40, toDays: 300, wholeChain: true };
}

/** A healthy vLLM that serves one model. */
export function goodModelServer(id: number, served: string, key: string | null): ModelServerWorld {
  return {
    id,
    listening: "up",
    host: "127.0.0.1",
    tls: null,
    flavour: "vllm",
    version: "0.11.2",
    served: [served],
    key,
    window: 131_072,
    firstTokenMs: 60,
    tokenMs: 40,
    queueMs: 0,
    waiting: 0,
    template: true,
    refuses: [],
    tools: "ok",
    writes: "answer",
    canned: null,
    cannedFor: "all",
    cannedOn: "chat",
    health: 200,
    stream: "ok",
    silence: "none",
    loading: false,
    silentTruncation: false,
    promptTokens: null,
    metrics: true,
  };
}

export const featureNames = [
  "code_generations",
  "code_completions",
  "duo_chat",
  "duo_chat_explain_code",
  "duo_chat_write_tests",
  "duo_chat_refactor_code",
  "duo_chat_fix_code",
  "duo_chat_troubleshoot_job",
  "generate_commit_message",
  "summarize_review",
  "duo_chat_explain_vulnerability",
  "resolve_vulnerability",
  "duo_chat_summarize_comments",
  "review_merge_request",
  "duo_agent_platform",
] as const;

const names = ["Mistral Large", "Code model", "Llama 70B", "House model", "Qwen coder", "Team model"];
const servedNames = ["mistral-large-2411", "codestral-22b", "llama-3.3-70b-instruct", "Mistral-7B-Instruct-v0.3", "mixtral-8x7b-instruct"];

function uuid(random: Random): string {
  const hex = random.hex(32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The release of the gateway that fits a GitLab version. */
export function releaseFor(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** Builds the healthy world for a GitLab version. */
export function healthyWorld(options: { version: string; seed: number; ports: Record<PortName, number>; random: Random }): World {
  const { ports, random, version } = options;
  const instanceId = uuid(random);
  const key = `sk-${random.hex(40)}`;
  const served = random.pick(servedNames);
  const major = Number(version.split(".")[0]);
  const stored: StoredModel = {
    id: random.between(1, 40),
    name: random.pick(names),
    family: "mistral",
    identifier: `custom_openai/${served}`,
    endpoint: `http://127.0.0.1:${ports.model1}/v1`,
    apiKey: key,
  };
  const token = (): string => `glpat-${random.hex(20)}`;
  const features = Object.fromEntries(featureNames.map((name) => [name, { provider: "self_hosted" as const, modelId: stored.id }]));
  if (major < 18) delete (features as Record<string, unknown>).duo_agent_platform;
  if (version >= "18.6" || major >= 19) features.duo_agent_platform_agentic_chat = { provider: "self_hosted", modelId: stored.id };
  const gatewayUrl = `http://127.0.0.1:${ports.gateway}`;
  return {
    seed: options.seed,
    ports,
    gitlab: {
      version: `${version}-ee`,
      enterprise: true,
      listening: "up",
      host: "127.0.0.1",
      tls: null,
      relativeRoot: "",
      clockOffsetS: 0,
      instanceId,
      headerInstanceId: instanceId,
      signingKey: true,
      secretsReadable: true,
      discovery: "ok",
      keysHost: null,
      healthy: true,
      failingPart: null,
      monitoringAllowed: false,
      sidekiq: "working",
      cable: "ok",
      rateLimited: false,
      selfSign: false,
      outboundFilter: false,
      publicNames: "resolve",
      featureSettingsBroken: false,
      licence: { type: "online_cloud", plan: "ultimate", startedDaysAgo: 120, endsInDays: 245, lastSyncDaysAgo: 0.4, users: 500 },
      addOns: [
        { name: "DUO_ENTERPRISE", purchased: 100, assignedElsewhere: random.between(20, 60), endsInDays: 245 },
        { name: "DUO_CORE", purchased: 500, assignedElsewhere: 0, endsInDays: 245 },
      ],
      users: [
        { id: 1, username: "root", name: "Administrator", admin: true, token: token(), scopes: ["api"], seats: ["DUO_ENTERPRISE"] },
        { id: 2, username: "mira", name: "Mira Novak", admin: false, token: token(), scopes: ["api"], seats: ["DUO_ENTERPRISE"] },
        { id: 3, username: "jon", name: "Jon Berg", admin: false, token: token(), scopes: ["api"], seats: ["DUO_ENTERPRISE"] },
      ],
      projects: [
        { path: "platform/shop", duo: true, visibleTo: "all" },
        { path: "data/reports", duo: true, visibleTo: "all" },
        { path: "web/site", duo: true, visibleTo: "all" },
      ],
      settings: {
        duo_features_enabled: true,
        lock_duo_features_enabled: false,
        instance_level_ai_beta_features_enabled: true,
        disabled_direct_code_suggestions: false,
        silent_mode_enabled: false,
      },
      duo: {
        aiGatewayUrl: gatewayUrl,
        aiGatewayTimeoutSeconds: 60,
        agentUrl: major >= 18 ? `127.0.0.1:${ports.agent}` : null,
        agentSecure: false,
        duoCoreFeaturesEnabled: true,
      },
      models: [stored],
      features,
      missingPrimitives: [],
      cloudToken: "valid",
      cloudAccessData: "valid",
      credits: true,
      billingTermsAccepted: true,
      flows: { executionAllowed: true, foundationalAllowed: true, runner: true },
      trusts: ["public", "site"],
      proxy: "none",
      railsNodes: ["good"],
      billingDefect: false,
      front: "none",
    },
    gateway: {
      release: releaseFor(version),
      listening: "up",
      host: "127.0.0.1",
      tls: null,
      env: {
        AIGW_GITLAB_URL: `http://127.0.0.1:${ports.gitlab}`,
        AIGW_GITLAB_API_URL: `http://127.0.0.1:${ports.gitlab}/api/v4/`,
        AIGW_CUSTOM_MODELS__ENABLED: "true",
        AIGW_SELF_SIGNED_JWT__SIGNING_KEY: tokenKey("gateway-signing").privatePem,
        AIGW_SELF_SIGNED_JWT__VALIDATION_KEY: tokenKey("gateway-validation").privatePem,
      },
      clockOffsetS: 0,
      tokenizer: "there",
      docsDatabase: true,
      replicas: [{ keyCache: "by-fetching" }],
      trusts: ["public", "site"],
      queueMs: 0,
      modelProxy: "none",
      issuerProxy: "none",
      container: { state: "running", exitCode: 0, outOfMemory: false, image: null, ports: { "5052/tcp": true, "8082/tcp": true, "50052/tcp": true }, printed: [] },
    },
    front: null,
    agent: {
      listening: major >= 18 ? "up" : "refused",
      host: "127.0.0.1",
      tls: null,
      env: { AIGW_GITLAB_URL: `http://127.0.0.1:${ports.gitlab}`, DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY: tokenKey("agent-signing").privatePem },
      keys: "by-fetching",
      speaks: "grpc",
      clockOffsetS: 0,
      release: releaseFor(version),
    },
    modelServers: [goodModelServer(1, served, key)],
    cloud: { reachable: "up", modelVendor: "serves" },
    routes: [],
  };
}
