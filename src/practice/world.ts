/**
 * The practice world: a plain description of one stack. Faults and variations change this description and nothing else; the simulated
 * servers read it, so every consequence follows by simulation.
 */

/** What a client that connects to a listener meets. */
export type Listening = "up" | "refused" | "dropped" | "reset";

/** Who signed a certificate: an authority that everybody knows, the site's own, one that nobody trusts, an inspecting device, itself. */
export type Authority = "public" | "site" | "stranger" | "inspector" | "self";

export interface TlsWorld {
  authority: Authority;
  names: string[];
  fromDays: number;
  toDays: number;
  /** False: the intermediate is not sent along. */
  wholeChain: boolean;
  minVersion?: "TLSv1" | "TLSv1.2" | "TLSv1.3";
  maxVersion?: "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  wantsClientCertificate?: boolean;
}

/** How one party sees an address. `host` and `port` as written in the setting; port null = every port. */
export interface RouteWorld {
  from: "gitlab" | "sidekiq" | "gateway" | "agent";
  host: string;
  port: number | null;
  to: { host: string; port: number } | "refused" | "dropped" | "reset" | "unresolved";
}

/** A self-hosted model as GitLab has it stored. */
export interface StoredModel {
  id: number;
  name: string;
  family: string;
  identifier: string;
  endpoint: string;
  apiKey: string | null;
}

export type FeatureProvider = "self_hosted" | "vendored" | "disabled" | "unassigned";

export interface AddOnWorld {
  name: "CODE_SUGGESTIONS" | "DUO_ENTERPRISE" | "DUO_CORE" | "SELF_HOSTED_DAP";
  purchased: number;
  /** Seats that people outside `users` hold. */
  assignedElsewhere: number;
  /** Relative to now. */
  endsInDays: number;
}

export interface UserWorld {
  id: number;
  username: string;
  name: string;
  admin: boolean;
  token: string;
  scopes: string[];
  seats: AddOnWorld["name"][];
}

export interface LicenceWorld {
  type: "online_cloud" | "offline_cloud" | "license_file";
  plan: "premium" | "ultimate";
  startedDaysAgo: number;
  endsInDays: number;
  lastSyncDaysAgo: number;
  users: number;
}

export interface GitlabWorld {
  version: string;
  enterprise: boolean;
  listening: Listening;
  host: string;
  tls: TlsWorld | null;
  /** External URL path, for example "/gitlab". */
  relativeRoot: string;
  clockOffsetS: number;
  instanceId: string;
  /** What the X-Gitlab-Instance-Id header holds; differs from the token's claim after a clone. */
  headerInstanceId: string;
  signingKey: boolean;
  secretsReadable: boolean;
  /** What /.well-known/openid-configuration answers. */
  discovery: "ok" | "html" | "login-redirect" | "without-keys-address";
  /** Host that `jwks_uri` names, where it is not the external one. */
  keysHost: string | null;
  healthy: boolean;
  failingPart: string | null;
  monitoringAllowed: boolean;
  sidekiq: "working" | "stopped";
  cable: "ok" | "stripped";
  rateLimited: boolean;
  selfSign: boolean;
  outboundFilter: boolean;
  publicNames: "resolve" | "hang";
  featureSettingsBroken: boolean;
  licence: LicenceWorld | null;
  addOns: AddOnWorld[];
  users: UserWorld[];
  projects: { path: string; duo: boolean; visibleTo: "all" | "admins" }[];
  settings: {
    duo_features_enabled: boolean;
    lock_duo_features_enabled: boolean;
    instance_level_ai_beta_features_enabled: boolean;
    disabled_direct_code_suggestions: boolean;
    silent_mode_enabled: boolean;
  };
  duo: {
    aiGatewayUrl: string | null;
    aiGatewayTimeoutSeconds: number;
    agentUrl: string | null;
    agentSecure: boolean;
    duoCoreFeaturesEnabled: boolean;
  };
  models: StoredModel[];
  features: Record<string, { provider: FeatureProvider; modelId: number | null }>;
  /** Feature names missing from the list of unit primitives that this release offers to self-hosted models. */
  missingPrimitives: string[];
  cloudToken: "valid" | "expired" | "missing";
  cloudAccessData: "valid" | "stale" | "missing";
  credits: boolean;
  billingTermsAccepted: boolean;
  flows: { executionAllowed: boolean; foundationalAllowed: boolean; runner: boolean };
  trusts: Authority[];
  proxy: "none" | "squid";
  railsNodes: ("good" | "cut-off")[];
  billingDefect: boolean;
  front: "none" | "nginx";
}

/** The gateway's environment: variable names as the product has them. */
export type Environment = Record<string, string>;

export interface GatewayReplica {
  /** What its key cache got when it was filled: real keys, nothing, or keys that GitLab has replaced since. */
  keyCache: "by-fetching" | "empty" | "outdated";
}

/** The gateway's container as its runtime shows it. */
export interface ContainerWorld {
  /** `absent`: it could not even be created. */
  state: "running" | "exited" | "restarting" | "absent";
  exitCode: number;
  outOfMemory: boolean;
  /** Absent: the self-hosted image of the gateway's release. */
  image: string | null;
  /** Ports that its image names, and whether each is published. */
  ports: Record<string, boolean>;
  /** What it, or the runtime in its place, printed instead of a log. */
  printed: string[];
}

export interface GatewayWorld {
  release: string;
  listening: Listening;
  host: string;
  tls: TlsWorld | null;
  env: Environment;
  clockOffsetS: number;
  /** Whether the code routes find their tokenizer; `locked`: its folder belongs to somebody else; `no-space`: /tmp cannot be written, which it needs as well. */
  tokenizer: "there" | "missing" | "locked" | "no-space";
  docsDatabase: boolean;
  replicas: GatewayReplica[];
  trusts: Authority[];
  /** Milliseconds that every request waits for the one busy worker. */
  queueMs: number;
  /** A forward proxy that the model leg is sent through. */
  modelProxy: "none" | "refuses";
  /** The same for its calls of GitLab. */
  issuerProxy: "none" | "refuses";
  container: ContainerWorld;
}

/** A reverse proxy in front of the gateway, on its own port. */
export interface FrontWorld {
  host: string;
  tls: TlsWorld | null;
  /** `unchecked`: the backend runs, and the proxy's own check of it asks the wrong thing. */
  backend: "up" | "down" | "unchecked";
  product: "nginx" | "haproxy" | "envoy";
  buffers: boolean;
  /** Cuts a request after that many milliseconds of silence from the gateway; 504 where nothing was sent yet. */
  readTimeoutMs: number;
  /** Ends a streamed answer after that many milliseconds, whatever comes. */
  cutsStreamAfterMs: number | null;
  strips: string[];
  prefix: { path: string; stripped: boolean } | null;
  login: "none" | "page" | "redirect" | "basic";
  refuses: { status: number; above: number } | null;
  redirects: { status: number; to: "https" | "slash" } | null;
  otherSite: boolean;
}

export type Refusal = "system" | "prefill" | "stop" | "stream_options" | "alternate" | "unknown-fields" | "max_tokens" | "tool_choice_any" | "temperature";

/** A fixed answer of the model server to chat requests, whatever was asked. */
export interface CannedAnswer {
  status: number;
  headers: [string, string][];
  body: string;
}

export interface ModelServerWorld {
  id: number;
  listening: Listening;
  host: string;
  tls: TlsWorld | null;
  flavour: "vllm" | "llamacpp" | "litellm" | "ollama" | "tgi";
  version: string;
  served: string[];
  key: string | null;
  window: number;
  firstTokenMs: number;
  tokenMs: number;
  /** Milliseconds that a second request waits behind the first; above 0 the metrics show a queue. */
  queueMs: number;
  waiting: number;
  template: boolean;
  refuses: Refusal[];
  tools: "ok" | "off" | "as-text";
  writes: "answer" | "plain" | "think" | "think-only" | "reasoning-only" | "nothing" | "action" | "rambling";
  /** Every chat request gets this. */
  canned: CannedAnswer | null;
  /** Which chat requests get it. */
  cannedFor: "all" | "streams" | "plain";
  /** Only the chat route is spoilt, or whatever is asked (a broken proxy in front). */
  cannedOn: "chat" | "every-route";
  /** Health routes answer this status. */
  health: number;
  stream: "ok" | "json" | "burst" | "cut" | "reset" | "stall" | "error-event" | "error-first" | "bad-json" | "done-only" | "no-done" | "no-finish" | "reset-first" | "html" | "empty";
  /** `hang`: takes the request and never answers; `drop`: cuts after the request; `half`: every second request. */
  silence: "none" | "hang" | "drop" | "half";
  loading: boolean;
  silentTruncation: boolean;
  /** Reported as prompt tokens; null = an estimate from the length. */
  promptTokens: number | null;
  metrics: boolean;
}

export interface AgentWorld {
  listening: Listening;
  host: string;
  tls: TlsWorld | null;
  env: Environment;
  keys: "by-fetching" | "outdated";
  speaks: "grpc" | "http1";
  clockOffsetS: number;
  release: string;
}

export interface World {
  seed: number;
  ports: Record<PortName, number>;
  gitlab: GitlabWorld;
  gateway: GatewayWorld;
  front: FrontWorld | null;
  agent: AgentWorld;
  modelServers: ModelServerWorld[];
  /** GitLab's cloud: customers portal, cloud connector, cloud agent service. */
  cloud: { reachable: "up" | "refused" | "dropped"; modelVendor: "serves" | "no-access" | "no-form" };
  routes: RouteWorld[];
}

export const portNames = ["gitlab", "gateway", "gatewayMetrics", "front", "agent", "cloud", "forwardProxy", "passingProxy", "spare", "refused", "reset", "dropped", "model1", "model2", "model3"] as const;
export type PortName = (typeof portNames)[number];

/** Port of the model server with this id (1 to 3). */
export function modelPort(world: World, id: number): number {
  return world.ports[`model${id}` as PortName];
}

/** The first release numbers of a version: [19, 3]. */
export function minorOf(version: string): [number, number] {
  const [major = "0", minor = "0"] = version.split(".");
  return [Number(major), Number(minor)];
}

/** Whether `version` is at least `major.minor`. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor, ownMinor] = minorOf(version);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
