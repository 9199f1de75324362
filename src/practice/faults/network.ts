import { goodTls } from "../base.ts";
import type { FrontWorld, TlsWorld, World } from "../world.ts";
import type { Fault } from "./table.ts";

/** Faults of the way from GitLab to the gateway: names, routes, TLS, proxies. */

const others: string[] = [];
const fault = (name: string, code: string, title: string, needs: Fault["needs"], apply: (world: World) => void, more: Partial<Fault> = {}): Fault => {
  others.push(name);
  return { name, code, hop: "gitlab-to-gateway", title, needs, apply, conflictsWith: others, ...more };
};

/** Puts a reverse proxy in front of the gateway; GitLab and worker use its address. */
export function putFront(world: World, change: Partial<FrontWorld> = {}): void {
  world.front = { host: "127.0.0.1", tls: null, backend: "up", product: "nginx", buffers: false, readTimeoutMs: 120_000, cutsStreamAfterMs: null, strips: [], prefix: null, login: "none", refuses: null, redirects: null, otherSite: false, ...change };
  const scheme = world.front.tls ? "https" : "http";
  world.gitlab.duo.aiGatewayUrl = `${scheme}://${world.front.host}:${world.ports.front}${world.front.prefix?.path ?? ""}`;
}

const secureGateway = (world: World, tls: TlsWorld): void => {
  world.gateway.tls = tls;
  world.gateway.env.AIGW_FASTAPI__TLS__ENABLED = "true";
  world.gitlab.duo.aiGatewayUrl = `https://${world.gateway.host}:${world.ports.gateway}`;
};

const fromGitlab = (world: World, to: "refused" | "dropped" | "reset"): void => {
  for (const host of ["127.0.0.1", "localhost"]) world.routes.push({ from: "gitlab", host, port: world.ports.gateway, to });
};

export const networkFaults: readonly Fault[] = [
  fault("gateway-name-unresolved", "DT501", "The name in the gateway URL does not exist.", "admin", (world) => {
    world.gitlab.duo.aiGatewayUrl = `http://aigw.prod.invalid:${world.ports.gateway}`;
  }),
  fault("gateway-traffic-dropped", "DT503", "A firewall drops GitLab's packets to the gateway.", "admin", (world) => fromGitlab(world, "dropped")),
  fault("gateway-https-to-plain-port", "DT504", "GitLab speaks https to a gateway that speaks http.", "admin", (world) => {
    world.gitlab.duo.aiGatewayUrl = `https://${world.gateway.host}:${world.ports.gateway}`;
  }),
  fault("gateway-http-to-tls-port", "DT504", "GitLab speaks http to a gateway that speaks https.", "admin", (world) => {
    secureGateway(world, goodTls());
    world.gitlab.duo.aiGatewayUrl = `http://${world.gateway.host}:${world.ports.gateway}`;
  }),
  fault("gateway-url-has-metrics-port", "DT505", "The gateway URL names the metrics port.", "admin", (world) => {
    world.gitlab.duo.aiGatewayUrl = `http://${world.gateway.host}:${world.ports.gatewayMetrics}`;
  }),
  fault("gateway-url-has-agent-port", "DT505", "The gateway URL names the agent service's port.", "admin", (world) => {
    world.gitlab.duo.aiGatewayUrl = `http://${world.gateway.host}:${world.ports.agent}`;
  }),
  fault("gateway-tls-too-old", "DT506", "The gateway's TLS ends at version 1.1.", "admin", (world) => secureGateway(world, { ...goodTls(), minVersion: "TLSv1", maxVersion: "TLSv1.1" })),
  fault("gateway-certificate-self-signed", "DT510", "The gateway's certificate is self-signed.", "admin", (world) => secureGateway(world, { ...goodTls(), authority: "self" })),
  fault("gateway-certificate-unknown-authority", "DT510", "GitLab does not know the authority of the gateway's certificate.", "admin", (world) => secureGateway(world, { ...goodTls(), authority: "stranger" })),
  fault("gateway-certificate-chain-incomplete", "DT510", "The gateway does not send its intermediate certificate.", "admin", (world) => secureGateway(world, { ...goodTls(), wholeChain: false })),
  fault("gateway-certificate-expired", "DT511", "The gateway's certificate has expired.", "admin", (world) => secureGateway(world, { ...goodTls(), fromDays: -380, toDays: -15 })),
  fault("gateway-certificate-name-mismatch", "DT512", "The gateway's certificate is for another name.", "admin", (world) => secureGateway(world, goodTls(["aigw.example.com"]))),
  fault("tls-inspected", "DT513", "An inspecting device re-signs the connection to the gateway.", "admin", (world) => secureGateway(world, { ...goodTls(), authority: "inspector" })),
  fault("gitlab-proxy-without-exception", "DT520", "GitLab sends requests for the gateway to a forward proxy.", "user", (world) => {
    world.gitlab.proxy = "squid";
  }),
  fault("proxy-backend-down-nginx", "DT521", "nginx in front of the gateway gets no answer from it.", "none", (world) => {
    putFront(world, { backend: "down" });
    world.gateway.listening = "refused";
  }),
  fault("proxy-backend-down-haproxy", "DT521", "HAProxy in front of the gateway has no server left.", "none", (world) => {
    putFront(world, { backend: "down", product: "haproxy" });
    world.gateway.listening = "refused";
  }),
  fault("load-balancer-health-check-wrong", "DT525", "HAProxy has taken a healthy gateway out of service, because its check asks for what only a token may see.", "none", (world) => putFront(world, { backend: "unchecked", product: "haproxy" })),
  fault("gateway-proxy-buffers", "DT522", "The proxy in front of the gateway delivers streams in one piece.", "model", (world) => putFront(world, { buffers: true }), { brings: { deep: true } }),
  fault("gateway-proxy-cuts", "DT523", "The proxy in front of the gateway ends requests after five silent seconds.", "admin", (world) => {
    putFront(world, { readTimeoutMs: 5_000 });
    for (const server of world.modelServers) server.firstTokenMs = 9_000;
  }),
  fault("gateway-proxy-cuts-streams", "DT523", "The proxy in front of the gateway ends every answer five seconds after it began.", "model", (world) => {
    putFront(world, { cutsStreamAfterMs: 5_000, product: "haproxy" });
    for (const server of world.modelServers) server.tokenMs = 220;
  }, { brings: { deep: true } }),
  fault("proxy-strips-authorization", "DT524", "A proxy removes the Authorization header.", "none", (world) => putFront(world, { strips: ["authorization"] })),
  fault("proxy-strips-token-type", "DT524", "A proxy removes X-Gitlab-Authentication-Type.", "none", (world) => putFront(world, { strips: ["x-gitlab-authentication-type"] })),
  fault("proxy-strips-realm", "DT524", "A proxy removes X-Gitlab-Realm.", "user", (world) => putFront(world, { strips: ["x-gitlab-realm"] })),
  fault("path-prefix-not-stripped", "DT526", "The proxy passes its path prefix on to the gateway.", "none", (world) => putFront(world, { prefix: { path: "/ai", stripped: false } })),
  fault("login-page-before-gateway", "DT527", "A login page answers in place of the gateway.", "none", (world) => putFront(world, { login: "page" })),
  fault("login-redirect-before-gateway", "DT527", "Requests to the gateway are sent to a login server.", "none", (world) => putFront(world, { login: "redirect" })),
  fault("basic-auth-before-gateway", "DT527", "The proxy in front of the gateway wants a password.", "none", (world) => putFront(world, { login: "basic" })),
  fault("cloud-egress-missing", "DT529", "GitLab cannot reach the cloud services that its online licence needs for billing.", "admin", (world) => {
    world.cloud.reachable = "refused";
  }, { onVersion: ">=18.9" }),
  fault("gateway-connection-reset", "DT530", "Something accepts connections to the gateway and resets them.", "admin", (world) => {
    world.gateway.listening = "reset";
  }),
  fault("proxy-refuses-post", "DT531", "A filter before the gateway refuses every POST with 403.", "none", (world) => putFront(world, { refuses: { status: 403, above: -1 } })),
  fault("proxy-refuses-large-bodies", "DT531", "A proxy refuses bodies above 256 bytes with 413.", "none", (world) => putFront(world, { refuses: { status: 413, above: 256 } })),
  fault("redirect-before-gateway", "DT532", "Requests are redirected to another port.", "none", (world) => putFront(world, { redirects: { status: 301, to: "https" } })),
  fault("gateway-wants-client-certificate", "DT533", "The TLS listener before the gateway wants a client certificate.", "none", (world) => secureGateway(world, { ...goodTls(), wantsClientCertificate: true })),
];
