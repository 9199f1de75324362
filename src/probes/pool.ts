import { revealed } from "../core/secret.ts";
import type { Socket } from "node:net";
import { Client } from "undici";
import type { Route } from "../core/ports.ts";
import type { Act } from "./act.ts";
import type { Line } from "./dial.ts";
import { openPlain, openSecure } from "./open.ts";

/** How a target of HTTP is spoken to; connections are shared among requests for which all of it is the same. */
export interface Target {
  origin: string;
  secure: boolean;
  host: string;
  port: number;
  route: Route | undefined;
  unverified: boolean;
}

/** One client of undici with one connection, lent to one act at a time. */
export interface Slot {
  readonly client: Client;
  /** The open connection; undefined before the first request and after it is gone. */
  connection: { socket: Socket; address: string | undefined } | undefined;
  /** Whose connection is opened when the client wants one. */
  act: Act | undefined;
  /** Requests that were answered whole over the present connection. */
  served: number;
}

/** Idle connections, at most so many; each belongs to one target, route and trust. */
export interface Pool {
  /** An idle connection, or a client that will open one. */
  take(target: Target, act: Act, fresh: boolean): Slot;
  /** Keeps the connection for the next request when it is still good. */
  give(target: Target, slot: Slot): void;
  drop(slot: Slot): void;
  close(): Promise<void>;
}

// Below the 5 s after which common servers (uvicorn, Node) close an idle connection without a word.
const idleMs = 2_000;
const headerBytes = 65_536;

export function makePool(line: Line, keepAtMost: number): Pool {
  const idle = new Map<string, Slot[]>();
  const all = new Set<Slot>();
  const authorities = new Map<string, number>();
  let closed = false;
  let resting = 0;

  const keyOf = (target: Target): string => {
    const ca = target.route?.ca;
    let authority = 0;
    if (ca !== undefined) {
      authority = authorities.get(ca) ?? authorities.size + 1;
      authorities.set(ca, authority);
    }
    return `${target.origin} ${revealed(target.route?.proxy ?? "")} ${authority} ${target.unverified}`;
  };

  const drop = (slot: Slot): void => {
    all.delete(slot);
    slot.connection?.socket.destroy();
    void slot.client.destroy().catch(() => undefined);
  };

  const forget = (key: string, slot: Slot): void => {
    const list = idle.get(key);
    const at = list?.indexOf(slot) ?? -1;
    if (list === undefined || at < 0) return;
    list.splice(at, 1);
    if (list.length === 0) idle.delete(key);
    resting -= 1;
    drop(slot);
  };

  const makeSlot = (target: Target): Slot => {
    const slot: Slot = {
      client: new Client(target.origin, {
        // One answer per connection at a time, and every time limit is the act's own.
        pipelining: 1,
        headersTimeout: 0,
        bodyTimeout: 0,
        maxHeaderSize: headerBytes,
        keepAliveTimeout: idleMs,
        keepAliveMaxTimeout: idleMs,
        keepAliveTimeoutThreshold: 1_000,
        connect: (_options, connected) => {
          connectFor(slot, target, line).then(
            (socket) => connected(null, socket),
            (error: unknown) => connected(error instanceof Error ? error : new Error("unknown"), null),
          );
        },
      }),
      connection: undefined,
      act: undefined,
      served: 0,
    };
    slot.client.on("disconnect", () => {
      slot.connection = undefined;
      forget(keyOf(target), slot);
    });
    all.add(slot);
    return slot;
  };

  return {
    take(target, act, fresh) {
      const key = keyOf(target);
      const list = fresh ? undefined : idle.get(key);
      let slot = list?.pop();
      if (slot !== undefined) {
        resting -= 1;
        if (list?.length === 0) idle.delete(key);
      }
      slot ??= makeSlot(target);
      slot.act = act;
      return slot;
    },
    give(target, slot) {
      slot.act = undefined;
      if (closed || resting >= keepAtMost || slot.connection === undefined || slot.connection.socket.destroyed || slot.connection.socket.readableEnded) {
        drop(slot);
        return;
      }
      const key = keyOf(target);
      const list = idle.get(key);
      if (list === undefined) idle.set(key, [slot]);
      else list.push(slot);
      resting += 1;
    },
    drop,
    async close() {
      closed = true;
      idle.clear();
      resting = 0;
      const slots = [...all];
      all.clear();
      await Promise.all(
        slots.map(async (slot) => {
          slot.connection?.socket.destroy();
          await slot.client.destroy().catch(() => undefined);
        }),
      );
    },
  };
}

async function connectFor(slot: Slot, target: Target, line: Line): Promise<Socket> {
  const act = slot.act;
  if (act === undefined) throw new Error("a connection that no act asked for");
  slot.served = 0;
  const way = { host: target.host, port: target.port, route: target.route };
  if (!target.secure) {
    const socket = await openPlain(act, line, { ...way, forwarded: true });
    slot.connection = { socket, address: act.address };
    return socket;
  }
  const { socket } = await openSecure(act, line, way, {
    name: target.host,
    ca: target.route?.ca,
    alpn: ["http/1.1"],
    unverified: target.unverified,
  });
  slot.connection = { socket, address: act.address };
  return socket;
}
