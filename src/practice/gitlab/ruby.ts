import { CallFailure } from "../wire.ts";

/** GitLab's words for trouble on the wire: the exception class and its text, as Ruby raises it. */
export interface RubyTrouble {
  kind: "refused" | "unresolved" | "open-timeout" | "read-timeout" | "reset" | "end-of-file" | "tls" | "blocked" | "bad-url";
  text: string;
}

const verifyTexts: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed certificate",
  SELF_SIGNED_CERT_IN_CHAIN: "self-signed certificate in certificate chain",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unable to get local issuer certificate",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unable to get local issuer certificate",
  UNABLE_TO_GET_ISSUER_CERT: "unable to get issuer certificate",
  CERT_HAS_EXPIRED: "certificate has expired",
  CERT_NOT_YET_VALID: "certificate is not yet valid",
};

/** Translates a failed call. */
export function rubyTroubleOf(failure: CallFailure): RubyTrouble {
  const { code, host, port } = failure;
  const tls = (text: string): RubyTrouble => ({ kind: "tls", text: `SSL_connect returned=1 errno=0 peeraddr=${host}:${port} state=error: ${text}` });
  switch (code) {
    case "ECONNREFUSED":
      return { kind: "refused", text: `Failed to open TCP connection to ${host}:${port} (Connection refused - connect(2) for "${host}" port ${port})` };
    case "ENOTFOUND":
      return { kind: "unresolved", text: `Failed to open TCP connection to ${host}:${port} (getaddrinfo: Name or service not known)` };
    case "EHOSTUNREACH":
      return { kind: "refused", text: `Failed to open TCP connection to ${host}:${port} (No route to host - connect(2) for "${host}" port ${port})` };
    case "CONNECT_TIMEOUT":
      return { kind: "open-timeout", text: "execution expired" };
    case "IDLE_TIMEOUT":
    case "LIMIT":
      return { kind: "read-timeout", text: "Net::ReadTimeout with #<TCPSocket:(closed)>" };
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return { kind: "tls", text: `SSL_connect returned=1 errno=0 peeraddr=${host}:${port} state=error: certificate verify failed (hostname mismatch)` };
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return tls("wrong version number");
    case "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION":
    case "ERR_SSL_UNSUPPORTED_PROTOCOL":
      return tls("tlsv1 alert protocol version");
    case "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED":
      return { kind: "tls", text: "SSL_read: tlsv13 alert certificate required" };
    case "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE":
      return tls("sslv3 alert handshake failure");
    case "URL_BLOCKED":
      return { kind: "blocked", text: failure.message };
    case "BAD_URL":
      return { kind: "bad-url", text: failure.message };
    case "ECONNRESET":
      return failure.message.includes("hang up") || failure.message.includes("disconnected") ? { kind: "end-of-file", text: "end of file reached" } : { kind: "reset", text: "Connection reset by peer" };
    default: {
      const verify = verifyTexts[code];
      if (verify) return tls(`certificate verify failed (${verify})`);
      if (code.startsWith("ERR_SSL") || code === "EPROTO") return tls(failure.message.includes("wrong version") ? "wrong version number" : "unexpected eof while reading");
      return { kind: "reset", text: "Connection reset by peer" };
    }
  }
}
