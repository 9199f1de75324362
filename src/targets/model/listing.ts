import { header, type HttpResult } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { isPage, isProxyError, parseJson } from "./spoken.ts";

export type ListState = "list" | "key-wanted" | "not-here" | "wrong-path" | "loading" | "html" | "redirect" | "proxy-error" | "server-error" | "throttled" | "client-certificate" | "plain-to-tls" | "other" | "no-answer";

/** One answer to GET <base>/models. */
export interface ListReading {
  url: string;
  result: HttpResult;
  state: ListState;
  ids: string[];
  windows: Record<string, number>;
  ownedBy: string | null;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === "object" && !Array.isArray(value);

// What reverse proxies say by their own status or page about TLS (nginx 400 with 497 or 496 inside, HAProxy alike).
const plainToTls = /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|sent to HTTPS/iu;
const wantsCertificate = /No required SSL certificate was sent|SSL certificate error|client certificate/iu;

/** Reads what a server makes of a request for its models. */
export function readListing(url: string, result: HttpResult): ListReading {
  const blank: ListReading = { url, result, state: "no-answer", ids: [], windows: {}, ownedBy: null };
  if (result.kind === "failure") return blank;
  const { status, body } = result;
  const json = parseJson(body);
  if (status >= 200 && status < 300) {
    const data = isObject(json) ? json["data"] : undefined;
    const listed = Array.isArray(data) ? data : Array.isArray(json) ? json : undefined;
    if (listed !== undefined) return { ...blank, state: "list", ...readEntries(listed) };
    if (isObject(json) && json["error"] !== undefined) return { ...blank, state: "wrong-path" };
    if (isPage(result)) return { ...blank, state: "html" };
    return { ...blank, state: "other" };
  }
  if (status >= 300 && status < 400) return { ...blank, state: "redirect" };
  if (status === 496 || (status === 400 && isPage(result) && wantsCertificate.test(body))) return { ...blank, state: "client-certificate" };
  if (status === 497 || (status === 400 && plainToTls.test(body))) return { ...blank, state: "plain-to-tls" };
  if (isProxyError(result)) return { ...blank, state: "proxy-error" };
  // Model servers refuse a key in JSON, or with 401 and nothing; a 403 in plain text is the word of somebody before them.
  const byText = status === 403 && body.trim() !== "" && json === undefined;
  if (status === 401 || status === 403) return { ...blank, state: byText || isPage(result) || header(result, "www-authenticate")?.toLowerCase().startsWith("basic") === true ? "html" : "key-wanted" };
  if (status === 404 || status === 405) return { ...blank, state: "not-here" };
  if (status === 429) return { ...blank, state: "throttled" };
  const error = isObject(json) && isObject(json["error"]) ? json["error"] : undefined;
  if (status === 503 && (error?.["type"] === "unavailable_error" || /loading/iu.test(String(error?.["message"] ?? "")))) return { ...blank, state: "loading" };
  // A LiteLLM proxy without a database answers 400 to a key that it does not know.
  if (status === 400 && (error?.["type"] === "no_db_connection" || error?.["type"] === "auth_error")) return { ...blank, state: "key-wanted" };
  return { ...blank, state: status >= 500 ? "server-error" : "other" };
}

function readEntries(data: readonly unknown[]): Pick<ListReading, "ids" | "windows" | "ownedBy"> {
  const ids: string[] = [];
  const windows: Record<string, number> = {};
  let ownedBy: string | null = null;
  for (const entry of data.slice(0, 500)) {
    if (!isObject(entry) || typeof entry["id"] !== "string") continue;
    const id = cleanLine(entry["id"], 300);
    ids.push(id);
    if (ownedBy === null && typeof entry["owned_by"] === "string") ownedBy = cleanLine(entry["owned_by"], 80);
    const meta = isObject(entry["meta"]) ? entry["meta"] : {};
    const window = [entry["max_model_len"], meta["n_ctx"], entry["context_length"], entry["context_window"]].find((value) => typeof value === "number" && value > 0);
    if (typeof window === "number") windows[id] = window;
  }
  return { ids, windows, ownedBy };
}

/** Is the wanted name among the ids? The whole identifier counts too: some serve a model under `custom_openai/...`. */
export function servesName(ids: readonly string[], servedName: string | null, identifier: string | null): boolean | null {
  if (ids.length === 0) return null;
  if (servedName === null) return null;
  const bare = (id: string): string => id.replace(/:latest$/u, "");
  return ids.some((id) => id === servedName || id === identifier || bare(id) === bare(servedName));
}

/** The id that is most like the wanted one: the same but for case, contained in one another, or few letters away. */
export function nearestId(ids: readonly string[], wanted: string): string | null {
  const flat = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/gu, "");
  const target = flat(wanted);
  let best: { id: string; distance: number } | undefined;
  for (const id of ids.slice(0, 200)) {
    const other = flat(id);
    const distance = other === target ? 0 : other.includes(target) || target.includes(other) ? 1 : lettersApart(other.slice(0, 80), target.slice(0, 80));
    if (best === undefined || distance < best.distance) best = { id, distance };
  }
  if (best === undefined) return null;
  return ids.length === 1 || best.distance <= Math.max(3, Math.floor(target.length / 3)) ? best.id : null;
}

function lettersApart(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
