import type { Sign } from "../../core/reported.ts";
import { cleanLine } from "../../core/text.ts";
import { type Entry, isObject, textOf, writerOf } from "./records.ts";

export interface RequestSign {
  id: string;
  strength: Sign["strength"];
  points: readonly string[];
  line: number;
  said: string;
}

/** One request of GitLab or an editor in the gateway's log, with what other lines of its correlation id say. */
interface Asked {
  line: number;
  path: string;
  status: number;
  said: string;
  errors: readonly string[];
}

// Routes by which GitLab and editors use the gateway, from 17.5 to 19.x.
const routes = /\/(?:v[1-4]\/(?:chat\/agent|code\/(?:completions|generations|suggestions)|completions|x-ray\/libraries|search\/docs)|v1\/prompts\/[^/]{1,200})$/u;
const completion = /\/code\/(?:completions|generations|suggestions)$|\/v[1-4]\/completions$/u;

function readAsked(entries: readonly Entry[]): Asked[] {
  const errors = new Map<string, string[]>();
  for (const { json } of entries) {
    if (!isObject(json) || textOf(json["exception_class"]) === "") continue;
    const id = textOf(json["correlation_id"]);
    if (id !== "") errors.set(id, [...(errors.get(id) ?? []).slice(0, 20), textOf(json["message"]).slice(0, 400)]);
  }
  return entries.flatMap(({ json, line }) => {
    if (!isObject(json) || writerOf(json) !== "gateway-log" || textOf(json["method"]) !== "POST" || textOf(json["user_agent"]).startsWith("duo-triage")) return [];
    const path = textOf(json["path"]);
    return routes.test(path) ? [{ line, path, status: Number(textOf(json["status_code"])), said: cleanLine(textOf(json["message"]), 240), errors: errors.get(textOf(json["correlation_id"])) ?? [] }] : [];
  });
}

/** What the gateway's requests say together: one route fails while others go well, paths that come with more in front, answers that change from one to the next. */
export function readGatewayRequests(entries: readonly Entry[]): RequestSign[] {
  const asked = readAsked(entries);
  const found: RequestSign[] = [];
  const add = (one: Asked, id: string, strength: Sign["strength"], ...points: string[]): void => void found.push({ id, strength, points, line: one.line, said: one.said });
  const well = (one: Asked): boolean => one.status >= 200 && one.status < 300 && one.errors.length === 0;
  const last = new Map(asked.map((one) => [one.path, one]));
  for (const one of last.values()) {
    const elsewhere = asked.some((other) => well(other) && completion.test(other.path) !== completion.test(one.path));
    // GitLab sends a token of the cloud, or none that it has, where a feature has no model of its own.
    if (one.status === 401 && completion.test(one.path) && one.errors.some((said) => said.startsWith("Not enough segments"))) add(one, "completion-sends-no-token", elsewhere ? "single" : "group", ...(elsewhere ? ["DT630"] : ["DT630", "DT636", "DT120", "DT604"]));
    if (one.status === 500 && completion.test(one.path) && one.errors.length === 0 && elsewhere) add(one, "completion-fails-alone", "group", "DT214", "DT213", "DT212");
    const prefix = one.status === 404 ? one.path.replace(routes, "") : "";
    // The gateway's own routes begin with a version: one of these in front was typed into GitLab.
    if (prefix !== "") add(one, "path-has-prefix", /^\/(?:v[1-4]|api(?:\/v\d)?|monitoring)\b/u.test(prefix) ? "single" : "group", ...(/^\/(?:v[1-4]|api(?:\/v\d)?|monitoring)\b/u.test(prefix) ? ["DT104"] : ["DT526", "DT104"]));
  }
  const tokens = asked.filter((one) => well(one) || one.status === 401 || one.errors.some((said) => /JWKS|Signature verification/u.test(said)));
  const changes = tokens.filter((one, place) => place > 0 && well(one) !== well(tokens[place - 1] ?? one)).length;
  const refused = tokens.find((one) => one.errors.some((said) => /No keys found|Signature verification/u.test(said)));
  if (changes >= 3 && refused !== undefined) add(refused, "keys-come-and-go", "single", "DT252");
  return found;
}
