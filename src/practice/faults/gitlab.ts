import { goodTls } from "../base.ts";
import type { World } from "../world.ts";
import type { Fault } from "./table.ts";

/** Faults of GitLab's own settings and health. */

const fault = (name: string, code: string, title: string, needs: Fault["needs"], apply: (world: World) => void, more: Partial<Fault> = {}): Fault => ({ name, code, hop: "gitlab", title, needs, apply, ...more });

const setUrl = (world: World, url: string | null): void => {
  world.gitlab.duo.aiGatewayUrl = url;
};

/** GitLab behind https with a certificate by the site's authority; the others use it under that address. */
export function putGitlabBehindTls(world: World, tls: World["gitlab"]["tls"]): void {
  world.gitlab.tls = tls;
  for (const env of [world.gateway.env, world.agent.env]) env.AIGW_GITLAB_URL = `https://${world.gitlab.host}:${world.ports.gitlab}`;
}

const pinVersion = (world: World, version: string): void => {
  world.gitlab.version = `${version}-ee`;
  const release = version.split(".").slice(0, 2).join(".");
  world.gateway.release = release;
  world.agent.release = release;
};

const everyUrl = ["gateway-url-not-set", "gateway-url-lost-in-upgrade", "gateway-url-without-scheme", "gateway-url-with-path", "gateway-url-is-loopback", "gateway-url-leads-to-model", "gateway-url-leads-to-gitlab", "gateway-url-leads-elsewhere"];

export const gitlabFaults: readonly Fault[] = [
  fault("gateway-url-not-set", "DT101", "GitLab has no gateway URL.", "admin", (world) => setUrl(world, null), { conflictsWith: everyUrl }),
  fault("gateway-url-lost-in-upgrade", "DT102", "An upgrade lost the gateway URL and the agent platform URL.", "admin", (world) => {
    setUrl(world, null);
    world.gitlab.duo.agentUrl = null;
    if (!/^19\.[234]\./.test(world.gitlab.version)) pinVersion(world, "19.2.0");
  }, { conflictsWith: everyUrl }),
  fault("gateway-url-without-scheme", "DT103", "The gateway URL lacks http:// or https://.", "admin", (world) => setUrl(world, `aigw.example.internal:${world.ports.gateway}`), { conflictsWith: everyUrl }),
  fault("gateway-url-with-path", "DT104", "The gateway URL ends in /v1.", "admin", (world) => setUrl(world, `http://${world.gateway.host}:${world.ports.gateway}/v1`), { conflictsWith: everyUrl }),
  fault("gateway-url-is-loopback", "DT105", "The gateway URL points GitLab to itself; the gateway runs on another address.", "admin", (world) => {
    world.gateway.host = "127.0.0.2";
    world.agent.host = "127.0.0.2";
    if (world.gitlab.duo.agentUrl) world.gitlab.duo.agentUrl = `127.0.0.2:${world.ports.agent}`;
    setUrl(world, `http://localhost:${world.ports.gateway}`);
  }, { conflictsWith: everyUrl }),
  fault("gateway-url-leads-to-model", "DT106", "The gateway URL is the address of the model server.", "none", (world) => setUrl(world, `http://127.0.0.1:${world.ports.model1}`), { conflictsWith: everyUrl }),
  fault("gateway-url-leads-to-gitlab", "DT107", "The gateway URL is GitLab's own address.", "none", (world) => setUrl(world, `${world.gitlab.tls ? "https" : "http"}://${world.gitlab.host}:${world.ports.gitlab}`), { conflictsWith: everyUrl }),
  fault("gateway-url-leads-elsewhere", "DT108", "The gateway URL leads to another web site.", "none", (world) => {
    world.front = { host: "127.0.0.1", tls: null, backend: "up", product: "nginx", buffers: false, readTimeoutMs: 60_000, cutsStreamAfterMs: null, strips: [], prefix: null, login: "none", refuses: null, redirects: null, otherSite: true };
    setUrl(world, `http://127.0.0.1:${world.ports.front}`);
  }, { conflictsWith: everyUrl, brings: { gatewayUrl: true } }),
  fault("outbound-filter-blocks-gateway", "DT110", "GitLab's outbound request filter blocks the gateway's private address.", "admin", (world) => {
    world.gitlab.outboundFilter = true;
  }),
  fault("public-names-do-not-resolve", "DT112", "The GitLab host cannot resolve public names, so its health check hangs.", "admin", (world) => {
    world.gitlab.publicNames = "hang";
  }),
  fault("token-signing-key-missing", "DT120", "GitLab has no key to sign tokens with.", "none", (world) => {
    world.gitlab.signingKey = false;
  }),
  fault("synced-token-expired", "DT121", "The token synced from the customer portal has expired while one feature uses a cloud model.", "admin", (world) => {
    world.gitlab.features.summarize_review = { provider: "vendored", modelId: null };
    world.gitlab.cloudToken = "expired";
  }),
  fault("gitlab-clock-ahead", "DT122", "GitLab's clock is two minutes ahead.", "user", (world) => {
    world.gitlab.clockOffsetS = 120;
  }),
  fault("gitlab-clock-behind", "DT122", "GitLab's clock is two hours behind.", "user", (world) => {
    world.gitlab.clockOffsetS = -7_200;
  }),
  fault("instance-id-mismatch", "DT123", "GitLab sends another instance id than its tokens name.", "user", (world) => {
    world.gitlab.headerInstanceId = "0b3c7a52-6f7d-4d0c-9d3a-1b2c3d4e5f60";
  }),
  fault("sidekiq-stopped", "DT130", "Sidekiq works off no jobs.", "admin", (world) => {
    world.gitlab.sidekiq = "stopped";
  }),
  fault("rails-nodes-differ", "DT131", "One of two Rails nodes cannot reach the gateway.", "user", (world) => {
    world.gitlab.railsNodes = ["good", "cut-off"];
  }),
  fault("silent-mode-on", "DT132", "Silent Mode is on.", "admin", (world) => {
    world.gitlab.settings.silent_mode_enabled = true;
  }),
  fault("gitlab-limits-requests", "DT133", "GitLab answers this user's Duo requests with 429.", "user", (world) => {
    world.gitlab.rateLimited = true;
  }),
  fault("feature-settings-broken", "DT134", "GitLab 18.4.0 cannot read its AI feature settings.", "admin", (world) => {
    pinVersion(world, "18.4.0");
    world.gitlab.featureSettingsBroken = true;
  }, { conflictsWith: ["billing-call-rejects-completions", "gitlab-too-old"] }),
  fault("billing-call-rejects-completions", "DT135", "GitLab 19.4.1 refuses completions because its own billing call is rejected.", "user", (world) => {
    pinVersion(world, "19.4.1");
    world.gitlab.billingDefect = true;
  }, { conflictsWith: ["feature-settings-broken", "gitlab-too-old"] }),
  fault("self-sign-switch-left-on", "DT142", "The test switch for self-signed tokens is still set.", "admin", (world) => {
    world.gitlab.selfSign = true;
  }),
  fault("direct-connections-disabled", "DT143", "Direct connections of editors are switched off.", "user", (world) => {
    world.gitlab.settings.disabled_direct_code_suggestions = true;
  }),
  fault("gitlab-down", "DT150", "GitLab's web server is down.", "none", (world) => {
    world.gitlab.listening = "refused";
  }),
  fault("gitlab-answers-502", "DT151", "GitLab's web server answers 502 for every page.", "none", (world) => {
    world.gitlab.healthy = false;
  }),
  fault("gitlab-database-failing", "DT151", "GitLab's readiness check says that the database fails.", "none", (world) => {
    world.gitlab.monitoringAllowed = true;
    world.gitlab.failingPart = "db_check";
  }),
  fault("gitlab-too-old", "DT152", "GitLab is older than the versions that are known.", "user", (world) => pinVersion(world, "17.4.2"), { conflictsWith: ["feature-settings-broken", "billing-call-rejects-completions"] }),
  fault("gitlab-secrets-undecryptable", "DT153", "GitLab cannot decrypt its stored secrets.", "user", (world) => {
    world.gitlab.secretsReadable = false;
  }),
  fault("gitlab-certificate-expired", "DT154", "GitLab's certificate has expired.", "none", (world) => putGitlabBehindTls(world, { ...goodTls(), fromDays: -400, toDays: -6 })),
  fault("gitlab-certificate-name", "DT154", "GitLab's certificate is for another name.", "none", (world) => putGitlabBehindTls(world, goodTls(["gitlab.old.example"]))),
];
