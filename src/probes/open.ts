import { revealed } from "../core/secret.ts";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Route } from "../core/ports.ts";
import type { Act } from "./act.ts";
import { dial, type Line } from "./dial.ts";
import { faultOf, Trouble } from "./errors.ts";
import { type Handshake, secure, type Secured, untrusted } from "./secure.ts";
import { openTunnel, proxyOf } from "./tunnel.ts";

/** Where a connection goes and over which way. */
export interface Way {
  host: string;
  port: number;
  route?: Route | undefined;
  /** Leave it to the proxy to forward single requests, instead of asking it for a tunnel. */
  forwarded?: boolean;
}

/** Opens a TCP connection to the target, through a tunnel of the proxy where one is configured. Throws a Trouble. */
export async function openPlain(act: Act, line: Line, way: Way): Promise<Socket> {
  const configured = way.route?.proxy;
  if (configured === undefined) return dial(act, line, way.host, way.port);
  const proxy = proxyOf(revealed(configured));
  let socket: Socket;
  try {
    socket = await dial(act, line, proxy.host, proxy.port);
  } catch (error) {
    if (act.stopped !== undefined && act.stopped === error && isOfRun(act.stopped)) throw error;
    throw new Trouble({ ...faultOf(error, "connect"), phase: "connect", reason: "proxy-unreachable" });
  }
  // Name and address are the proxy's: of the target nothing is known.
  delete act.reached.resolved;
  act.address = undefined;
  if (way.forwarded === true) return socket;
  delete act.reached.connected;
  await openTunnel(act, socket, proxy, way.host, way.port);
  act.mark("connected");
  return socket;
}

/**
 * Opens a TLS connection whose certificate is trusted for the name, unless `unverified`. An untrusted one is closed before anything
 * is sent over it. Throws a Trouble.
 */
export async function openSecure(act: Act, line: Line, way: Way, handshake: Handshake & { unverified?: boolean }): Promise<Secured & { socket: TLSSocket }> {
  const socket = await openPlain(act, line, way);
  const secured = await secure(act, line.trust, socket, handshake);
  const fault = handshake.unverified === true ? undefined : untrusted(secured.socket, handshake.name);
  if (fault === undefined) return secured;
  secured.socket.destroy();
  throw new Trouble(fault);
}

const isOfRun = (trouble: Trouble): boolean => trouble.fault.reason === "deadline" || trouble.fault.reason === "cancelled";
