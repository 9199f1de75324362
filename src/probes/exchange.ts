import { isUtf8 } from "node:buffer";
import type { Act } from "./act.ts";
import { faultOf, Trouble } from "./errors.ts";
import type { Slot } from "./pool.ts";

/** One request as it goes onto the wire. */
export interface WireRequest {
  method: string;
  path: string;
  headers: [string, string][];
  body: string | undefined;
}

/** Who reads an answer. */
export interface Reader {
  head(status: number, headers: [string, string][]): void;
  /** Says whether it wants more. */
  data(chunk: Buffer): boolean;
}

/** How an exchange ended: whole, stopped by the reader, after too long a silence, or by trouble before or after the headers of the answer. */
export type Ending = { how: "complete" | "enough" | "silent" } | { how: "trouble"; trouble: Trouble; headed: boolean };

/**
 * Sends one request over a slot and reads the answer; `idleMs` bounds the silence after its headers. Never rejects. The slot is good
 * for another request only after `complete`.
 */
export function exchange(act: Act, slot: Slot, request: WireRequest, reader: Reader, idleMs?: number): Promise<Ending> {
  return new Promise((resolve) => {
    let headed = false;
    let over = false;
    let unwatch = (): void => undefined;
    let idle: NodeJS.Timeout | undefined;
    const finish = (ending: Ending): void => {
      if (over) return;
      over = true;
      clearTimeout(idle);
      forget();
      unwatch();
      resolve(ending);
    };
    let forget = (): void => undefined;
    const fail = (error: unknown): void => finish({ how: "trouble", trouble: error instanceof Trouble ? error : new Trouble(faultOf(error, act.phase)), headed });
    forget = act.onStop(fail);
    if (over) return;

    slot.client.dispatch(
      {
        method: request.method as "GET",
        path: request.path,
        headers: flat(request.headers),
        body: request.body ?? null,
      },
      {
        onRequestStart() {
          act.phase = "first-byte";
          act.address ??= slot.connection?.address;
          unwatch = watchFirstByte(act, slot);
        },
        onResponseStart(controller, status) {
          // 1xx answers announce; the answer proper is still to come.
          if (over || status < 200) return;
          headed = true;
          if (act.reached.firstByte === undefined) act.mark("firstByte");
          act.phase = "stream";
          reader.head(status, headerList(controller.rawHeaders));
          if (idleMs !== undefined) idle = setTimeout(() => finish({ how: "silent" }), idleMs);
        },
        onResponseData(_controller, chunk) {
          if (over) return;
          idle?.refresh();
          if (!reader.data(chunk)) finish({ how: "enough" });
        },
        onResponseEnd() {
          slot.served += 1;
          finish({ how: "complete" });
        },
        onResponseError(_controller, error) {
          fail(error);
        },
      },
    );
  });
}

function flat(headers: readonly (readonly [string, string])[]): string[] {
  const list: string[] = [];
  for (const [name, value] of headers) list.push(name, value);
  return list;
}

// undici tells of an answer when its headers are whole; a server that drips them is told from a silent one by the first bytes.
function watchFirstByte(act: Act, slot: Slot): () => void {
  const connection = slot.connection;
  if (connection === undefined) return () => undefined;
  const socket = connection.socket;
  const onReadable = (): void => {
    if (socket.readableLength === 0) return;
    socket.off("readable", onReadable);
    if (act.phase !== "first-byte") return;
    act.phase = "headers";
    act.mark("firstByte");
  };
  socket.prependListener("readable", onReadable);
  return () => socket.off("readable", onReadable);
}

function headerList(raw: unknown): [string, string][] {
  if (!Array.isArray(raw)) return [];
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const value: unknown = raw[at + 1];
    const name = textOf(raw[at]).toLowerCase();
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) list.push([name, textOf(one)]);
  }
  return list;
}

// Headers are bytes (RFC 9110 5.5): UTF-8 where they are, otherwise each byte a character.
function textOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return isUtf8(value) ? value.toString("utf8") : value.toString("latin1");
  return typeof value === "string" ? value : "";
}
