import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";
import type { Secret } from "../core/secret.ts";
import { cleanLine } from "../core/text.ts";

/** Who may look at the web page. With neither part nobody may. */
export interface DoorConfig {
  token?: Secret;
  /** A reverse proxy that signs people in, and says in this header who it is. Believed only from these addresses (or networks). */
  proxy?: { header: string; from: readonly string[] };
}

export interface Visitor {
  id: string;
  name: string;
  /** Came in by the token, and can go out again. */
  session: boolean;
}

export interface Door {
  who(request: { headers: IncomingHttpHeaders; remote: string }): Visitor | undefined;
  /** Tries a token: the cookie to set, or why not. */
  enter(given: string, request: { headers: IncomingHttpHeaders; remote: string }): { cookie: string } | { wrong: string; status: 401 | 429 };
  /** The cookie that ends a session. */
  leave(request: { headers: IncomingHttpHeaders }): string;
  takesTokens: boolean;
}

const cookieName = "duo_triage_web";
const sessionMs = 12 * 3_600_000;
const triesMs = 60_000;
const mostTries = 10;
const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(hash(a), hash(b));

/** `path`: the cookie is sent below it alone. */
export function openDoor({ token, proxy }: DoorConfig, { path, now }: { path: string; now(): number }): Door {
  // Sessions hold in every process that has the same token, and end when it changes. A cookie holds no part of the token.
  const key = token === undefined ? randomBytes(32) : createHmac("sha256", token.reveal()).update("duo-triage web session").digest();
  const sign = (until: string): string => createHmac("sha256", key).update(until).digest("base64url");
  const trusted = networks(proxy?.from ?? []);
  const tries = new Map<string, { count: number; until: number }>();
  // The browser alone knows whether it came by TLS; a proxy in front says so.
  const attributes = (headers: IncomingHttpHeaders): string => `Path=${path}; HttpOnly; SameSite=Strict${headers["x-forwarded-proto"] === "https" ? "; Secure" : ""}`;

  function byProxy({ headers, remote }: { headers: IncomingHttpHeaders; remote: string }): Visitor | undefined {
    if (proxy === undefined || !holds(trusted, remote)) return undefined;
    const said = headers[proxy.header.toLowerCase()];
    // Given twice, it arrives joined: then somebody else wrote one of them.
    if (typeof said !== "string" || said.trim() === "" || said.includes(",")) return undefined;
    const name = cleanLine(said.trim(), 200);
    return { id: name, name, session: false };
  }

  function bySession({ headers }: { headers: IncomingHttpHeaders }): Visitor | undefined {
    if (token === undefined) return undefined;
    for (const part of (headers.cookie ?? "").split(";").slice(0, 50)) {
      const [name, value = ""] = part.trim().split("=", 2);
      const [until = "", signature = ""] = value.split(".", 2);
      if (name === cookieName && /^\d{13}$/u.test(until) && same(signature, sign(until)) && Number(until) > now()) return { id: "token", name: "holder of the web token", session: true };
    }
    return undefined;
  }

  return {
    takesTokens: token !== undefined,
    who: (request) => byProxy(request) ?? bySession(request),
    enter(given, { headers, remote }) {
      if (tries.size > 10_000) tries.clear();
      const old = tries.get(remote);
      const mine = old !== undefined && old.until > now() ? old : { count: 0, until: now() + triesMs };
      if (mine.count >= mostTries) return { wrong: "Too many tries; wait a minute.", status: 429 };
      if (token === undefined || !same(given, token.reveal())) {
        tries.set(remote, { ...mine, count: mine.count + 1 });
        return { wrong: "That is not the token.", status: 401 };
      }
      tries.delete(remote);
      const until = String(now() + sessionMs);
      return { cookie: `${cookieName}=${until}.${sign(until)}; Max-Age=${sessionMs / 1_000}; ${attributes(headers)}` };
    },
    leave: ({ headers }) => `${cookieName}=; Max-Age=0; ${attributes(headers)}`,
  };
}

/** An IPv4 address that came over an IPv6 socket, as it was. */
const bare = (address: string): string => (/^::ffff:\d/iu.test(address) ? address.slice(7) : address);

function networks(from: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of from) {
    const [address = "", bits] = entry.split("/", 2);
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function holds(list: BlockList, remote: string): boolean {
  const address = bare(remote);
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
}
