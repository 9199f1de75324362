import type { HttpRequest, Route } from "../../core/ports.ts";

/** Where requests to a gateway go, and over which way. */
export interface GatewayBase {
  /** Without a slash at the end. */
  url: string;
  route: Route;
  /** Its certificate was not trusted: looking only, nothing secret is sent. */
  unverified: boolean;
}

/**
 * The token that cannot be valid, with every header that the gateway's authentication looks at, so that an answer about a missing
 * one means that it was lost on the way.
 */
export const junkHeaders: Readonly<Record<string, string>> = {
  authorization: "Bearer x",
  "x-gitlab-authentication-type": "oidc",
  "x-gitlab-instance-id": "00000000-0000-4000-8000-000000000000",
  "x-gitlab-realm": "self-managed",
  "x-gitlab-global-user-id": "duo-triage",
  "x-gitlab-host-name": "duo-triage",
};

/** A GET of the gateway. Every request carries its own X-Request-ID, which is the gateway's correlation id. */
export function ask(base: GatewayBase, path: string, requestId: string, extra: Partial<HttpRequest> = {}): HttpRequest {
  return {
    ...extra,
    method: extra.method ?? "GET",
    url: `${base.url}${path}`,
    headers: { accept: "application/json", ...extra.headers, "x-request-id": requestId },
    route: base.route,
    ...(base.unverified ? { unverified: true } : {}),
  };
}

export const paths = {
  health: "/monitoring/healthz",
  root: "/",
  docs: "/docs",
  definitions: "/v1/models/definitions",
  chat: "/v2/chat/agent",
  codeCompletions: "/v2/code/completions",
  /** The route of GitLab's connection check. GitLab sends the slash in a prompt's name encoded. */
  modelCheck: "/v1/prompts/model_configuration%2Fcheck",
} as const;
