import { roleOf } from "./containers.ts";
import { type Entry, isObject, textOf, writerOf } from "./records.ts";
import { sayWire, targetOf, type Target, type WireSign } from "./wire-lines.ts";

type Strength = WireSign["strength"];
type Writer = "server" | "ollama" | "proxy" | "haproxy" | "envoy";
type Reading = readonly [id: string, strength: Strength, ...points: string[]];

/** One request as the one who answered it, or passed it on, wrote it down. */
interface Asked {
  line: number;
  text: string;
  by: Writer;
  method: string;
  path: string;
  status: number;
  /** How it ended, in the writer's own letters: HAProxy's termination state, Envoy's response flags. */
  flags: string;
  target: Target | undefined;
}

// uvicorn (vLLM, SGLang, LiteLLM), Ollama's gin, llama.cpp's server, the combined format of nginx and Apache, HAProxy's HTTP log, Envoy's default format.
const uvicorn = /\S{3,60}:\d{1,5} - "([A-Z]{3,7}) (\S{1,400}) HTTP\/[\d.]{1,3}" (\d{3})\b/u;
const gin = /\[GIN\] [^|]{10,40}\|\s{0,5}(\d{3})\s{0,5}\|[^|]{1,40}\|[^|]{1,60}\|\s{0,5}([A-Z]{3,7})\s{1,10}"([^"\s]{1,400})"/u;
const llamaServer = /request:?\s{1,3}([A-Z]{3,7}) (\/\S{0,300}) \S{3,60} (\d{3})\b/u;
const combined = /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:[^\]]{8,20}\] "([A-Z]{3,7}) (\S{1,800}) HTTP\/[\d.]{1,3}" (\d{3}) /u;
const haproxy = /\] \S{1,80} (\S{1,80}\/\S{1,80}) (?:\+?-?\d{1,9}\/){4}\+?-?\d{1,9} (-1|\d{3}) \+?\d{1,12} \S{1,80} \S{1,80} ([A-Za-z-]{4}) .{0,200}"([A-Z]{3,7}) (\S{1,800})/u;
const envoy = /\[\d{4}-\d\d-\d\dT[^\]]{8,30}\] "([A-Z]{3,7}) (\S{1,800}) HTTP\/[\d.]{1,3}" (\d{1,3}) (\S{1,40})/u;

function readAsked({ text, line, json }: Entry): Asked | undefined {
  const asked = (by: Writer, method = "", path = "", status = "", flags = "", near = ""): Asked => {
    const bare = path.replace(/^https?:\/\/[^/]{1,253}/u, "").split("?")[0] ?? "";
    return { line, text, by, method, path: bare, status: Number(status), flags, target: targetOf(bare, /\|\|?(50052)\|/u.exec(near)?.[1] ?? "") };
  };
  if (isObject(json) && !("response_flags" in json)) {
    const [method, path, status] = jsonRequest(json);
    return path === "" || writerOf(json) !== undefined ? undefined : asked("proxy", method, path, status);
  }
  if (isObject(json)) return asked("envoy", textOf(json["method"]), textOf(json["path"]), textOf(json["response_code"]), textOf(json["response_flags"]), textOf(json["upstream_cluster"]));
  if (json !== undefined) return undefined;
  const ha = haproxy.exec(text);
  if (ha !== null) return asked("haproxy", ha[4], ha[5], ha[2], `${ha[3] ?? ""}${(ha[1] ?? "").endsWith("/<NOSRV>") ? " NOSRV" : ""}`);
  const en = envoy.exec(text);
  if (en !== null) return asked("envoy", en[1], en[2], en[3], en[4], text);
  const co = combined.exec(text);
  if (co !== null) return asked("proxy", co[1], co[2], co[3]);
  const gi = gin.exec(text);
  if (gi !== null) return asked("ollama", gi[2], gi[3], gi[1]);
  const sv = uvicorn.exec(text) ?? llamaServer.exec(text);
  return sv === null ? undefined : asked("server", sv[1], sv[2], sv[3]);
}

/** Method, path and status of one request by the names that proxies give these fields: Traefik, Caddy, nginx with a JSON format of its own. */
function jsonRequest(json: Record<string, unknown>): readonly [method: string, path: string, status: string] {
  const inner = isObject(json["request"]) ? json["request"] : json;
  const whole = /^([A-Z]{3,7}) (\S{1,800}) HTTP/u.exec(textOf(json["request"]));
  const first = (...names: string[]): string => names.map((name) => textOf(inner[name])).find((value) => value !== "") ?? "";
  const status = ["DownstreamStatus", "status", "status_code", "response_code"].map((name) => textOf(json[name])).find((value) => /^\d{3}$/u.test(value)) ?? "";
  const [method, path] = whole === null ? [first("RequestMethod", "request_method", "method"), first("RequestPath", "request_uri", "uri", "path")] : [whole[1] ?? "", whole[2] ?? ""];
  return status === "" || method === "" ? ["", "", ""] : [method, path, status];
}

/**
 * What lines of requests point to: those of a model server, and those of a proxy before gateway or model. Only what was sent in earnest counts (a
 * POST), and only what was not followed by one that went well. Ids begin with `served` where the server itself wrote the line, else with `asked`.
 */
export function readRequestLines(entries: readonly Entry[]): WireSign[] {
  const all = entries.flatMap((entry) => readAsked(entry) ?? []);
  const asked = all.filter(({ method, target }) => method === "POST" && target !== undefined && target !== "gitlab");
  const wells = new Map<string, number>();
  for (const { target, line, status, flags } of asked) if (status >= 200 && status < 300 && !/^[sS][DH]/u.test(flags)) wells.set(target ?? "", line);
  return [...upgrades(all), ...asked.flatMap((one) => {
    if (one.line < (wells.get(one.target ?? "") ?? 0)) return [];
    const reading = meaning(one);
    if (reading === undefined) return [];
    const [id, strength, ...points] = reading;
    return [{ id: `${one.by === "server" || one.by === "ollama" ? "served" : "asked"}-${id}`, strength, points, line: one.line, said: sayWire(one.text) }];
  })];
}

/** A browser or an editor asked GitLab for a WebSocket; where it gets an ordinary answer and never 101, something took the upgrade away. */
function upgrades(all: readonly Asked[]): WireSign[] {
  const asked = all.filter(({ by, method, path }) => by !== "server" && by !== "ollama" && method === "GET" && /\/-\/cable$|\/ai\/duo_workflows\/ws$/u.test(path));
  const bare = asked.find(({ status }) => [200, 400, 404, 426].includes(status));
  return bare === undefined || asked.some(({ status }) => status === 101) ? [] : [{ id: "asked-no-upgrade", strength: "single", points: ["DT414"], line: bare.line, said: sayWire(bare.text) }];
}

const backendOf = (target: Target | undefined): string => (target === "model" ? "DT347" : target === "agent" ? "DT413" : "DT521");

function meaning(one: Asked): Reading | undefined {
  if (one.by === "haproxy" || one.by === "envoy") {
    const ended = one.by === "haproxy" ? haproxyEnd(one) : envoyEnd(one);
    if (ended !== undefined) return ended;
  }
  if (one.by === "server" || one.by === "ollama") return one.target === "model" ? modelAnswer(one) : undefined;
  if (one.target === "agent") return undefined;
  if (one.target === "model") return one.status === 502 || one.status === 503 ? ["model-no-backend", "single", "DT347"] : one.status === 504 ? ["model-timed-out", "group", "DT347", "DT341", "DT342"] : modelAnswer(one);
  return gatewayProxyAnswer(one);
}

/** A proxy before the gateway: the gateway itself answers none of these. */
function gatewayProxyAnswer({ status }: Asked): Reading | undefined {
  if (status === 413) return ["too-large", "single", "DT531"];
  if (status === 502 || status === 503) return ["no-backend", "single", "DT521"];
  if (status === 504) return ["timed-out", "group", "DT523", "DT521"];
  // nginx's own figure for a caller who went away first.
  if (status === 499) return ["caller-left", "group", "DT111", "DT341", "DT216"];
  if (status >= 301 && status <= 308 && status !== 304) return ["redirected", "group", "DT532", "DT527"];
  return undefined;
}

/** A model server, or a router like LiteLLM, answered. The gateway asks `<endpoint>/chat/completions`: the path shows the endpoint. */
function modelAnswer({ by, path, status }: Asked): Reading | undefined {
  if (!path.endsWith("completions")) return undefined;
  if (status === 404) {
    if (/completions\/(?:chat\/)?completions$/u.test(path)) return ["path-full", "single", "DT322"];
    if (/\/v1\/{0,2}\/v1\/|\/{2}/u.test(path)) return ["path-doubled", "single", "DT323"];
    if (/^\/(?:chat\/)?completions$/u.test(path)) return ["path-without-v1", "single", "DT321"];
    return by === "ollama" ? ["name-unknown", "single", "DT324"] : ["not-found", "group", "DT324", "DT328"];
  }
  if (status === 401) return ["key-refused", "group", "DT331", "DT330", "DT227"];
  if (status === 403) return ["forbidden", "group", "DT332", "DT347"];
  if (status === 429) return ["too-many", "group", "DT333", "DT334", "DT346"];
  if (status === 503) return ["unavailable", "group", "DT342", "DT302"];
  if (status === 500) return ["server-error", "group", "DT340", "DT303", "DT345"];
  if (status === 400 || status === 422) return ["bad-request", "group", "DT355", "DT351", "DT352", "DT353", "DT343", "DT350", "DT354", "DT370", "DT372", "DT324"];
  return undefined;
}

/** The first letter says who ended it, the second when: C connect, H headers, D data. */
function haproxyEnd({ flags, target }: Asked): Reading | undefined {
  if (flags.includes("NOSRV") && !flags.startsWith("P") || /^[sS]C/u.test(flags)) return ["no-backend", "proof", backendOf(target)];
  if (/^s[HD]/u.test(flags)) return target === "model" ? ["model-timed-out", "group", "DT347", "DT341", "DT342"] : ["timed-out", "single", "DT523"];
  if (/^S[HD]/u.test(flags)) return target === "model" ? ["model-closed", "group", "DT303", "DT347"] : ["closed", "group", "DT216", "DT209", "DT521"];
  if (flags.startsWith("PR")) return target === "model" ? ["model-refused", "single", "DT347"] : ["refused", "single", "DT531"];
  return /^c[HD]|^CH/u.test(flags) && target === "gateway" ? ["caller-left", "group", "DT111", "DT341", "DT216"] : undefined;
}

function envoyEnd({ flags, target }: Asked): Reading | undefined {
  const has = (...names: string[]): boolean => flags.split(",").some((flag) => names.includes(flag));
  if (has("UH", "UF", "URX")) return ["no-backend", "proof", backendOf(target)];
  if (has("UT", "SI")) return target === "model" ? ["model-timed-out", "group", "DT347", "DT341", "DT342"] : ["timed-out", "single", "DT523"];
  if (has("UC", "UR", "UPE")) return target === "model" ? ["model-closed", "group", "DT303", "DT347"] : ["closed", "group", "DT216", "DT209", "DT521"];
  if (has("UO")) return target === "model" ? ["model-crowded", "group", "DT342", "DT347"] : ["crowded", "group", "DT216", "DT521"];
  if (has("NR", "NC")) return target === "model" ? ["model-no-route", "group", "DT347", "DT322", "DT328"] : ["no-route", "group", "DT521", "DT526", "DT108"];
  if (has("UAEX")) return target === "model" ? ["model-guarded", "single", "DT347"] : ["guarded", "single", "DT527"];
  return undefined;
}

const stateLine = /\bServer (\S{1,80})\/(\S{1,80}) is (UP|DOWN)\b(?:, reason: (Layer\d[^,]{0,60}))?(?:, code: (\d{3}))?/u;

/** What HAProxy says of the servers behind it; one that came back is left out. */
export function readBackendStates(entries: readonly Entry[]): WireSign[] {
  const down = new Map<string, WireSign>();
  for (const { text, line, json } of entries) {
    const state = json === undefined ? stateLine.exec(text) : null;
    if (state === null) continue;
    const [, backend = "", server = "", now = "", reason = "", code = ""] = state;
    const key = `${backend}/${server}`;
    const role = roleOf(key);
    if (now === "UP" || role === undefined) down.delete(key);
    else {
      const [strength, ...points] = whyDown(role, reason, Number(code));
      down.set(key, { id: `backend-down-${role}`, strength, points, line, said: sayWire(text) });
    }
  }
  return [...down.values()];
}

function whyDown(role: "gateway" | "model", reason: string, code: number): readonly [Strength, ...string[]] {
  if (reason.startsWith("Layer4")) return ["proof", role === "model" ? "DT347" : "DT521"];
  if (role === "model") return ["group", "DT347", "DT302", "DT340"];
  // It answers, and the check does not like the answer: the check asks for the wrong thing.
  if (reason.startsWith("Layer7") && code >= 300 && code < 500) return ["single", "DT525"];
  if (reason.startsWith("Layer6")) return ["group", "DT525", "DT521"];
  return reason.includes("timeout") ? ["group", "DT216", "DT521"] : ["group", "DT525", "DT521", "DT216"];
}
