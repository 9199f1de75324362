import type { KeyObject } from "node:crypto";
import { startAgentService } from "./agent-service/server.ts";
import { healthyWorld, prepareTokenKeys, tokenKey } from "./base.ts";
import { cloudHandler, cloudNames } from "./cloud.ts";
import { faultNamed } from "./faults/table.ts";
import type { Fault } from "./faults/table.ts";
import { forwardProxyHandler, frontHandler, passingProxyHandler } from "./front.ts";
import { containerTexts, frontLog } from "./gateway/container.ts";
import type { GatewayContext } from "./gateway/context.ts";
import { openPracticeFoothold } from "./foothold.ts";
import { fetchKeys, keepKeys, publicHalf } from "./gateway/keys.ts";
import type { KeyCache } from "./gateway/keys.ts";
import { keepLog, logIssuerFailure } from "./gateway/log.ts";
import { metricsHandler } from "./gateway/metrics.ts";
import { gatewayHandler } from "./gateway/server.ts";
import { issuersOf } from "./gateway/settings.ts";
import type { GitlabContext } from "./gitlab/context.ts";
import { externalUrl } from "./gitlab/context.ts";
import { gitlabHandler, gitlabUpgrade } from "./gitlab/server.ts";
import { modelHandler } from "./model/server.ts";
import { patienceOf } from "./patience.ts";
import { seededRandom } from "./random.ts";
import { makeTrust } from "./trust.ts";
import { turns } from "./turns.ts";
import { variationNamed } from "./variations.ts";
import { findFreePorts, listenAndCut, listenHttp, listenLikeBlackHole } from "./wire.ts";
import type { Listener, TlsOptions, View } from "./wire.ts";
import { modelPort, portNames } from "./world.ts";
import type { Listening, PortName, TlsWorld, World } from "./world.ts";

/** Options of a practice stack. */
export interface PracticeOptions {
  /** For example "19.3.1" (default), "18.5.2", "17.11.4". */
  gitlabVersion?: string;
  /** Names of faults that hold from the start. */
  faults?: readonly string[];
  /** Names of healthy variations. */
  variations?: readonly string[];
  seed?: number;
  /** Scale of the gateway's long waits between tries; 1 = real times, default 0.02. */
  retryScale?: number;
  /** Fixed ports by name; free ones are found for the others, and for 0. */
  ports?: Partial<Record<PortName, number>>;
}

/** A running practice stack. */
export interface PracticeStack {
  gitlabUrl: string;
  /** The address under which the worker reaches the gateway (through its proxy where there is one). */
  gatewayUrl: string;
  /** The gateway itself, past whatever stands in front of it or in its place. */
  ownGatewayUrl: string;
  /** A forward proxy of the site that passes plain http on. */
  proxyUrl: string;
  metricsUrl: string;
  agentAddress: string;
  modelEndpoints: { name: string; endpoint: string; identifier: string; apiKey: string | null }[];
  tokens: { admin: string; user: string; secondUser: string };
  modelKey: string | null;
  /** Docker's API over a container named `gateway`, as a foothold meets it; closed with the stack. */
  openFoothold(): Promise<{ host: string; container: string }>;
  /** What a person beside the gateway sees of its container, and of a proxy before it. */
  beside(): { list: string; inspected: string | null; printed: string[]; proxyLog: string[] };
  /** What the gateway and GitLab's `llm.log` have written since the start. */
  logs(): { gateway: string[]; gitlab: string[] };
  /** Certificates of the site's authority, as PEM, for a worker that should trust it. */
  caPem: string;
  /** Names of the faults that hold now. */
  faults(): string[];
  breakWith(fault: string): Promise<Fault>;
  /** Mends one fault, or all. */
  mend(fault?: string): Promise<void>;
  /** Changes the world beyond the named faults (tests and drills); lasts until the next call with another change. */
  reshape(change: ((world: World) => void) | null): Promise<void>;
  /** The world as it is now. */
  world(): World;
  close(): Promise<void>;
}

type Start = () => Promise<Listener>;

/** Starts GitLab, gateway, agent service and model servers on free loopback ports; on others, where somebody was quicker to take one. */
export async function startPracticeStack(options: PracticeOptions = {}): Promise<PracticeStack> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOnPorts(options);
    } catch (error) {
      if (tries === 3 || !String(error).includes("EADDRINUSE")) throw error;
    }
  }
}

async function startOnPorts(options: PracticeOptions): Promise<PracticeStack> {
  const seed = options.seed ?? 1;
  const keysReady = prepareTokenKeys();
  const found = await findFreePorts(portNames.length, seededRandom((seed * 7919 + process.pid + Date.now()) % 4294967296).between);
  const ports = Object.fromEntries(portNames.map((name, index) => [name, options.ports?.[name] || found[index]])) as Record<PortName, number>;
  const trust = makeTrust();
  await keysReady;
  const patience = patienceOf(options.retryScale ?? 0.02);
  let active: Fault[] = (options.faults ?? []).map(faultNamed);
  let extra: ((world: World) => void) | null = null;

  const build = (): World => {
    const world = healthyWorld({ version: options.gitlabVersion ?? "19.3.1", seed, ports, random: seededRandom(seed) });
    for (const name of options.variations ?? []) variationNamed(name).apply(world, seededRandom(seed + 1));
    for (const fault of active) fault.apply(world);
    extra?.(world);
    return world;
  };
  let world = build();

  const fixed = [await listenAndCut("127.0.0.1", ports.reset, "reset"), await listenHttp({ host: "127.0.0.1", port: ports.forwardProxy, handler: forwardProxyHandler() }), await listenHttp({ host: "127.0.0.1", port: ports.passingProxy, handler: passingProxyHandler() })];
  let hole: Promise<Listener> | undefined;
  const sinks: View["sinks"] = {
    refused: ports.refused,
    reset: ports.reset,
    dropped: async () => {
      await (hole ??= listenLikeBlackHole("127.0.0.1", ports.dropped));
      return ports.dropped;
    },
  };

  const inTurn = turns();
  const view = (from: "gitlab" | "sidekiq" | "gateway" | "agent"): View => {
    const party = from === "sidekiq" ? "gitlab" : from;
    const cutOff = from === "gitlab" && inTurn(world.gitlab.railsNodes) === "cut-off";
    const trusts = party === "gitlab" ? world.gitlab.trusts : world.gateway.trusts;
    const isGatewayPort = (port: number): boolean => port === ports.gateway || port === ports.front;
    return {
      sinks,
      trust: trust.roots(trusts),
      detour: (host, port) => {
        if (cutOff && isGatewayPort(port)) return "refused";
        const route = world.routes.find((item) => (item.from === from || (item.from === "gitlab" && from === "sidekiq")) && item.host === host && (item.port === null || item.port === port));
        if (route) return route.to;
        if (cloudNames.includes(host) || host.startsWith("bedrock-runtime.")) return world.cloud.reachable === "up" ? { host: "127.0.0.1", port: ports.cloud } : world.cloud.reachable;
        return undefined;
      },
      proxy: (party === "gitlab" && world.gitlab.proxy === "squid") ? { host: "127.0.0.1", port: ports.forwardProxy } : undefined,
    };
  };

  const log = keepLog(() => Date.now() + world.gateway.clockOffsetS * 1000);
  const issuerView = (): View => ({ ...view("gateway"), proxy: world.gateway.issuerProxy === "refuses" ? { host: "127.0.0.1", port: ports.forwardProxy } : undefined });
  const loadKeys = async (env: Record<string, string>, local: string[]): Promise<KeyObject[]> => {
    const own = local.map((name) => publicHalf(env[name]));
    const kept = own.every((key) => key !== undefined) ? own : [];
    const fetched: KeyObject[] = [];
    for (const issuer of issuersOf(env)) fetched.push(...(await fetchKeys(issuerView(), issuer.url, (url, step, error) => logIssuerFailure(log, { provider: issuer.provider, url, step }, error))));
    return [...kept, ...fetched];
  };
  const localKeys = ["AIGW_SELF_SIGNED_JWT__SIGNING_KEY", "AIGW_SELF_SIGNED_JWT__VALIDATION_KEY"];
  const cacheOf = (kind: "by-fetching" | "empty" | "outdated"): KeyCache =>
    keepKeys(async () => {
      if (kind === "empty") return [];
      return kind === "outdated" ? [tokenKey("gitlab-before").publicKey] : loadKeys(world.gateway.env, localKeys);
    });

  let gateway: GatewayContext;
  let agentKeys: KeyCache;
  const restartProcesses = (): void => {
    gateway = { world: world.gateway, view: { ...view("gateway"), proxy: world.gateway.modelProxy === "refuses" ? { host: "127.0.0.1", port: ports.forwardProxy } : undefined }, patience, inTurn: turns(), caches: world.gateway.replicas.map((replica) => cacheOf(replica.keyCache)), inferences: [], startedAtS: Date.now() / 1000 - 90_000, log };
    agentKeys = keepKeys(async () => (world.agent.keys === "outdated" ? [tokenKey("gitlab-before").publicKey] : loadKeys({ ...world.agent.env, AIGW_CUSTOMER_PORTAL_URL: world.agent.env.DUO_WORKFLOW_AUTH__OIDC_CUSTOMER_PORTAL_URL ?? "https://customers.gitlab.com" }, [])));
  };
  restartProcesses();

  const gitlab: GitlabContext = { world: () => world, view, patience, board: { messages: [], waiting: [] }, hits: new Map(), log: [] };

  const tlsOf = (tls: TlsWorld | null): TlsOptions | undefined => (tls ? trust.options(tls) : undefined);
  const wanted = (): Map<string, { shape: string; start: Start }> => {
    const all = new Map<string, { shape: string; start: Start }>();
    const add = (name: string, listening: Listening, host: string, port: number, shape: unknown, up: Start): void => {
      if (listening === "refused") return;
      const start: Start = listening === "up" ? up : listening === "dropped" ? () => listenLikeBlackHole(host, port) : () => listenAndCut(host, port, "reset");
      all.set(name, { shape: JSON.stringify([listening, host, port, shape]), start });
    };
    const { front, agent } = world;
    add("gitlab", world.gitlab.listening, world.gitlab.host, ports.gitlab, world.gitlab.tls, () => listenHttp({ host: world.gitlab.host, port: ports.gitlab, tls: tlsOf(world.gitlab.tls), handler: (request, response) => gitlabHandler(gitlab)(request, response), upgrade: gitlabUpgrade(gitlab), keepAliveMs: 75_000 }));
    add("gateway", world.gateway.listening, world.gateway.host, ports.gateway, world.gateway.tls, () => listenHttp({ host: world.gateway.host, port: ports.gateway, tls: tlsOf(world.gateway.tls), handler: (request, response) => gatewayHandler(gateway)(request, response) }));
    add("metrics", world.gateway.listening === "up" ? "up" : "refused", world.gateway.host, ports.gatewayMetrics, null, () => listenHttp({ host: world.gateway.host, port: ports.gatewayMetrics, handler: metricsHandler(() => gateway) }));
    if (front) add("front", "up", front.host, ports.front, front.tls, () => listenHttp({ host: front.host, port: ports.front, tls: tlsOf(front.tls), handler: frontHandler(() => world, () => ({ ...view("gateway"), proxy: undefined })), keepAliveMs: 65_000 }));
    add("agent", agent.listening, agent.host, ports.agent, [agent.tls, agent.speaks], () => startAgentService(() => ({ world: world.agent, keys: agentKeys, isOnline: true }), agent.host, ports.agent, tlsOf(agent.tls)));
    const cloudTls: TlsWorld = { authority: "public", names: [...cloudNames, "*.us-west-2.amazonaws.com", "*.eu-west-2.amazonaws.com", "*.us-east-1.amazonaws.com"], fromDays: -20, toDays: 60, wholeChain: true };
    add("cloud", "up", "127.0.0.1", ports.cloud, null, () => listenHttp({ host: "127.0.0.1", port: ports.cloud, tls: tlsOf(cloudTls), handler: cloudHandler(() => world) }));
    for (const server of world.modelServers) {
      const { id } = server;
      add(`model${id}`, server.listening, server.host, modelPort(world, id), server.tls, () => listenHttp({ host: server.host, port: modelPort(world, id), tls: tlsOf(server.tls), handler: modelHandler(() => world.modelServers.find((item) => item.id === id) ?? server) }));
    }
    return all;
  };

  const running = new Map<string, { shape: string; listener: Listener }>();
  const settle = async (): Promise<void> => {
    const target = wanted();
    for (const [name, { shape, listener }] of running) {
      if (target.get(name)?.shape === shape) continue;
      running.delete(name);
      await listener.close();
    }
    for (const [name, { shape, start }] of target) {
      if (!running.has(name)) running.set(name, { shape, listener: await start() });
    }
  };
  const rebuild = async (): Promise<void> => {
    world = build();
    gitlab.hits.clear();
    gitlab.board.waiting.length = 0;
    restartProcesses();
    await settle();
  };
  const closeAll = async (): Promise<void> => {
    await Promise.all([...running.values()].map(({ listener }) => listener.close()));
    await Promise.all(fixed.map((listener) => listener.close()));
    await (await hole)?.close();
  };
  try {
    await settle();
  } catch (error) {
    await closeAll();
    throw error;
  }

  const user = (index: number): string => world.gitlab.users[index]?.token ?? "";
  return {
    get gitlabUrl() {
      return externalUrl(world);
    },
    get gatewayUrl() {
      const { front } = world;
      const scheme = (front ? front.tls : world.gateway.tls) ? "https" : "http";
      return `${scheme}://${front?.host ?? world.gateway.host}:${front ? ports.front : ports.gateway}`;
    },
    get ownGatewayUrl() {
      return `${world.gateway.tls ? "https" : "http"}://${world.gateway.host}:${ports.gateway}`;
    },
    proxyUrl: `http://127.0.0.1:${ports.passingProxy}`,
    get metricsUrl() {
      return `http://${world.gateway.host}:${ports.gatewayMetrics}/metrics`;
    },
    get agentAddress() {
      return `${world.agent.host}:${ports.agent}`;
    },
    get modelEndpoints() {
      // The key is that of the server's owner, which GitLab's need not be.
      const keys = world.modelServers.map((server) => server.key);
      return world.gitlab.models.map(({ name, endpoint, identifier, apiKey }) => ({ name, endpoint, identifier, apiKey: apiKey === null || keys.includes(apiKey) ? apiKey : (keys[0] ?? apiKey) }));
    },
    get tokens() {
      return { admin: user(0), user: user(1), secondUser: user(2) };
    },
    get modelKey() {
      return world.modelServers[0]?.key ?? null;
    },
    openFoothold: async () => {
      const [port = 0] = await findFreePorts(1, seededRandom((seed * 104_729 + process.pid + Date.now()) % 4294967296).between);
      fixed.push(await openPracticeFoothold(port, () => ({ world, view: gateway.view, startedAtS: gateway.startedAtS, log: log.lines() })));
      return { host: `http://127.0.0.1:${port}`, container: "gateway" };
    },
    beside: () => ({ ...containerTexts(world, log.lines()), proxyLog: frontLog(world) }),
    logs: () => ({ gateway: log.lines(), gitlab: [...gitlab.log] }),
    caPem: trust.roots(["site", "public"]).join("\n"),
    faults: () => active.map((fault) => fault.name),
    breakWith: async (name) => {
      const fault = faultNamed(name);
      if (!active.includes(fault)) active.push(fault);
      await rebuild();
      return fault;
    },
    mend: async (name) => {
      active = name === undefined ? [] : active.filter((fault) => fault.name !== name);
      await rebuild();
    },
    reshape: async (change) => {
      extra = change;
      await rebuild();
    },
    world: () => world,
    close: async () => {
      await closeAll();
    },
  };
}
