import type { X509Certificate } from "node:crypto";
import { checkServerIdentity, type TLSSocket } from "node:tls";
import type { Limits, Probes } from "../core/ports.ts";
import type { Certificate, TlsLook, TlsResult } from "../core/probe-answer.ts";
import { cleanLine } from "../core/text.ts";
import { takeTurn, type Tools } from "./converse.ts";
import { openSecure } from "./open.ts";
import { untrusted } from "./secure.ts";

const longestChain = 10;
const mostNames = 100;

/**
 * Looks at a handshake: nothing is sent over it. The chain is read and judged by the target's trust in the same handshake. A server that
 * demands a client certificate gives a failure, as it does to every client without one.
 */
export function probeTls(tools: Tools, target: Parameters<Probes["tls"]>[0], limits: Limits): Promise<TlsResult> {
  const name = target.serverName ?? target.host;
  return takeTurn<TlsResult>(tools, target, limits, async (act) => {
    const { socket, clientCertificateRequested } = await openSecure(act, tools.line, target, {
      name,
      ca: target.route?.ca,
      alpn: target.alpn,
      minVersion: target.minVersion,
      maxVersion: target.maxVersion,
      unverified: true,
    });
    try {
      return { ...look(socket, name), clientCertificateRequested, ...(act.address === undefined ? {} : { address: act.address }), timings: act.timings() };
    } finally {
      socket.destroy();
    }
  });
}

function look(socket: TLSSocket, name: string): Omit<TlsLook, "clientCertificateRequested" | "address" | "timings"> {
  const fault = untrusted(socket, name);
  const nameMatches = checkServerIdentity(name, socket.getPeerCertificate()) === undefined;
  // Last, because in Node 20 it leaves nothing for getPeerCertificate to read.
  const sent = chainOf(socket.getPeerX509Certificate());
  const now = Date.now();
  return {
    kind: "look",
    protocol: socket.getProtocol() ?? "unknown",
    alpn: typeof socket.alpnProtocol === "string" ? socket.alpnProtocol : null,
    chain: sent.map(describeCertificate),
    trusted: fault === undefined,
    ...(fault === undefined ? {} : { problem: fault.reason }),
    nameMatches,
    // A trusted chain may come with an old cross-signed certificate that plays no part.
    datesValid: fault === undefined || sent.every((one) => Date.parse(one.validFrom) <= now && now <= Date.parse(one.validTo)),
  };
}

function chainOf(leaf: X509Certificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let one = leaf; one !== undefined && chain.length < longestChain; one = one.issuerCertificate) chain.push(one);
  return chain;
}

function describeCertificate(certificate: X509Certificate): Certificate {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    notBefore: isoDate(certificate.validFrom),
    notAfter: isoDate(certificate.validTo),
    names: namesOf(certificate.subjectAltName),
    fingerprint256: certificate.fingerprint256,
    selfSigned: signsItself(certificate),
  };
}

function signsItself(certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
  } catch {
    // A key of a kind that OpenSSL does not know.
    return false;
  }
}

// One part of the name per line, as Node prints it.
const oneLine = (name: string | undefined): string => cleanLine((name ?? "").replaceAll("\n", ", "), 500);

function isoDate(text: string): string {
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? cleanLine(text, 60) : new Date(moment).toISOString();
}

// `DNS:a, IP Address:1.2.3.4`; values with odd characters are quoted as JSON strings.
function namesOf(alternative: string | undefined): string[] {
  const parts = (alternative ?? "").slice(0, 65_536).match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/gu) ?? [];
  return parts
    .map((part) => part.trim())
    .map((part) => (part.startsWith("DNS:") ? part.slice(4) : part.startsWith("IP Address:") ? part.slice(11) : part))
    .map((part) => cleanLine(part, 255))
    .filter((part) => part !== "")
    .slice(0, mostNames);
}
