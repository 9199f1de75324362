import type { Sign } from "../../core/reported.ts";
import { cleanLine } from "../../core/text.ts";
import type { Entry } from "./records.ts";

export interface WireSign {
  id: string;
  strength: Sign["strength"];
  points: readonly string[];
  line: number;
  said: string;
}

/** Who was asked. */
export type Target = "gateway" | "model" | "gitlab" | "agent";

/** One call of curl as a terminal shows it. */
interface Call {
  line: number;
  host: string;
  port: string;
  path: string;
  error: string;
  /** Why each connection failed, where -v tells; the last line of curl itself does not. */
  detail: string;
  status: number | null;
  server: string;
  /** Where a redirect leads. */
  location: string;
  body: string;
  inside: boolean;
}

const blank = (line: number): Call => ({ line, host: "", port: "", path: "", error: "", detail: "", status: null, server: "", location: "", body: "", inside: false });

/** Calls of curl in a text, with or without -v; one begins at a prompt with `curl`, or where a connection is tried anew after an end. */
function readCalls(entries: readonly Entry[]): Call[] {
  const calls: Call[] = [];
  let call: Call | undefined;
  let ended = false;
  const begin = (line: number): Call => {
    const next = blank(line);
    calls.push(next);
    ended = false;
    return next;
  };
  for (const { text, line } of entries) {
    const typed = /\bcurl(?:\.exe)?\s[^|]{0,400}?((?:https?:\/\/)[^\s"'|;]{1,400})/u.exec(text);
    if (typed !== null) {
      call = begin(line);
      placeUrl(call, typed[1] ?? "");
      call.inside = /\b(?:docker|kubectl|podman|crictl)\b[^|]{0,80}\bexec\b/u.test(text);
      continue;
    }
    const marked = /^\* {1,3}(?:Trying |Could not resolve|Host \S|Connected to)/u.test(text) || /^curl: \(\d{1,3}\)/u.test(text);
    if (call === undefined || (ended && marked && !text.startsWith("curl: "))) {
      if (!marked) continue;
      call = begin(line);
    }
    readCallLine(call, text);
    ended ||= /^\* {1,3}(?:Closing connection|Connection #\d{1,4} to host)/u.test(text) || text.startsWith("curl: (");
  }
  return calls;
}

function placeUrl(call: Call, address: string): void {
  if (!URL.canParse(address)) return;
  const url = new URL(address);
  call.host = url.hostname.replace(/^\[|\]$/gu, "");
  call.port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  call.path = url.pathname;
}

function readCallLine(call: Call, text: string): void {
  const request = /^> (?:GET|POST|HEAD|OPTIONS) (\S{1,400}) HTTP/u.exec(text);
  if (request !== null) call.path = (request[1] ?? "").split("?")[0] ?? "";
  const host = /^> Host: ([^\s:]{1,253})(?::(\d{1,5}))?/iu.exec(text);
  if (host !== null) {
    call.host = host[1] ?? "";
    call.port = host[2] ?? call.port;
  }
  const connected = /^\* {1,3}Connected to (\S{1,253}) \([^)]{1,80}\) port (\d{1,5})/u.exec(text);
  if (connected !== null && call.host === "") [call.host, call.port] = [connected[1] ?? "", connected[2] ?? ""];
  const failed = /[Ff]ailed to connect to (\S{1,253}) port (\d{1,5})/u.exec(text);
  if (failed !== null && call.host === "") [call.host, call.port] = [failed[1] ?? "", failed[2] ?? ""];
  const refused = /^\* {1,3}connect to \S{1,253} port \d{1,5}(?: from \S{1,100} port \d{1,5})? failed: (.{1,80})/u.exec(text);
  if (refused !== null) call.detail = refused[1] ?? "";
  const unknown = /Could not resolve host: (\S{1,253})/u.exec(text);
  if (unknown !== null && call.host === "") call.host = unknown[1] ?? "";
  const error = /^curl: \((\d{1,3})\) (.{1,400})/u.exec(text);
  if (error !== null) call.error = `(${error[1] ?? ""}) ${error[2] ?? ""}`;
  const status = /^(?:< )?HTTP\/[\d.]{1,3} (\d{3})\b/u.exec(text);
  if (status !== null) call.status = Number(status[1]);
  const shown = /^status (\d{3})\b/u.exec(text);
  if (shown !== null && shown[1] !== "000") call.status = Number(shown[1]);
  const server = /^(?:< )?(?:server|via|x-squid-error): {0,3}(\S.{0,80})/iu.exec(text);
  if (server !== null) call.server += ` ${server[1] ?? ""}`;
  const location = /^(?:< )?location: {0,3}(\S{1,600})/iu.exec(text);
  if (location !== null) call.location = location[1] ?? "";
  if (!/^[*<>{}] /u.test(text) && error === null && call.body.length < 800) call.body += `${text} `;
}

const gatewayPath = /^\/(?:monitoring\/(?:healthz|ready)|v1\/prompts|v[1234]\/(?:chat\/agent|code|models\/definitions|completions\/|proxy)|v1\/(?:agent|search|x-ray|amazon_q))/u;
const modelPath = /\/(?:models|chat\/completions|completions|api\/(?:tags|ps|version|chat)|v1\/models)$/u;
const gitlabPath = /^\/(?:\S{0,80}\/)?(?:\.well-known\/openid-configuration|oauth\/discovery\/keys|api\/v4(?:\/\S{0,200})?|-\/(?:readiness|liveness|health))$/u;

/** Who answers at this path and port; undefined where neither tells. */
export function targetOf(path: string, port: string): Target | undefined {
  if (port === "50052" || path.startsWith("/DuoWorkflow/")) return "agent";
  if (gatewayPath.test(path) || port === "5052") return "gateway";
  if (gitlabPath.test(path)) return "gitlab";
  if (modelPath.test(path) || ["8000", "11434", "4000"].includes(port)) return "model";
  return undefined;
}

/** What a host is, by the words that people name such hosts with; a guess that only a failed look-up needs. */
export function targetByName(host: string): Target | undefined {
  if (/ai-?gw|ai-?gateway/iu.test(host)) return "gateway";
  if (/vllm|ollama|llama|litellm|\bllm\b|model/iu.test(host)) return "model";
  return /gitlab/iu.test(host) ? "gitlab" : undefined;
}

// How a call ends, by the fixed parts of curl's own texts with OpenSSL, GnuTLS and Windows' schannel, and of the C library in English,
// German, French and Japanese; the first that fits.
const ends: readonly (readonly [string, RegExp])[] = [
  ["proxy", /^\((?:5|97)\)|proxy (?:CONNECT|tunnel)|CONNECT tunnel failed|Received HTTP code 40[37] from proxy/iu],
  ["name", /^\(6\)|Could not resolve host|Temporary failure in name resolution|Name oder der Dienst ist nicht bekannt|Nom ou service inconnu|名前またはサービスが不明です|名前解決に一時的に失敗しました/u],
  ["not-tls", /wrong version number|packet length too long|record layer failure|unexpected TLS packet was received|SEC_E_INVALID_TOKEN/iu],
  ["client-certificate", /certificate (?:is )?required|bad certificate|alert handshake failure.*client/iu],
  ["expired", /certificate has expired|not yet valid|certificate expiration date has passed|certificate activation date|SEC_E_CERT_EXPIRED/iu],
  ["name-mismatch", /no alternative certificate subject name|host ?name mismatch|does not match target host|SSL: certificate subject name|SEC_E_WRONG_PRINCIPAL/iu],
  // Windows could not ask whether the certificate was revoked: a matter of the machine that asks, not of what was asked.
  ["unchecked", /CRYPT_E_(?:NO_REVOCATION_CHECK|REVOCATION_OFFLINE)/u],
  ["untrusted", /^\((?:60|77)\)|unable to get local issuer|self[- ]signed certificate|SSL certificate problem|SEC_E_UNTRUSTED_ROOT/iu],
  ["unreachable", /No route to host|Network is unreachable|Keine Route zum Zielrechner|Das Netzwerk ist nicht erreichbar|Aucun chemin d'accès pour atteindre|Le réseau n'est pas accessible|ホストへの経路がありません/u],
  ["connect-timeout", /Connection timed out|Failed to connect.{0,120}(?:timed out|Timeout)|^\(28\).{0,60}connect|Wartezeit für die Verbindung ist abgelaufen|Connexion terminée par expiration|接続がタイムアウトしました/iu],
  ["refused", /Connection refused|Couldn't connect to server|Could not connect to server|Verbindungsaufbau abgelehnt|Connexion refusée|接続を拒否されました/u],
  ["silent", /^\(28\)/u],
  ["cut", /^\((?:52|56|35|18)\)|Empty reply|reset by peer/u],
];

const means: Record<Exclude<Target, "agent">, Record<string, readonly [Sign["strength"], readonly string[]]>> = {
  gateway: {
    proxy: ["single", ["DT520"]], name: ["single", ["DT501"]], "not-tls": ["single", ["DT504"]], "client-certificate": ["single", ["DT533"]], expired: ["single", ["DT511"]], "name-mismatch": ["single", ["DT512"]],
    untrusted: ["single", ["DT510"]], refused: ["group", ["DT201", "DT202", "DT505", "DT203", "DT204", "DT205"]], "connect-timeout": ["group", ["DT503", "DT528"]], silent: ["group", ["DT216", "DT243", "DT253"]], unreachable: ["group", ["DT503", "DT528"]], cut: ["group", ["DT504", "DT530", "DT521"]],
  },
  model: {
    proxy: ["group", ["DT309", "DT308"]], name: ["single", ["DT305"]], "not-tls": ["single", ["DT313"]], "client-certificate": ["single", ["DT314"]], expired: ["single", ["DT311"]], "name-mismatch": ["single", ["DT312"]],
    untrusted: ["single", ["DT310"]], refused: ["group", ["DT301", "DT302", "DT303", "DT304"]], "connect-timeout": ["group", ["DT307", "DT308"]], silent: ["group", ["DT341", "DT342"]], unreachable: ["group", ["DT307", "DT308"]], cut: ["group", ["DT314", "DT303", "DT313"]],
  },
  gitlab: {
    proxy: ["single", ["DT245"]], name: ["group", ["DT242", "DT150"]], "not-tls": ["group", ["DT243", "DT154"]], expired: ["single", ["DT154"]], "name-mismatch": ["single", ["DT154"]], untrusted: ["single", ["DT244"]],
    refused: ["group", ["DT243", "DT150"]], "connect-timeout": ["group", ["DT243", "DT150"]], silent: ["group", ["DT243", "DT151"]], unreachable: ["group", ["DT243", "DT150"]], cut: ["group", ["DT243", "DT150"]],
  },
};

/** How a call ended, by the words of curl and of OpenSSL. */
export const endOf = (said: string): string | undefined => ends.find(([, form]) => form.test(said))?.[0];

/** What such an end points to. Where neither path nor port nor name tells what was asked, it may be any of the three. */
export function meansFor(target: Target | undefined, end: string): readonly [Sign["strength"], readonly string[]] | undefined {
  if (target === "agent") return undefined;
  return target === undefined ? ["group", (["gateway", "model", "gitlab"] as const).flatMap((one) => means[one][end]?.[1].slice(0, 2) ?? [])] : means[target][end];
}

export const sayWire = (text: string): string => cleanLine(text, 240);

/** What calls of curl in the text point to. */
export function readCurl(entries: readonly Entry[]): WireSign[] {
  return readCalls(entries).flatMap((call) => {
    const target = targetOf(call.path, call.port) ?? targetByName(call.host);
    // A path that nothing of the stack has, on a host that no name ties to it, is somebody else's.
    if (target === "agent" || (target === undefined && !/^\/?(?:[?#].*)?$/u.test(call.path))) return [];
    const place = `${call.host}${call.port === "" ? "" : `:${call.port}`}${call.path}`;
    if (call.error !== "" && call.status === null) {
      const said = `${call.error} ${call.detail}`;
      const end = (call.detail === "" ? undefined : endOf(call.detail)) ?? endOf(said);
      const [strength, points] = end === undefined ? [] : (meansFor(target, end) ?? []);
      return strength === undefined || points === undefined ? [] : [{ id: `curl-${target ?? "somebody"}-${end ?? ""}`, strength, points, line: call.line, said: cleanLine(`curl ${place}: ${call.error}`, 240) }];
    }
    if (call.status === null || target === undefined) return [];
    const read = target === "gateway" ? gatewayAnswer(call) : target === "model" ? modelAnswer(call) : gitlabAnswer(call);
    return read === undefined ? [] : [{ id: `curl-${target}-${String(call.status)}`, ...read, line: call.line, said: cleanLine(`curl ${place}: ${call.status}${call.server === "" ? "" : `, server${call.server}`} ${call.body.slice(0, 100)}`, 240) }];
  });
}

const html = (body: string): boolean => /<html|<!doctype|<head/iu.test(body);
type Reading = Pick<WireSign, "strength" | "points"> | undefined;

function gatewayAnswer(call: Call): Reading {
  if (!/healthz/u.test(call.path)) return undefined;
  if (call.status === 200 && /^\s*\{\}/u.test(call.body)) return { strength: "health", points: ["DT201", "DT202", "DT501", "DT503", "DT504", "DT505", "DT510", "DT511", "DT512", "DT521"] };
  if (/squid|tinyproxy|privoxy/iu.test(call.server)) return { strength: "single", points: ["DT520"] };
  // A web server that stands before others names itself; a forward proxy was told apart above.
  if ((call.status === 502 || call.status === 503) && /nginx|apache|envoy|caddy|traefik|awselb|haproxy|openresty|cloudflare/iu.test(call.server)) return { strength: "single", points: ["DT521"] };
  if (call.status === 502 || call.status === 503 || call.status === 504) return { strength: "group", points: ["DT521", "DT525", "DT520"] };
  if (call.status === 404) return { strength: "group", points: ["DT104", "DT105", "DT106", "DT526"] };
  if (call.status === 301 || call.status === 302 || call.status === 307 || call.status === 308) return redirected(call);
  if (call.status === 401 || call.status === 403) return { strength: "group", points: ["DT104", "DT526", "DT527"] };
  if (call.status === 200 && html(call.body)) return { strength: "group", points: ["DT527", "DT108", "DT107"] };
  return undefined;
}

/** To another host, or into a sign-in: a login page; to the same place by another scheme or path: a redirect. */
function redirected(call: Call): Reading {
  const target = URL.canParse(call.location, `http://${call.host === "" ? "unknown.invalid" : call.host}`) ? new URL(call.location, `http://${call.host === "" ? "unknown.invalid" : call.host}`) : undefined;
  const signIn = target !== undefined && (/\b(?:login|sign_?in|oauth2?|authorize|saml2?|sso|adfs|openid-connect)\b/iu.test(target.pathname) || ["client_id", "SAMLRequest", "redirect_uri"].some((name) => target.searchParams.has(name)));
  if (signIn) return { strength: "single", points: ["DT527"] };
  if (target !== undefined && call.host !== "" && target.hostname === call.host) return { strength: "single", points: ["DT532"] };
  return { strength: "group", points: ["DT532", "DT527"] };
}

function modelAnswer(call: Call): Reading {
  if (call.status === 401) return { strength: "group", points: ["DT331", "DT330", "DT227"] };
  if (call.status === 403) return html(call.body) ? { strength: "group", points: ["DT309", "DT347"] } : { strength: "group", points: ["DT332", "DT347"] };
  if (call.status === 404) return /does not exist|try pulling|not found in|model_not_found/u.test(call.body) ? { strength: "single", points: ["DT324"] } : { strength: "group", points: ["DT321", "DT322", "DT323"] };
  if (call.status === 503 && /Loading model/u.test(call.body)) return { strength: "proof", points: ["DT302"] };
  if ((call.status === 502 || call.status === 503 || call.status === 504) && html(call.body)) return { strength: "single", points: ["DT347"] };
  if (call.status === 200 && html(call.body)) return { strength: "group", points: ["DT328", "DT309"] };
  return undefined;
}

function gitlabAnswer(call: Call): Reading {
  if (!/openid-configuration|discovery\/keys/u.test(call.path)) return undefined;
  if (call.status === 200 && html(call.body)) return { strength: "group", points: ["DT246", "DT245"] };
  if (call.status === 404) return { strength: "group", points: ["DT249", "DT246"] };
  if (call.status === 302 || call.status === 301) return { strength: "single", points: ["DT246"] };
  if (call.status !== null && call.status >= 500 && call.status < 600) return { strength: "group", points: ["DT151", "DT243"] };
  return undefined;
}

const nginxError = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(?:error|crit|warn|alert)\] \d{1,10}#\d{1,10}: (?:\*\d{1,12} )?(.{1,600})/u;

/** What error lines of nginx and of Apache's proxy point to: what it stands before tells by path and port of the upstream. */
export function readProxyErrors(entries: readonly Entry[]): WireSign[] {
  return entries.flatMap(({ text, line }) => {
    const apache = /\[proxy[a-z_0-9]{0,20}:error\].{0,120}attempt to connect to \S{1,253}:(\d{1,5}) /u.exec(text);
    const behind = apache === null ? undefined : targetOf("", apache[1] ?? "");
    if (behind === "gateway" || behind === "model") return [{ id: "proxy-no-backend", strength: "proof", points: [behind === "model" ? "DT347" : "DT521"], line, said: sayWire(text) }];
    const said = nginxError.exec(text)?.[1];
    if (said === undefined) return [];
    const path = /request: "[A-Z]{3,7} (\S{1,300})/u.exec(said)?.[1]?.split("?")[0] ?? "";
    const upstream = /upstream: "[a-z]{2,6}:\/\/[^"\s/]{1,253}?:(\d{1,5})(\/[^"\s]{0,300})?/u.exec(said);
    const target = targetOf(upstream?.[2] ?? path, upstream?.[1] ?? "") ?? targetOf(path, "");
    if (target === undefined || target === "gitlab") return [];
    const backend = target === "model" ? "DT347" : target === "agent" ? "DT413" : "DT521";
    const sign = (id: string, strength: Sign["strength"], ...points: string[]): WireSign[] => [{ id: `proxy-${id}`, strength, points, line, said: cleanLine(said, 240) }];
    if (/while connecting to upstream|no live upstreams|could not be resolved|SSL_do_handshake\(\) failed/u.test(said)) return sign("no-backend", "proof", backend);
    if (/upstream timed out/u.test(said)) return target === "model" ? sign("timed-out", "group", "DT347", "DT341", "DT342") : sign("timed-out", "single", "DT523");
    if (/prematurely closed connection|reset by peer\) while reading/u.test(said)) return target === "model" ? sign("closed", "group", "DT303", "DT347") : sign("closed", "group", "DT216", "DT209", "DT521");
    if (/client intended to send too large body/u.test(said)) return sign("too-large", "proof", target === "model" ? "DT347" : "DT531");
    if (/upstream sent (?:no valid|invalid) (?:HTTP|header)|invalid method/u.test(said)) return sign("not-http", "single", backend);
    return [];
  });
}
