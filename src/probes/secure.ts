import { isIP, type Socket } from "node:net";
import { checkServerIdentity, connect, type TLSSocket } from "node:tls";
import { cleanLine } from "../core/text.ts";
import { type Act, waitWithin } from "./act.ts";
import { type Fault, faultOf, reasonOfCode, Trouble } from "./errors.ts";
import type { Trust, Versions } from "./trust.ts";

/** One handshake to make over an open connection. */
export interface Handshake extends Versions {
  /** The name (or address) that the certificate must cover and that is sent as server name. */
  name: string;
  ca?: string | undefined;
  alpn?: readonly string[] | undefined;
}

/** A finished handshake. Nothing was sent over it, and whether its certificate is trusted is for the caller to ask. */
export interface Secured {
  socket: TLSSocket;
  /** The server asked for a client certificate; seen from TLS 1.2 on. */
  clientCertificateRequested: boolean;
}

// In TLS 1.3 the server refuses a missing client certificate only after the client believes the handshake to be over. A server that
// asked for one is given this long to say so or to send a session ticket, which is its consent.
const verdictMs = 400;

// Alerts by which servers refuse that no client certificate came: RFC 5246 7.4.6 lets them choose.
const missingCertificateAlerts = ["HANDSHAKE_FAILURE", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN", "CERTIFICATE_REQUIRED", "UNKNOWN_CA", "ACCESS_DENIED"];

/**
 * Makes a handshake without judging the certificate; `untrusted` judges it afterwards. Throws a Trouble of phase tls when the
 * handshake fails.
 */
export async function secure(act: Act, trust: Trust, socket: Socket, handshake: Handshake): Promise<Secured> {
  act.phase = "tls";
  if (socket.destroyed) throw new Trouble({ phase: "tls", reason: "tls-cut" });
  let requested = false;
  const secured = await waitWithin<TLSSocket>(act, ({ done, fail }) => {
    const tls = connect({
      socket,
      host: handshake.name,
      servername: isIP(handshake.name) === 0 ? handshake.name : "",
      secureContext: trust(handshake.ca, handshake),
      ...(handshake.alpn === undefined ? {} : { ALPNProtocols: [...handshake.alpn] }),
      // Judged by `untrusted` before anything is sent, so that the reason and the chain are not lost.
      rejectUnauthorized: false,
    });
    // The only trace of a CertificateRequest is what it makes of the signature algorithms; when keys exist, it has been read.
    const notice = (): void => {
      requested ||= tls.getSharedSigalgs().length > 0;
    };
    let timer: NodeJS.Timeout | undefined;
    tls.on("keylog", notice);
    tls.on("error", (error) => fail(new Trouble(handshakeFault(error, requested))));
    tls.once("close", () => fail(new Trouble({ phase: "tls", reason: "tls-cut" })));
    tls.once("secureConnect", () => {
      notice();
      tls.off("keylog", notice);
      if (!requested || tls.getProtocol() !== "TLSv1.3") {
        done(tls);
        return;
      }
      timer = setTimeout(() => done(tls), verdictMs);
      // Told in the middle of a read of OpenSSL, where a write would be lost.
      tls.once("session", () => setImmediate(() => done(tls)));
    });
    return (well) => {
      clearTimeout(timer);
      if (!well) {
        tls.destroy();
        socket.destroy();
      }
    };
  });
  act.mark("secured");
  return { socket: secured, clientCertificateRequested: requested };
}

function handshakeFault(error: Error, requested: boolean): Fault {
  const fault = faultOf(error, "tls");
  const code = fault.code ?? "";
  const refusedForLack = requested && code.includes("_ALERT_") && missingCertificateAlerts.some((alert) => code.endsWith(alert));
  return refusedForLack ? { ...fault, reason: "client-certificate-required" } : { ...fault, phase: "tls" };
}

/** Why the certificate of a handshake cannot be trusted for the name; undefined when it can. */
export function untrusted(socket: TLSSocket, name: string): Fault | undefined {
  if (socket.authorized) return undefined;
  // Node keeps a code here, though its types say Error.
  const why: unknown = socket.authorizationError;
  const code = typeof why === "string" ? why : why instanceof Error && "code" in why ? String(why.code) : "UNKNOWN";
  const fault: Fault = { phase: "tls", reason: reasonOfCode(code), code: cleanLine(code, 80) };
  const detail = fault.reason === "certificate-name-mismatch" ? checkServerIdentity(name, socket.getPeerCertificate())?.message : undefined;
  return detail === undefined ? fault : { ...fault, detail: cleanLine(detail) };
}
