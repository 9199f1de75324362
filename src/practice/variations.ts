import { goodModelServer, goodTls } from "./base.ts";
import { putGitlabBehindTls } from "./faults/gitlab.ts";
import { firstModel, firstServer } from "./faults/model.ts";
import { putFront } from "./faults/network.ts";
import { seededRandom } from "./random.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** A healthy but unusual stack: odd, legal, and without a cause. */
export interface Variation {
  name: string;
  title: string;
  /** Variations of one group exclude each other. */
  group: string | null;
  /** What the bot holds then: no token, any user's, an administrator's; absent = it does not matter. */
  reach?: "none" | "user";
  /** GitLab versions on which it makes sense. */
  onVersion?: string;
  apply(world: World, random: Random): void;
}

const variation = (name: string, title: string, apply: Variation["apply"], more: Partial<Variation> = {}): Variation => ({ name, title, group: null, apply, ...more });

const goOffline = (world: World): void => {
  world.cloud.reachable = "refused";
  if (world.gitlab.licence) world.gitlab.licence.type = "offline_cloud";
  if (!world.gitlab.addOns.some((addOn) => addOn.name === "SELF_HOSTED_DAP")) world.gitlab.addOns.push({ name: "SELF_HOSTED_DAP", purchased: 500, assignedElsewhere: 0, endsInDays: 245 });
  // The documents tell offline sites to use GitLab's own address for the portal too.
  world.gateway.env.AIGW_CUSTOMER_PORTAL_URL = world.gateway.env.AIGW_GITLAB_URL ?? "";
  world.agent.env.DUO_WORKFLOW_AUTH__OIDC_CUSTOMER_PORTAL_URL = world.agent.env.AIGW_GITLAB_URL ?? "";
};

const withoutAgents = (world: World): void => {
  world.gitlab.duo.agentUrl = null;
  world.agent.listening = "refused";
  for (const feature of Object.keys(world.gitlab.features).filter((name) => name.startsWith("duo_agent"))) delete world.gitlab.features[feature];
};

const secondModel = (world: World, used: boolean): void => {
  const model = firstModel(world);
  const id = model.id + 3;
  const served = "codestral-22b-v0.1";
  world.modelServers.push(goodModelServer(2, served, null));
  world.gitlab.models.push({ id, name: "Completions", family: "codestral", identifier: `custom_openai/${served}`, endpoint: `http://127.0.0.1:${world.ports.model2}/v1`, apiKey: null });
  if (used) for (const feature of ["code_completions", "code_generations"]) world.gitlab.features[feature] = { provider: "self_hosted", modelId: id };
};

export const variations: readonly Variation[] = [
  variation("slow-first-word", "The model needs two to eight seconds to its first word.", (world, random) => {
    firstServer(world).firstTokenMs = random.between(2_000, 8_000);
  }, { group: "speed" }),
  variation("leisurely-model", "The model writes ten words a second.", (world) => {
    firstServer(world).tokenMs = 100;
  }, { group: "speed" }),
  variation("fast-model", "The model answers at once.", (world) => Object.assign(firstServer(world), { firstTokenMs: 5, tokenMs: 3 }), { group: "speed" }),
  variation("slow-gateway", "The gateway takes a third of a second for every request.", (world) => {
    world.gateway.queueMs = 330;
  }),
  variation("nginx-before-gateway", "nginx stands in front of the gateway, with the limit on bodies that it comes with.", (world) => putFront(world, { refuses: { status: 413, above: 1_048_576 } }), { group: "gateway-front" }),
  variation("haproxy-before-gateway", "HAProxy stands in front of the gateway.", (world) => putFront(world, { product: "haproxy" }), { group: "gateway-front" }),
  variation("envoy-before-gateway", "Envoy stands in front of the gateway.", (world) => putFront(world, { product: "envoy" }), { group: "gateway-front" }),
  variation("gateway-under-prefix", "The gateway lives under a path that its proxy strips.", (world) => putFront(world, { prefix: { path: "/ai", stripped: true } }), { group: "gateway-front" }),
  variation("gateway-tls-ends-at-proxy", "TLS ends at the proxy in front of the gateway.", (world) => putFront(world, { tls: goodTls() }), { group: "gateway-front" }),
  variation("gateway-with-own-tls", "The gateway itself speaks https with the site's certificate.", (world) => {
    world.gateway.tls = goodTls();
    world.gitlab.duo.aiGatewayUrl = `https://${world.gateway.host}:${world.ports.gateway}`;
  }, { group: "gateway-front" }),
  variation("gateway-named-localhost", "GitLab and gateway share a machine; the URL says localhost.", (world) => {
    world.gitlab.duo.aiGatewayUrl = `http://localhost:${world.ports.gateway}`;
  }, { group: "gateway-front" }),
  variation("gateway-url-with-slash", "The gateway URL ends in a slash.", (world) => {
    world.gitlab.duo.aiGatewayUrl = `http://${world.gateway.host}:${world.ports.gateway}/`;
  }, { group: "gateway-front" }),
  variation("gitlab-behind-tls", "GitLab speaks https with the site's certificate.", (world) => putGitlabBehindTls(world, goodTls())),
  variation("no-admin-token", "The bot holds a plain user's token only.", () => undefined, { group: "reach", reach: "user" }),
  variation("no-token", "The bot holds no token.", () => undefined, { group: "reach", reach: "none" }),
  variation("narrow-token", "The tokens carry read_api and ai_features only.", (world) => {
    for (const user of world.gitlab.users) user.scopes = ["read_api", "ai_features", "read_user"];
  }),
  variation("hybrid-features", "Some features use GitLab's cloud models, and the cloud is reachable.", (world, random) => {
    for (const feature of [random.pick(["summarize_review", "generate_commit_message", "review_merge_request"])]) world.gitlab.features[feature] = { provider: "vendored", modelId: null };
  }),
  variation("offline-licence", "The licence is an offline one, and the site has no internet.", goOffline, { group: "licence" }),
  variation("premium-licence", "The plan is Premium with Duo Enterprise seats.", (world) => {
    if (world.gitlab.licence) world.gitlab.licence.plan = "premium";
  }, { group: "plan" }),
  variation("licence-ends-soon", "The licence ends in nine days.", (world) => {
    if (world.gitlab.licence) world.gitlab.licence.endsInDays = 9;
  }),
  variation("model-without-key", "The model server wants no key and GitLab stores none.", (world) => {
    firstServer(world).key = null;
    firstModel(world).apiKey = null;
  }),
  variation("needless-key", "GitLab stores a key though the model server wants none.", (world) => {
    firstServer(world).key = null;
  }),
  variation("litellm-before-model", "A LiteLLM proxy stands before the model.", (world) => Object.assign(firstServer(world), { flavour: "litellm", version: "1.80.5", metrics: false }), { group: "product" }),
  variation("llama-cpp-server", "The model runs on llama.cpp.", (world) => Object.assign(firstServer(world), { flavour: "llamacpp", version: "b7127-de3ff81", metrics: false, window: 65_536 }), { group: "product" }),
  variation("llama-cpp-without-v1", "llama.cpp, whose endpoint needs no /v1.", (world) => {
    Object.assign(firstServer(world), { flavour: "llamacpp", version: "b7127-de3ff81", metrics: false });
    firstModel(world).endpoint = `http://127.0.0.1:${world.ports.model1}`;
  }, { group: "product" }),
  variation("ollama-server", "The model runs on Ollama with a large window.", (world) => Object.assign(firstServer(world), { flavour: "ollama", version: "0.13.1" }), { group: "product" }),
  variation("tgi-server", "The model runs on TGI.", (world) => Object.assign(firstServer(world), { flavour: "tgi", version: "3.3.6" }), { group: "product" }),
  variation("llama-cpp-ignores-names", "llama.cpp serves under another name than GitLab says and does not care.", (world) => {
    Object.assign(firstServer(world), { flavour: "llamacpp", version: "b7127-de3ff81", metrics: false, served: ["/models/q4.gguf"] });
  }, { group: "product" }),
  variation("two-models", "Completions use a second model on another server.", (world) => secondModel(world, true), { group: "models" }),
  variation("unused-broken-model", "A model that no feature uses points to a server that is long gone.", (world) => {
    secondModel(world, false);
    world.modelServers = world.modelServers.filter((server) => server.id !== 2);
  }, { group: "models" }),
  variation("endpoint-with-slash", "The model endpoint ends in a slash.", (world) => {
    firstModel(world).endpoint += firstModel(world).endpoint.endsWith("/") ? "" : "/";
  }),
  variation("nested-served-name", "The served name holds a slash.", (world) => {
    const name = "mistralai/Mistral-Small-3.2-24B";
    const server = firstServer(world);
    server.served = [...server.served, name];
    firstModel(world).identifier = `custom_openai/${name}`;
  }),
  variation("identifier-without-provider", "The identifier is a bare name, which the gateway takes for custom_openai.", (world) => {
    const model = firstModel(world);
    model.identifier = model.identifier.replace(/^custom_openai\/(?!.*\/)/, "");
  }),
  variation("small-enough-window", "The model's window is small but holds a chat request.", (world) => {
    firstServer(world).window = 32_768;
  }),
  variation("prefill-refused-but-mistral", "The server refuses prefill unless told to continue, and the family makes the gateway say so.", (world) => {
    firstServer(world).refuses = ["prefill"];
    firstModel(world).family = "mistral";
  }),
  variation("metrics-hidden", "The model server shows no metrics.", (world) => {
    firstServer(world).metrics = false;
  }),
  variation("harmless-reasoning", "The model thinks aloud before its final answer, and chat drops what comes before it.", (world) => {
    firstServer(world).writes = "think";
  }),
  variation("stream-without-done", "The model's stream ends without its end mark.", (world) => {
    firstServer(world).stream = "no-done";
  }),
  variation("agents-not-used", "The agent platform is not set up.", withoutAgents, { group: "agents" }),
  variation("agents-with-tls", "The agent service speaks TLS and GitLab knows.", (world) => {
    if (!world.gitlab.duo.agentUrl) return;
    world.agent.tls = goodTls();
    world.gitlab.duo.agentSecure = true;
  }, { group: "agents", onVersion: ">=18.4" }),
  variation("unused-feature-disabled", "A feature that nobody misses is disabled.", (world) => {
    world.gitlab.features.summarize_review = { provider: "disabled", modelId: null };
  }),
  variation("editor-keys-on-gateway-only", "The gateway holds both of its own keys and the portal is out of reach.", (world) => {
    world.routes.push({ from: "gateway", host: "customers.gitlab.com", port: null, to: "refused" });
  }),
  variation("two-gateway-replicas", "Two gateway replicas share the load.", (world) => {
    world.gateway.replicas.push({ keyCache: "by-fetching" });
  }),
  variation("monitoring-allowed", "The bot may read GitLab's health pages.", (world) => {
    world.gitlab.monitoringAllowed = true;
  }),
  variation("small-clock-difference", "GitLab's clock is two seconds ahead.", (world) => {
    world.gitlab.clockOffsetS = 2;
  }),
  variation("seats-almost-used-up", "One Duo seat is left.", (world) => {
    for (const addOn of world.gitlab.addOns.filter((item) => item.name === "DUO_ENTERPRISE")) addOn.assignedElsewhere = addOn.purchased - world.gitlab.users.length - 1;
  }),
  variation("patience-raised", "GitLab waits three minutes for the gateway.", (world) => {
    world.gitlab.duo.aiGatewayTimeoutSeconds = 180;
  }),
  variation("gateway-one-patch-ahead", "GitLab is a few patch releases behind its newest.", (world) => {
    world.gitlab.version = world.gitlab.version.replace(/\.(\d+)-ee$/, (_whole, patch: string) => `.${Math.max(0, Number(patch) - 1)}-ee`);
  }),
];

/** The variation with this name; throws where there is none. */
export function variationNamed(name: string): Variation {
  const found = variations.find((item) => item.name === name);
  if (!found) throw new RangeError(`There is no variation named ${JSON.stringify(name)}.`);
  return found;
}

/** Whether a version fits a condition such as ">=18.4" or "<19.0"; no condition fits all. */
export function fitsVersion(condition: string | undefined, version: string): boolean {
  const match = /^(>=|<)(\d+)\.(\d+)$/.exec(condition ?? "");
  if (!match) return true;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const atLeast = major > Number(match[2]) || (major === Number(match[2]) && minor >= Number(match[3]));
  return match[1] === ">=" ? atLeast : !atLeast;
}

const versions = ["19.3.1", "19.2.3", "19.1.2", "19.0.4", "18.10.3", "18.8.2", "18.5.2", "18.4.3", "17.11.4", "17.10.6"];

/** A healthy stack by seed: a version and one to three variations that go together. */
export function healthyMix(seed: number): { gitlabVersion: string; variations: string[]; reach: "none" | "user" | "admin" } {
  const random = seededRandom(seed * 104_729 + 7);
  const gitlabVersion = random.next() < 0.4 ? "19.3.1" : random.pick(versions);
  const chosen: Variation[] = [];
  const wanted = random.between(1, 3);
  for (let tries = 0; chosen.length < wanted && tries < 40; tries += 1) {
    const candidate = random.pick(variations);
    if (chosen.includes(candidate) || !fitsVersion(candidate.onVersion, gitlabVersion)) continue;
    if (candidate.group !== null && chosen.some((item) => item.group === candidate.group)) continue;
    if (clash(chosen, candidate)) continue;
    chosen.push(candidate);
  }
  return { gitlabVersion, variations: chosen.map((item) => item.name), reach: chosen.find((item) => item.reach)?.reach ?? "admin" };
}

const clashes: [string, string][] = [
  ["offline-licence", "hybrid-features"],
  ["needless-key", "model-without-key"],
  ["identifier-without-provider", "nested-served-name"],
  ["litellm-before-model", "nested-served-name"],
  ["ollama-server", "prefill-refused-but-mistral"],
  ["stream-without-done", "ollama-server"],
];

function clash(chosen: readonly Variation[], candidate: Variation): boolean {
  return clashes.some(([left, right]) => (candidate.name === left && chosen.some((item) => item.name === right)) || (candidate.name === right && chosen.some((item) => item.name === left)));
}
