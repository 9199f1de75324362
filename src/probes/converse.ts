import type { HttpRequest, Limits } from "../core/ports.ts";
import type { Failure, HttpAnswer } from "../core/probe-answer.ts";
import { type Act, beginAct, failureFrom, failureOf } from "./act.ts";
import { collect, type Reading } from "./collect.ts";
import type { Line } from "./dial.ts";
import { exchange, type WireRequest } from "./exchange.ts";
import { exchangeHttp2 } from "./exchange2.ts";
import type { Gate } from "./gate.ts";
import { openSecure } from "./open.ts";
import type { Pool, Target } from "./pool.ts";
import { holdsSecret } from "./reveal.ts";
import { placeOf, reportedUrl, webAddress, wireRequest } from "./wire.ts";

/** What all acts of one createProbes share. */
export interface Tools {
  now: () => number;
  defaultTimeoutMs: number;
  line: Line;
  gate: Gate;
  pool: Pool;
  /** Origins whose handshake leaves no way to speak HTTP/1.1. */
  onlyHttp2: Set<string>;
}

/**
 * One HTTP exchange: waits for its turn at the target, connects, sends, reads. Redirects are not followed. Expected trouble is a
 * Failure; a Secret on an unverified connection is a programming error and throws a TypeError.
 */
export async function converse(tools: Tools, request: HttpRequest, limits: Limits, reading: Reading): Promise<HttpAnswer | Failure> {
  if (request.unverified === true && holdsSecret(request)) throw new TypeError("a secret is never sent over an unverified connection");
  const url = webAddress(request.url);
  if (url === undefined) return { kind: "failure", phase: "resolve", reason: "bad-url", timings: { total: 0 } };
  return takeTurn(tools, placeOf(url), limits, (act) => speak(tools, act, url, request, reading));
}

/** Runs one act when it is its turn at the target; whatever it throws becomes a Failure. */
export async function takeTurn<T>(tools: Tools, place: { host: string; port: number }, limits: Limits, run: (act: Act) => Promise<T>): Promise<T | Failure> {
  const turn = await tools.gate.enter(`${place.host}:${place.port}`, limits.signal);
  if (typeof turn !== "function") return turn;
  const act = beginAct(limits, tools.defaultTimeoutMs, tools.now);
  try {
    return await run(act);
  } catch (error) {
    return failureOf(act, error);
  } finally {
    act.end();
    turn();
  }
}

async function speak(tools: Tools, act: Act, url: URL, request: HttpRequest, reading: Reading): Promise<HttpAnswer | Failure> {
  const wire = wireRequest(url, request);
  const asked = { method: wire.method, url: reportedUrl(url, request.url) };
  const target: Target = { ...placeOf(url), origin: url.origin, route: request.route, unverified: request.unverified === true };
  if (tools.onlyHttp2.has(target.origin)) return speakHttp2(tools, act, target, wire, asked, reading);
  for (;;) {
    const slot = tools.pool.take(target, act, request.fresh === true);
    const reused = slot.served > 0;
    act.address = undefined;
    const reader = collect(act, { ...asked, protocol: "http/1.1" }, reading);
    const ending = await exchange(act, slot, wire, reader, reading.idleMs);
    // Served is back at zero when the client had to open another connection.
    const wasReused = reused && slot.served > 0;
    if (ending.how === "complete" && request.fresh !== true) tools.pool.give(target, slot);
    else tools.pool.drop(slot);
    if (ending.how !== "trouble" || ending.headed) return judgedByProxy(act, target, await reader.answer(ending));
    const { fault } = ending.trouble;
    // A connection that the server closed while it lay idle says nothing about the server.
    if (wasReused && act.phase === "first-byte" && (fault.reason === "closed" || fault.reason === "reset")) continue;
    if (!target.secure || fault.code !== "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL") return failureFrom(act, fault);
    // HTTP/1.1 is offered alone at first, because that is what GitLab and the gateway speak; this alert (RFC 7301) says it is not enough.
    tools.onlyHttp2.add(target.origin);
    return speakHttp2(tools, act, target, wire, asked, reading);
  }
}

async function speakHttp2(tools: Tools, act: Act, target: Target, wire: WireRequest, asked: { method: string; url: string }, reading: Reading): Promise<HttpAnswer | Failure> {
  const { socket } = await openSecure(act, tools.line, target, { name: target.host, ca: target.route?.ca, alpn: ["h2"], unverified: target.unverified });
  const reader = collect(act, { ...asked, protocol: "h2" }, reading);
  const ending = await exchangeHttp2(act, socket, target.origin, wire, reader, reading.idleMs);
  return ending.how === "trouble" && !ending.headed ? failureFrom(act, ending.trouble.fault) : reader.answer(ending);
}

// A forwarding proxy refuses with an answer of its own: 407 is never the target's, and Squid signs its error pages.
function judgedByProxy(act: Act, target: Target, answer: HttpAnswer | Failure): HttpAnswer | Failure {
  if (answer.kind === "failure" || target.secure || target.route?.proxy === undefined) return answer;
  const squid = answer.headers.find(([name]) => name === "x-squid-error")?.[1];
  if (answer.status !== 407 && squid === undefined) return answer;
  return failureFrom(act, { phase: "connect", reason: "proxy-refused", proxyStatus: answer.status, ...(squid === undefined ? {} : { code: squid.slice(0, 80) }) });
}
