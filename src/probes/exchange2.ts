import { type ClientHttp2Session, connect } from "node:http2";
import type { TLSSocket } from "node:tls";
import type { Act } from "./act.ts";
import { faultOf, Trouble } from "./errors.ts";
import type { Ending, Reader, WireRequest } from "./exchange.ts";

// Fields of HTTP/1.1 that must not be sent over HTTP/2 (RFC 9113 section 8.2.2).
const hopByHop = ["connection", "host", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "proxy-authorization"];

/** As `exchange`, over HTTP/2 on a connection that was opened for this one request; it is closed afterwards. Never rejects. */
export function exchangeHttp2(act: Act, socket: TLSSocket, origin: string, request: WireRequest, reader: Reader, idleMs?: number): Promise<Ending> {
  act.phase = "first-byte";
  return new Promise((resolve) => {
    let headed = false;
    let over = false;
    let idle: NodeJS.Timeout | undefined;
    let session: ClientHttp2Session | undefined;
    let forget = (): void => undefined;
    const finish = (ending: Ending): void => {
      if (over) return;
      over = true;
      clearTimeout(idle);
      forget();
      session?.destroy();
      socket.destroy();
      resolve(ending);
    };
    const fail = (error: unknown): void => finish({ how: "trouble", trouble: error instanceof Trouble ? error : new Trouble(faultOf(error, act.phase)), headed });
    forget = act.onStop(fail);
    if (over) return;
    const closed = (): void => fail(new Trouble({ phase: act.phase, reason: "closed" }));
    session = connect(origin, { createConnection: () => socket, settings: { enablePush: false } });
    session.on("error", fail);
    session.once("close", closed);
    try {
      const stream = session.request({
        ":method": request.method,
        ":path": request.path,
        ...Object.fromEntries(request.headers.filter(([name]) => !hopByHop.includes(name))),
      });
      stream.on("error", fail);
      stream.once("response", (_parsed: unknown, _flags: number, raw?: unknown) => {
        headed = true;
        act.mark("firstByte");
        act.phase = "stream";
        const { status, headers } = headerList(raw);
        reader.head(status, headers);
        if (idleMs !== undefined) idle = setTimeout(() => finish({ how: "silent" }), idleMs);
      });
      stream.on("data", (chunk: Buffer) => {
        if (over) return;
        idle?.refresh();
        if (!reader.data(chunk)) finish({ how: "enough" });
      });
      stream.once("end", () => (headed ? finish({ how: "complete" }) : closed()));
      stream.once("close", closed);
      stream.end(request.body);
    } catch (error) {
      fail(error);
    }
  });
}

// Node hands over the fields in wire order as a third argument: name, value, name, value ...
function headerList(raw: unknown): { status: number; headers: [string, string][] } {
  const list = Array.isArray(raw) ? (raw as unknown[]).map(String) : [];
  const headers: [string, string][] = [];
  let status = 0;
  for (let at = 0; at + 1 < list.length; at += 2) {
    const name = list[at] ?? "";
    if (name === ":status") status = Number(list[at + 1]);
    else headers.push([name, list[at + 1] ?? ""]);
  }
  return { status, headers };
}
