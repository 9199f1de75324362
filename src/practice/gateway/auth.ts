import type { KeyObject } from "node:crypto";
import { compactVerify } from "jose";

/** What a good token says, as far as the gateway uses it. */
export interface Claims {
  scopes: string[];
  subject: string;
  issuer: string;
}

export type AuthResult = { kind: "ok"; claims: Claims } | { kind: "refused"; reason: string; raised?: { name: string; message: string } } | { kind: "no-keys" };

const refused = (reason: string): AuthResult => ({ kind: "refused", reason });
const forbidden = (name: string, message: string): AuthResult => ({ kind: "refused", reason: "Forbidden by auth provider", raised: { name, message } });

interface Headers {
  [name: string]: string | string[] | undefined;
}

function one(headers: Headers, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? (value[0] ?? "") : (value ?? "");
}

async function payloadOf(token: string, keys: readonly KeyObject[]): Promise<Record<string, unknown> | undefined> {
  for (const key of keys) {
    try {
      const { payload } = await compactVerify(token, key, { algorithms: ["RS256"] });
      const value: unknown = JSON.parse(Buffer.from(payload).toString("utf8"));
      if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
    } catch {
      // The key id is not compared: every key of the set is tried.
    }
  }
  return undefined;
}

/** What python-jose raises for a claim that does not hold; undefined where all hold. */
function claimAmiss(payload: Record<string, unknown>, audience: string, nowS: number): AuthResult | undefined {
  const { aud, exp, nbf } = payload;
  if (typeof nbf === "number" && nbf > nowS) return forbidden("JWTClaimsError", "The token is not yet valid (nbf)");
  if (typeof exp === "number" && exp < nowS) return forbidden("ExpiredSignatureError", "Signature has expired.");
  if (aud !== undefined && aud !== audience && !(Array.isArray(aud) && aud.includes(audience))) return forbidden("JWTClaimsError", "Invalid audience");
  return undefined;
}

function mismatch(payload: Record<string, unknown>, headers: Headers, ownIssuer: string): string | undefined {
  const pairs: [unknown, string, string][] = [
    [payload.gitlab_realm, "x-gitlab-realm", "X-Gitlab-Realm"],
    [payload.gitlab_instance_id, "x-gitlab-instance-id", "X-Gitlab-Instance-Id"],
    payload.iss === ownIssuer ? [payload.sub, "x-gitlab-global-user-id", "X-Gitlab-Global-User-Id"] : [payload.sub, "x-gitlab-instance-id", "X-Gitlab-Instance-Id"],
  ];
  for (const [claim, header, name] of pairs) {
    if (typeof claim === "string" && claim !== "" && claim !== one(headers, header)) return name;
  }
  return undefined;
}

/** Decides over one request in the order that the gateway has: headers first, then keys, signature, claims, headers against claims. */
export async function authenticate(options: {
  headers: Headers;
  keys: () => Promise<readonly KeyObject[]>;
  audience: string;
  ownIssuer: string;
  nowS: number;
}): Promise<AuthResult> {
  const authorization = one(options.headers, "authorization");
  if (authorization === "") return refused("No authorization header presented");
  const [scheme = "", token = ""] = authorization.split(" ");
  if (scheme.toLowerCase() !== "bearer") return refused("Invalid authorization header");
  if (one(options.headers, "x-gitlab-authentication-type").toLowerCase() !== "oidc") {
    return refused("Invalid authentication token type - only OIDC is supported");
  }
  const keys = await options.keys();
  if (keys.length === 0) return { kind: "no-keys" };
  const payload = await payloadOf(token, keys);
  if (!payload) return token.split(".").length === 3 ? forbidden("JWTError", "Signature verification failed.") : forbidden("JWTError", "Not enough segments");
  const amiss = claimAmiss(payload, options.audience, options.nowS);
  if (amiss) return amiss;
  const wrong = mismatch(payload, options.headers, options.ownIssuer);
  if (wrong) return refused(`Header mismatch '${wrong}'`);
  const scopes = Array.isArray(payload.scopes) ? payload.scopes.filter((scope) => typeof scope === "string") : [];
  return { kind: "ok", claims: { scopes, subject: String(payload.sub ?? ""), issuer: String(payload.iss ?? "") } };
}
