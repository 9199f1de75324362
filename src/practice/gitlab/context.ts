import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { tokenKey } from "../base.ts";
import type { Patience } from "../patience.ts";
import { CallFailure, callOver, readBody } from "../wire.ts";
import type { Call, CallAnswer, View } from "../wire.ts";
import type { UserWorld, World } from "../world.ts";
import type { ChatBoard } from "./chat-board.ts";
import { entitlementOf } from "./entitlement.ts";

/** What the parts of the simulated GitLab share. */
export interface GitlabContext {
  world: () => World;
  /** How a Rails node, Sidekiq and Workhorse see the network. */
  view: (from: "gitlab" | "sidekiq") => View;
  patience: Patience;
  board: ChatBoard;
  /** Requests of the last minutes by user and route, for rate limits. */
  hits: Map<string, number[]>;
  /** Lines of `llm.log`. */
  log: string[];
}

export function externalUrl(world: World): string {
  const { gitlab, ports } = world;
  return `${gitlab.tls ? "https" : "http"}://${gitlab.host}:${ports.gitlab}${gitlab.relativeRoot}`;
}

/** Seconds since the epoch by GitLab's own clock. */
export function gitlabNow(world: World): number {
  return Date.now() / 1000 + world.gitlab.clockOffsetS;
}

/** Signs a token of one hour for a service, as GitLab does for self-hosted features. */
export async function mintToken(world: World, audience: "gitlab-ai-gateway" | "gitlab-duo-workflow-service", scopes: readonly string[]): Promise<string> {
  const now = Math.floor(gitlabNow(world));
  const { instanceId } = world.gitlab;
  return new SignJWT({ gitlab_realm: "self-managed", gitlab_instance_id: instanceId, gitlab_instance_uid: instanceId, scopes: [...scopes], jti: randomUUID(), extra: {} })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: "gitlab-cloud-connector" })
    .setIssuer(externalUrl(world))
    .setAudience(audience)
    .setSubject(instanceId)
    .setIssuedAt(now)
    .setNotBefore(now - 5)
    .setExpirationTime(now + 3600)
    .sign(tokenKey("gitlab").privateKey);
}

/** Headers of a call to the gateway or the agent service. `blank`: GitLab has no token for this feature and sends an empty one. */
export async function serviceHeaders(world: World, user: UserWorld, audience: Parameters<typeof mintToken>[1], options: { blank?: boolean } = {}): Promise<Record<string, string>> {
  if (!world.gitlab.secretsReadable) throw new CallFailure("DECRYPT", "OpenSSL::Cipher::CipherError", "", 0);
  const token = options.blank || !world.gitlab.signingKey ? "" : await mintToken(world, audience, entitlementOf(world, user).scopes);
  return {
    authorization: `Bearer ${token}`,
    "x-gitlab-authentication-type": "oidc",
    "x-gitlab-instance-id": world.gitlab.headerInstanceId,
    "x-gitlab-realm": "self-managed",
    "x-gitlab-global-user-id": `user-${user.id}-${world.gitlab.instanceId.slice(0, 8)}`,
    "x-gitlab-host-name": world.gitlab.host,
    "x-gitlab-version": world.gitlab.version.replace("-ee", ""),
    "x-gitlab-feature-enablement-type": "add_on",
  };
}

/** The gateway's base address as GitLab uses it. Rejects with BAD_URL or URL_BLOCKED where GitLab sends nothing. */
export function gatewayBase(world: World): string {
  const text = world.gitlab.duo.aiGatewayUrl ?? "https://cloud.gitlab.com/ai";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new CallFailure("BAD_URL", `${text} is not a valid URL.`, "", 0);
  }
  if (!/^https?:$/.test(url.protocol)) throw new CallFailure("BAD_URL", `${text} is not a valid URL.`, "", 0);
  if (world.gitlab.outboundFilter) throw new CallFailure("URL_BLOCKED", "URL is blocked: Requests to the local network are not allowed", url.hostname, 0);
  return text.replace(/\/$/, "");
}

/** One call from GitLab to the gateway. `limitMs` is GitLab's own read timeout in product time. */
export async function callGateway(
  context: GitlabContext,
  from: "gitlab" | "sidekiq",
  path: string,
  options: { method?: string; headers: Record<string, string>; body?: unknown; openMs?: number; limitMs: number; requestId: string },
): Promise<CallAnswer> {
  const world = context.world();
  const call: Call = {
    method: options.method ?? "POST",
    url: `${gatewayBase(world)}${path}`,
    connectTimeoutMs: options.openMs ?? 5_000,
    headers: { "content-type": "application/json", accept: "*/*", "user-agent": "Ruby", "x-request-id": options.requestId, ...options.headers },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  };
  return withinLimit(context, options.limitMs, options.requestId, (signal) => callOver(context.view(from), { ...call, signal }));
}

// A short limit is waited out in real time, as whoever measures how long GitLab took would see it.
const waitedOutMs = 5_000;

/** Gives up after `limitMs` of product time: the real time, plus the waits that practice leaves out. */
export async function withinLimit<T>(context: GitlabContext, limitMs: number, requestId: string, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const began = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let late = false;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setInterval(() => {
      const elapsed = performance.now() - began;
      late ||= elapsed + context.patience.skipped(requestId) >= limitMs;
      if (!late || (limitMs <= waitedOutMs && elapsed < limitMs)) return;
      reject(new CallFailure("LIMIT", "read timeout", "", 0));
      controller.abort();
    }, 15);
  });
  const acting = act(controller.signal).then((value) => (late ? limit : value), (error: unknown) => {
    if (late) return limit;
    throw error;
  });
  acting.catch(() => undefined);
  try {
    return await Promise.race([acting, limit]);
  } finally {
    clearInterval(timer);
  }
}

/** Status and text of a gateway answer, within GitLab's limit. */
export async function askGateway(context: GitlabContext, from: "gitlab" | "sidekiq", path: string, options: Parameters<typeof callGateway>[3]): Promise<{ status: number; text: string; contentType: string }> {
  return withinLimit(context, options.limitMs, options.requestId, async () => {
    const answer = await callGateway(context, from, path, options);
    const { text } = await readBody(answer.body);
    return { status: answer.status, text, contentType: String(answer.headers["content-type"] ?? "") };
  });
}
