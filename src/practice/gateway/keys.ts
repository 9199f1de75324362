import { createPrivateKey, createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { callOver, readBody } from "../wire.ts";
import type { View } from "../wire.ts";

/** The key set of a token verifier: fetched once from the issuers, then kept for a day, an empty one included. */

/** Follows redirects and ignores the status, as the product's HTTP library does; undefined where no JSON object came. */
async function fetchJson(view: View, url: string, failed: (url: string, step: string, error: unknown) => void, hops = 0): Promise<Record<string, unknown> | undefined> {
  try {
    const answer = await callOver(view, { method: "GET", url, connectTimeoutMs: 10_000, idleTimeoutMs: 10_000, headers: { accept: "*/*" } });
    const location = answer.headers.location;
    if (answer.status >= 300 && answer.status < 400 && location && hops < 5) {
      answer.body.resume();
      return fetchJson(view, new URL(location, url).href, failed, hops + 1);
    }
    const value: unknown = JSON.parse((await readBody(answer.body)).text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    failed(url, "", error);
    return undefined;
  }
}

/** The public keys that an issuer publishes; empty where any step fails, which `failed` hears of. The path of a relative URL root is dropped. */
export async function fetchKeys(view: View, issuerUrl: string, failed: (url: string, step: string, error: unknown) => void = () => undefined): Promise<KeyObject[]> {
  let origin: string;
  try {
    origin = new URL(issuerUrl).origin;
  } catch {
    return [];
  }
  const discovery = await fetchJson(view, `${origin}/.well-known/openid-configuration`, failed);
  if (discovery === undefined) return [];
  const keysUrl = discovery.jwks_uri;
  if (typeof keysUrl !== "string") {
    failed(`${origin}/.well-known/openid-configuration`, "jwks_uri", undefined);
    return [];
  }
  const set = await fetchJson(view, keysUrl, failed);
  if (set === undefined) return [];
  if (!Array.isArray(set.keys)) {
    failed(keysUrl, "keys", undefined);
    return [];
  }
  return set.keys.flatMap((jwk) => {
    try {
      return [createPublicKey({ key: jwk as Record<string, string>, format: "jwk" })];
    } catch {
      return [];
    }
  });
}

/** The public half of a private key given as PEM, or undefined where it is missing or no PEM. */
export function publicHalf(pem: string | undefined): KeyObject | undefined {
  if (!pem) return undefined;
  try {
    return createPublicKey(createPrivateKey(pem));
  } catch {
    return undefined;
  }
}

export interface KeyCache {
  /** The keys, fetched at the first call. While it waits, the whole worker stands still. */
  keys(): Promise<readonly KeyObject[]>;
  /** Resolves when no fetch is under way. */
  thawed(): Promise<void>;
}

/** A cache over a loader that runs once. */
export function keepKeys(load: () => Promise<KeyObject[]>): KeyCache {
  let loading: Promise<KeyObject[]> | undefined;
  return {
    keys: () => (loading ??= load()),
    thawed: async () => {
      await loading;
    },
  };
}
