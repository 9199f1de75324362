/** How GitLab says that it reaches a host: the closed set behind the exception texts of Ruby's HTTP client. */
export type HostState = "reachable" | "name-not-found" | "refused" | "timeout" | "silent" | "certificate" | "tls" | "not-tls" | "reset" | "blocked" | "invalid-url" | "empty-url" | "other";

/**
 * Which exception of GitLab's HTTP client a text is. GitLab hands out the text only, so its fixed parts are what there is: the reasons of
 * its outbound filter, resolver and system errors, and OpenSSL's. The order matters: an open that timed out names the failed open too.
 */
const forms: readonly (readonly [HostState, readonly string[]])[] = [
  ["empty-url", ["because the url is empty"]],
  ["invalid-url", ["is not a valid url", "only allowed schemes", "bad uri", "invalid uri", "uri::invalidurierror"]],
  // With protection against DNS rebinding on, the filter is the first to look the name up and reports an unknown one as blocked.
  ["name-not-found", ["host cannot be resolved or invalid"]],
  ["blocked", ["url is blocked", "url blocked", "blockedurlerror"]],
  ["name-not-found", ["getaddrinfo", "name or service not known", "nodename nor servname", "socketerror", "no address for", "temporary failure in name resolution", "name does not resolve"]],
  ["certificate", ["certificate verify failed", "does not match the server certificate", "hostname mismatch", "certificate has expired"]],
  ["not-tls", ["wrong version number", "unknown protocol", "packet length too long", "http request"]],
  // A read that times out had its connection: what stands there took the question and says nothing.
  ["silent", ["net::readtimeout", "net::writetimeout"]],
  ["timeout", ["execution expired", "opentimeout", "readtimeout", "timed out", "timeout::error", "request timed out"]],
  ["refused", ["connection refused", "econnrefused"]],
  ["reset", ["connection reset", "econnreset", "end of file reached", "eoferror", "broken pipe", "epipe"]],
  ["tls", ["ssl_connect", "openssl::ssl", "sslv3 alert", "tlsv1 alert", "ssl_error", "ssl_read"]],
  ["timeout", ["host unreachable", "no route to host", "ehostunreach", "network is unreachable", "enetunreach"]],
];

/** Classifies the text of an exception that GitLab's client raised. */
export function hostStateOf(text: string): HostState {
  const flat = text.toLowerCase();
  return forms.find(([, parts]) => parts.some((part) => flat.includes(part)))?.[0] ?? "other";
}
