import { goodTls } from "../base.ts";
import { otherGitlab } from "../cloud.ts";
import type { World } from "../world.ts";
import { putGitlabBehindTls } from "./gitlab.ts";
import { metricsPortTaken, stopContainer } from "./start-up.ts";
import type { Fault } from "./table.ts";

/** Faults of the gateway's process, settings and keys, and of its way to GitLab. */

const fault = (name: string, code: string, title: string, needs: Fault["needs"], apply: (world: World) => void, more: Partial<Fault> = {}): Fault => ({ name, code, hop: code >= "DT240" && code < "DT260" ? "gateway-to-gitlab" : "gateway", title, needs, apply, ...more });

const setEnv = (world: World, name: string, value: string | undefined): void => {
  if (value === undefined) delete world.gateway.env[name];
  else world.gateway.env[name] = value;
};

/** Keeps the gateway from having keys of its own, as in a plain install. */
const withoutOwnKeys = (world: World): void => {
  setEnv(world, "AIGW_SELF_SIGNED_JWT__SIGNING_KEY", undefined);
  setEnv(world, "AIGW_SELF_SIGNED_JWT__VALIDATION_KEY", undefined);
};

const fromGateway = (world: World, to: "refused" | "dropped" | "unresolved"): void => {
  world.routes.push({ from: "gateway", host: world.gitlab.host, port: world.ports.gitlab, to });
};

const issuer = ["issuer-url-unset", "issuer-wrong-instance", "issuer-through-proxy", "issuer-name-unresolved", "issuer-refused", "issuer-dropped", "issuer-certificate-untrusted", "discovery-is-html", "discovery-behind-login", "discovery-without-keys-address", "keys-address-unreachable", "gitlab-under-relative-url", "key-cache-empty", "key-cache-outdated", "one-replica-has-bad-keys"];
// Where no token is checked, nothing comes of what would make it refused.
const unfelt = [...issuer, "token-audience-mismatch", "token-lacks-scope", "gateway-clock-ahead", "gateway-clock-behind", "gitlab-clock-ahead"];

export const gatewayFaults: readonly Fault[] = [
  fault("gateway-down", "DT201", "The gateway does not run.", "none", (world) => {
    stopContainer(world, { state: "exited", exitCode: 0 });
  }),
  fault("gateway-process-down-agent-alive", "DT203", "The HTTP half of the gateway died on a taken metrics port; the agent service lives.", "none", (world) => {
    world.gateway.listening = "refused";
    world.gateway.container.printed = metricsPortTaken;
  }),
  fault("tokenizer-folder-locked", "DT213", "The gateway may not write its tokenizer's folder, so code routes crash.", "user", (world) => {
    world.gateway.tokenizer = "locked";
  }, { conflictsWith: ["tokenizer-missing"] }),
  fault("gateway-tmp-not-writable", "DT212", "The gateway's /tmp is read-only, so code routes crash.", "user", (world) => {
    world.gateway.tokenizer = "no-space";
  }, { conflictsWith: ["tokenizer-missing", "tokenizer-folder-locked"] }),
  fault("gateway-model-timeout-too-low", "DT226", "The gateway waits two seconds for a model that needs seven.", "model", (world) => {
    setEnv(world, "AIGW_DUO_CHAT__MODEL_REQUEST_TIMEOUT", "2");
    for (const server of world.modelServers) server.firstTokenMs = 7_000;
  }, { brings: { deep: true } }),
  fault("tokenizer-missing", "DT214", "The tokenizer is missing, so code routes crash.", "user", (world) => {
    world.gateway.tokenizer = "missing";
  }),
  fault("gateway-overloaded", "DT216", "The gateway's only worker is busy; every request waits for seconds.", "none", (world) => {
    world.gateway.queueMs = 1_600;
  }),
  fault("auth-bypass-left-on", "DT220", "Authentication is bypassed.", "none", (world) => setEnv(world, "AIGW_AUTH__BYPASS_EXTERNAL", "true"), { conflictsWith: unfelt }),
  fault("custom-models-disabled", "DT221", "Custom models are switched off in the gateway.", "admin", (world) => setEnv(world, "AIGW_CUSTOM_MODELS__ENABLED", "false")),
  fault("mock-mode-left-on", "DT223", "The gateway answers with mock texts.", "user", (world) => setEnv(world, "AIGW_MOCK_MODEL_RESPONSES", "true")),
  fault("request-logging-left-on", "DT224", "The gateway shows and logs request contents.", "none", (world) => setEnv(world, "AIGW_LOGGING__ENABLE_REQUEST_LOGGING", "true")),
  fault("extra-headers-override-key", "DT227", "Extra headers of the gateway replace the model's key.", "admin", (world) => setEnv(world, "AIGW_CUSTOM_MODELS__EXTRA_HEADERS", '{"Authorization": "Bearer none"}')),
  fault("streaming-disabled-by-setting", "DT229", "Streaming from models is switched off in the gateway.", "model", (world) => setEnv(world, "AIGW_CUSTOM_MODELS__DISABLE_STREAMING", "true"), { brings: { deep: true } }),
  fault("issuer-url-unset", "DT240", "The gateway does not know its GitLab and asks gitlab.com.", "user", (world) => setEnv(world, "AIGW_GITLAB_URL", undefined), { conflictsWith: issuer }),
  fault("issuer-wrong-instance", "DT241", "The gateway trusts an older GitLab of the same site.", "user", (world) => setEnv(world, "AIGW_GITLAB_URL", `https://${otherGitlab}`), { conflictsWith: issuer }),
  fault("issuer-through-proxy", "DT245", "The gateway sends its requests for GitLab to a proxy that does not pass them on.", "user", (world) => {
    setEnv(world, "HTTP_PROXY", `http://127.0.0.1:${world.ports.forwardProxy}`);
    world.gateway.issuerProxy = "refuses";
  }, { conflictsWith: issuer }),
  fault("issuer-name-unresolved", "DT242", "The gateway cannot resolve GitLab's name.", "user", (world) => setEnv(world, "AIGW_GITLAB_URL", "http://gitlab.corp.invalid"), { conflictsWith: issuer }),
  fault("issuer-refused", "DT243", "The gateway's connections to GitLab are refused, and it has no other key.", "none", (world) => {
    fromGateway(world, "refused");
    withoutOwnKeys(world);
    world.cloud.reachable = "refused";
    if (world.gitlab.licence) world.gitlab.licence.type = "offline_cloud";
    world.gitlab.addOns.push({ name: "SELF_HOSTED_DAP", purchased: 100, assignedElsewhere: 0, endsInDays: 245 });
  }, { conflictsWith: issuer }),
  fault("issuer-dropped", "DT243", "The gateway's packets to GitLab are dropped.", "none", (world) => fromGateway(world, "dropped"), { conflictsWith: issuer }),
  fault("issuer-certificate-untrusted", "DT244", "The gateway does not trust GitLab's certificate.", "user", (world) => {
    putGitlabBehindTls(world, goodTls());
    world.gateway.trusts = ["public"];
  }, { conflictsWith: issuer }),
  fault("discovery-is-html", "DT246", "GitLab's discovery address answers a page.", "none", (world) => {
    world.gitlab.discovery = "html";
  }, { conflictsWith: issuer }),
  fault("discovery-behind-login", "DT246", "GitLab's discovery address redirects to a login.", "none", (world) => {
    world.gitlab.discovery = "login-redirect";
  }, { conflictsWith: issuer }),
  fault("discovery-without-keys-address", "DT247", "GitLab's discovery document names no key address.", "none", (world) => {
    world.gitlab.discovery = "without-keys-address";
  }, { conflictsWith: issuer }),
  fault("keys-address-unreachable", "DT248", "The key address that GitLab publishes has a name that does not resolve.", "none", (world) => {
    world.gitlab.keysHost = "gitlab-external.invalid";
  }, { conflictsWith: issuer }),
  fault("gitlab-under-relative-url", "DT249", "GitLab lives under a path, which the gateway drops.", "none", (world) => {
    world.gitlab.relativeRoot = "/gitlab";
    setEnv(world, "AIGW_GITLAB_URL", `http://${world.gitlab.host}:${world.ports.gitlab}/gitlab`);
  }, { conflictsWith: issuer }),
  fault("key-cache-empty", "DT250", "The gateway keeps an empty key list from a time when GitLab was down.", "none", (world) => {
    world.gateway.replicas = [{ keyCache: "empty" }];
  }, { conflictsWith: issuer }),
  fault("key-cache-outdated", "DT251", "The gateway keeps keys that GitLab has replaced.", "user", (world) => {
    world.gateway.replicas = [{ keyCache: "outdated" }];
  }, { conflictsWith: issuer }),
  fault("one-replica-has-bad-keys", "DT252", "One of two gateway replicas has no keys.", "none", (world) => {
    world.gateway.replicas = [{ keyCache: "by-fetching" }, { keyCache: "empty" }];
  }, { conflictsWith: issuer }),
  fault("customer-portal-unreachable", "DT253", "The gateway's packets to the customer portal are dropped, so its first answer takes long.", "none", (world) => {
    world.routes.push({ from: "gateway", host: "customers.gitlab.com", port: null, to: "dropped" });
  }),
  fault("gateway-clock-behind", "DT255", "The gateway's clock is two minutes behind.", "user", (world) => {
    world.gateway.clockOffsetS = -120;
  }),
  fault("gateway-clock-ahead", "DT255", "The gateway's clock is two hours ahead.", "user", (world) => {
    world.gateway.clockOffsetS = 7_200;
  }),
  fault("token-audience-mismatch", "DT256", "The gateway expects tokens for another service.", "user", (world) => setEnv(world, "AIGW_CLOUD_CONNECTOR_SERVICE_NAME", "gitlab-ai-gateway-prod")),
  fault("user-token-key-missing", "DT257", "The gateway has no key to sign editors' tokens.", "user", withoutOwnKeys),
  fault("user-token-key-malformed", "DT258", "The gateway's signing key lost its line breaks.", "user", (world) => {
    for (const name of ["AIGW_SELF_SIGNED_JWT__SIGNING_KEY", "AIGW_SELF_SIGNED_JWT__VALIDATION_KEY"]) setEnv(world, name, (world.gateway.env[name] ?? "").replaceAll("\n", "\\n"));
  }),
  fault("gateway-older-than-gitlab", "DT270", "The gateway is several releases older than GitLab.", "user", (world) => {
    world.gateway.release = "18.5";
    world.agent.release = "18.5";
  }, { onVersion: ">=19.0" }),
  fault("gateway-newer-than-gitlab", "DT271", "The gateway is several releases newer than GitLab.", "user", (world) => {
    world.gateway.release = "19.3";
    world.agent.release = "19.3";
  }, { onVersion: "<19.0" }),
];
