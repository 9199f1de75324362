import { randomBytes } from "node:crypto";
import { type IncomingMessage, request as httpRequest } from "node:http";
import type { Socket } from "node:net";
import type { Limits, Probes } from "../core/ports.ts";
import type { UpgradeResult } from "../core/probe-answer.ts";
import { type Act, waitWithin } from "./act.ts";
import { takeTurn, type Tools } from "./converse.ts";
import { Trouble } from "./errors.ts";
import { openPlain, openSecure } from "./open.ts";
import { headersFor } from "./reveal.ts";
import { placeOf, webAddress } from "./wire.ts";

const keptBytes = 1_024;
// A refusal's body is a courtesy; it is not waited for longer than this.
const bodyMs = 1_000;

/**
 * Asks for a WebSocket over HTTP/1.1 (RFC 6455 section 4.1) and hangs up after the answer, whatever it is. `ws` and `wss` addresses are
 * taken too. Through a proxy the request always goes in a tunnel, as WebSocket clients do.
 */
export async function probeUpgrade(tools: Tools, request: Parameters<Probes["upgrade"]>[0], limits: Limits): Promise<UpgradeResult> {
  const url = webAddress(request.url.replace(/^ws(s?):/iu, "http$1:"));
  if (url === undefined) return { kind: "failure", phase: "resolve", reason: "bad-url", timings: { total: 0 } };
  const place = placeOf(url);
  return takeTurn<UpgradeResult>(tools, place, limits, async (act) => {
    const way = { host: place.host, port: place.port, route: request.route };
    const socket = place.secure
      ? (await openSecure(act, tools.line, way, { name: place.host, ca: request.route?.ca, alpn: ["http/1.1"] })).socket
      : await openPlain(act, tools.line, way);
    try {
      const seen = await askUpgrade(act, socket, url, headersFor(request.headers));
      return { kind: "answer", ...seen, timings: act.timings() };
    } finally {
      socket.destroy();
    }
  });
}

interface Seen {
  status: number;
  headers: [string, string][];
  body: string;
}

function askUpgrade(act: Act, socket: Socket, url: URL, extra: readonly [string, string][]): Promise<Seen> {
  act.phase = "first-byte";
  return waitWithin<Seen>(act, ({ done, fail }) => {
    let timer: NodeJS.Timeout | undefined;
    let ended = false;
    socket.once("end", () => {
      ended = true;
    });
    const request = httpRequest({
      method: "GET",
      path: `${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        "user-agent": "duo-triage",
        ...Object.fromEntries(extra),
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": randomBytes(16).toString("base64"),
      },
      createConnection: () => socket,
      maxHeaderSize: 65_536,
    });
    const answered = (response: IncomingMessage): Seen => {
      act.mark("firstByte");
      act.phase = "stream";
      return { status: response.statusCode ?? 0, headers: headerList(response.rawHeaders), body: "" };
    };
    request.once("upgrade", (response) => done(answered(response)));
    request.once("response", (response) => {
      const seen = answered(response);
      const kept: Buffer[] = [];
      let length = 0;
      const finish = (): void => done({ ...seen, body: new TextDecoder().decode(Buffer.concat(kept).subarray(0, keptBytes), { stream: length >= keptBytes }) });
      timer = setTimeout(finish, bodyMs);
      response.on("data", (chunk: Buffer) => {
        kept.push(chunk);
        length += chunk.length;
        if (length >= keptBytes) finish();
      });
      response.once("end", finish);
      response.on("error", finish);
    });
    // node:http says "socket hang up" with the code of a reset when the other side has closed in good order.
    request.on("error", (error) => fail(ended && "code" in error && error.code === "ECONNRESET" ? new Trouble({ phase: act.phase, reason: "closed" }) : error));
    request.end();
    return () => {
      clearTimeout(timer);
      request.destroy();
    };
  });
}

function headerList(raw: readonly string[]): [string, string][] {
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) list.push([(raw[at] ?? "").toLowerCase(), raw[at + 1] ?? ""]);
  return list;
}
