import { request as httpRequest } from "node:http";
import type { Socket } from "node:net";
import { cleanLine } from "../core/text.ts";
import { type Act, waitWithin } from "./act.ts";
import { faultOf, Trouble } from "./errors.ts";

/** A configured proxy, read once. */
export interface Proxy {
  host: string;
  port: number;
  /** The value of Proxy-Authorization, where the address holds a login. */
  authorization?: string;
}

/** Reads the address of a proxy; throws a Trouble of reason bad-url when it is none of kind http. */
export function proxyOf(address: string): Proxy {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.protocol !== "http:" || url.hostname === "") {
    throw new Trouble({ phase: "connect", reason: "bad-url", detail: "the proxy is not of the form http://host:port" });
  }
  const login = url.username === "" ? undefined : `${decoded(url.username)}:${decoded(url.password)}`;
  return {
    host: url.hostname.replace(/^\[|\]$/gu, ""),
    port: url.port === "" ? 80 : Number(url.port),
    ...(login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Asks the proxy on the other end of `socket` for a tunnel (RFC 9110 section 9.3.6). The socket then speaks to the target. */
export async function openTunnel(act: Act, socket: Socket, proxy: Proxy, host: string, port: number): Promise<void> {
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  try {
    await waitWithin<void>(act, ({ done, fail }) => {
      const request = httpRequest({
        method: "CONNECT",
        path: target,
        headers: { host: target, ...(proxy.authorization === undefined ? {} : { "proxy-authorization": proxy.authorization }) },
        createConnection: () => socket,
        maxHeaderSize: 32_768,
      });
      request.once("connect", (response, _socket, head) => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) {
          if (head.length > 0) socket.unshift(head);
          done();
          return;
        }
        const squid = response.headers["x-squid-error"];
        fail(
          new Trouble({
            phase: "connect",
            reason: "proxy-refused",
            proxyStatus: status,
            ...(typeof squid === "string" ? { code: cleanLine(squid, 80) } : {}),
            detail: cleanLine(`the proxy answered ${status} ${response.statusMessage ?? ""}`),
          }),
        );
      });
      request.on("error", (error) => fail(new Trouble({ ...faultOf(error, "connect"), phase: "connect", reason: "proxy-unreachable" })));
      request.end();
      return (well) => {
        if (!well) request.destroy();
      };
    });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
