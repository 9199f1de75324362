import { revealed } from "../core/secret.ts";
import type { HttpRequest, Route } from "../core/ports.ts";
import type { WireRequest } from "./exchange.ts";
import { bodyFor, headersFor } from "./reveal.ts";
import { type Proxy, proxyOf } from "./tunnel.ts";

/** The address of an HTTP target; undefined when it is none. */
export function webAddress(text: string): URL | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  return (url.protocol === "http:" || url.protocol === "https:") && url.hostname !== "" && url.port !== "0" ? url : undefined;
}

/** Host and port of an HTTP target, without the brackets of IPv6. */
export function placeOf(url: URL): { host: string; port: number; secure: boolean } {
  const secure = url.protocol === "https:";
  return { host: url.hostname.replace(/^\[|\]$/gu, ""), port: url.port === "" ? (secure ? 443 : 80) : Number(url.port), secure };
}

/** As asked for, except for a login, which is never reported. */
export function reportedUrl(url: URL, asked: string): string {
  if (url.username === "" && url.password === "") return asked;
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare.href;
}

/** The request as it goes onto the wire, with the headers that every request has unless it says otherwise. */
export function wireRequest(url: URL, request: HttpRequest): WireRequest {
  const headers = headersFor(request.headers);
  const has = (name: string): boolean => headers.some(([key]) => key === name);
  const method = request.method ?? (request.json === undefined ? "GET" : "POST");
  if (!has("user-agent")) headers.push(["user-agent", "duo-triage"]);
  if (!has("accept")) headers.push(["accept", "*/*"]);
  // Bodies are evidence: bytes as the server means them, and nothing that unpacks to gigabytes.
  if (!has("accept-encoding")) headers.push(["accept-encoding", "identity"]);
  if (url.username !== "" && !has("authorization")) headers.push(["authorization", basicLogin(url)]);
  const body = request.json === undefined ? undefined : bodyFor(request.json);
  if (body !== undefined && !has("content-type")) headers.push(["content-type", "application/json"]);
  const proxy = forwardProxy(url, request.route);
  if (proxy === undefined) return { method, path: `${url.pathname}${url.search}`, headers, body };
  if (proxy.authorization !== undefined && !has("proxy-authorization")) headers.push(["proxy-authorization", proxy.authorization]);
  return { method, path: `${url.origin}${url.pathname}${url.search}`, headers, body };
}

// Plain HTTP is forwarded (RFC 9112 3.2.2), as curl and httpx do: most proxies allow tunnels to port 443 only.
function forwardProxy(url: URL, route: Route | undefined): Proxy | undefined {
  return route?.proxy === undefined || url.protocol === "https:" ? undefined : proxyOf(revealed(route.proxy));
}

function basicLogin(url: URL): string {
  return `Basic ${Buffer.from(`${unescaped(url.username)}:${unescaped(url.password)}`).toString("base64")}`;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
