import type { ReportedEvidence, Sign, Source } from "../../core/reported.ts";
import { cleanLine } from "../../core/text.ts";
import { findHits, winnersByLine } from "../match.ts";
import { readContainerRows, readInspected, readKubernetes, readSettingsLines } from "./containers.ts";
import { readPaste, type Stretch } from "../paste.ts";
import { healthRows, readGitlabErrors, readGitlabLine, readStoredSettings } from "./gitlab-lines.ts";
import { issuerFailure, readGatewayLine, readLogLine, readStart } from "./gateway-lines.ts";
import { readHandshakes, readLookups } from "./lookups.ts";
import { readGatewayRequests } from "./gateway-requests.ts";
import { pointingOf } from "./meaning.ts";
import { type Pointing, readModelCall, transportOf } from "./model-call.ts";
import { readModelLines, readUnits } from "./model-lines.ts";
import { type Entry, exceptionsOf, formOf, isObject, readEntries, textOf, writerOf } from "./records.ts";
import { readBackendStates, readRequestLines } from "./request-lines.ts";
import { weighSigns } from "./weigh.ts";
import { readCurl, readProxyErrors } from "./wire-lines.ts";

type Found = Omit<Pointing, "strength"> & { strength: Sign["strength"]; source: Source; line: number; said: string };

const signLimit = 120;
// A line that is repeated a thousand times tells no more than once.
const distinctLines = 4000;

/**
 * Reads a pasted text as evidence: logs of gateway, agent service, GitLab, model servers and proxies, output of the official tools, of curl, docker
 * and kubectl. Undefined where nothing in it is of any of these or known. Never throws; nothing is asked of a network.
 */
export function readEvidence(text: string): ReportedEvidence | undefined {
  const entries = readEntries(text).filter((entry) => !isOwnRefusal(entry));
  const found: Found[] = [];
  const sources = new Set<Source>();
  const plain: { entry: Entry; source: Source | undefined }[] = [];
  const forms = new Map<string, Source | undefined>();
  const formed = (text: string): Source | undefined => {
    if (!forms.has(text)) forms.set(text, formOf(text));
    return forms.get(text);
  };
  for (const entry of entries) {
    const writer = isObject(entry.json) ? writerOf(entry.json) : undefined;
    if (writer !== undefined) {
      sources.add(writer);
      found.push(...readJsonLine(entry, writer));
    } else if (entry.json === undefined) plain.push({ entry, source: formed(entry.text) });
    else {
      for (const row of healthRows(entry)) plain.push({ entry: { line: entry.line, text: row }, source: "health-check" });
      const words = foreignWords(entry.json);
      if (words !== "") plain.push({ entry: { line: entry.line, text: words }, source: formed(words) });
    }
  }
  const kinds = spreadSources(plain);
  for (const kind of kinds) if (kind !== undefined) sources.add(kind);
  const fallback: Source = [...sources][0] ?? "text";
  const lines = plain.map(({ entry }) => entry);
  const seen = (source: Source, signs: readonly Omit<Found, "source">[]): void => {
    if (signs.length > 0) sources.add(source);
    for (const sign of signs) found.push({ ...sign, source });
  };
  seen("curl", [...readCurl(lines), ...readHandshakes(lines), ...readLookups(lines)]);
  seen("proxy-log", [...readProxyErrors(lines), ...readBackendStates(lines)]);
  for (const sign of readRequestLines(entries)) seen(sign.id.startsWith("served-") ? "model-log" : "proxy-log", [sign]);
  seen("model-log", readModelLines([...lines, ...entries.filter(({ json }) => isObject(json) && writerOf(json) === undefined)]));
  seen("container", [...readUnits(lines), ...readContainerRows(entries), ...readInspected(entries), ...readSettingsLines(lines)]);
  seen("gateway-log", readGatewayRequests(entries));
  seen("settings", readStoredSettings(entries));
  found.push(...readGitlabErrors(plain.map(({ entry }, place) => ({ entry, source: kinds[place] }))).map((sign): Found => ({ ...sign, source: kinds[lines.findIndex(({ line }) => line === sign.line)] ?? fallback })));
  if (sources.has("kubernetes")) seen("kubernetes", readKubernetes(lines));
  found.push(...readTracebacks(lines, fallback));
  found.push(...readSymptoms(plain.map(({ entry }, place) => ({ entry, source: kinds[place] ?? fallback }))));
  // The script sends no token: with authentication on, its model step says nothing of the model.
  const unasked = sources.has("troubleshoot") && plain.some(({ entry }) => />> status code: 401\b/u.test(entry.text));
  const signs = gatherSigns(found, unasked);
  if (signs.length === 0 && sources.size === 0) return undefined;
  for (const sign of signs) if (sign.source !== "text") sources.add(sign.source);
  return { sources: sources.size === 0 ? ["text"] : [...sources], signs, findings: weighSigns(signs), model: modelOf(entries) };
}

/** The gateway's line of a request that duo-triage itself brought and was refused: it asks without a right on purpose, and nobody's Duo is hit by that. */
function isOwnRefusal({ json }: Entry): boolean {
  return isObject(json) && textOf(json["user_agent"]).startsWith("duo-triage") && [401, 403].includes(Number(json["status_code"]));
}

/** A line without a mark of its own is of the system of the line before. */
function spreadSources(plain: readonly { source: Source | undefined }[]): (Source | undefined)[] {
  let last: Source | undefined;
  // Backtraces and settings of the gateway stand in the output of its own script, too.
  return plain.map(({ source }) => (last = source === undefined || (source === "gateway-log" && last === "troubleshoot") ? last : source));
}

/** A log line in JSON of somebody else, such as a model server that was told to log so, is what it says. */
function foreignWords(json: unknown): string {
  if (!isObject(json) || textOf(json["level"]) === "") return "";
  const fields = isObject(json["fields"]) ? json["fields"] : json;
  return cleanLine(["level", "target", "message", "msg", "event", "error", "exception_class", "exception_message", "exc_info"].map((key) => textOf(fields[key] ?? json[key])).filter((part) => part !== "").join(" "), 2000);
}

function readJsonLine(entry: Entry, source: Source): Found[] {
  const line = readLogLine(entry);
  if (line === undefined) return [];
  if (source === "gitlab-log") {
    const met = readGitlabLine(entry);
    if (met !== undefined) return [{ ...met, source }];
    return readSymptoms([{ entry: { line: entry.line, text: gitlabWords(line.json) }, source }]);
  }
  if (isBareLook(line.json)) return [];
  const pointing = readGatewayLine(line);
  const said = cleanLine([line.message.trim(), line.exceptions[0]].filter((part) => part !== undefined && part !== "").join(" < "), 240);
  if (pointing !== undefined) return [{ ...pointing, source, line: entry.line, said }];
  if (line.message === "Auth is disabled, all users allowed" && source === "gateway-log") return [{ id: "auth-disabled", strength: "proof", points: ["DT220"], source, line: entry.line, said }];
  if (line.message.includes("Auth is disabled") && source === "agent-log") return [{ id: "agent-auth-disabled", strength: "proof", points: ["DT421"], source, line: entry.line, said }];
  if (line.message === "JWKS refreshed") return readKeys(line.json, entry, source);
  // Our own junk token, and anybody's scan, leave this line in every healthy log.
  if (line.message.startsWith("Not enough segments")) return [];
  return readSymptoms([{ entry: { line: entry.line, text: cleanLine([line.message, line.exceptionClass, ...line.exceptions.slice(0, 3), detailOf(line.json)].filter((part) => part !== "").join(" | "), 3000) }, source }]);
}

/** A request without a good token that is none of Duo's: GitLab's health check asks HEAD, scanners and people with curl GET, duo-triage sends tokens that cannot be valid. Every healthy log holds such. */
const isBareLook = (json: Record<string, unknown>): boolean => json["status_code"] === 401 && (/^(?:GET|HEAD|OPTIONS)$/u.test(textOf(json["method"])) || textOf(json["user_agent"]).startsWith("duo-triage"));

function detailOf(json: Record<string, unknown>): string {
  return [json["auth_error_details"], json["http_exception_details"]].map((value) => (isObject(value) ? JSON.stringify(value).slice(0, 400) : textOf(value))).filter((part) => part !== "").join(" | ");
}

const gitlabWords = (json: Record<string, unknown>): string =>
  cleanLine(["ai_event_name", "message", "error", "error_code", "error_message", "status", "ai_response_server", "exception.class", "exception.message", "body"].map((key) => (textOf(json[key]) === "" ? "" : `${key}: ${textOf(json[key])}`)).filter((part) => part !== "").join(" "), 2000);

function readKeys(json: Record<string, unknown>, entry: Entry, source: Source): Found[] {
  const kids = Array.isArray(json["kids"]) ? json["kids"].map(textOf) : [];
  const foreign = kids.filter((kid) => !/_(?:signing|validation)_key$/u.test(kid));
  const provider = textOf(json["provider"]);
  if (provider === "GitLabOidcProvider" && kids.length === 0) return [{ id: "gitlab-lists-no-keys", strength: "group", points: ["DT120", "DT250"], source, line: entry.line, said: "JWKS refreshed: GitLab was asked and listed no key" }];
  if (provider !== "CompositeProvider") return [];
  if (foreign.length > 0) return [{ id: "keys-loaded", strength: "health", points: ["DT242", "DT243", "DT244", "DT245", "DT246", "DT247", "DT248", "DT249", "DT250", "DT253", "DT254"], source, line: entry.line, said: `JWKS refreshed with ${foreign.length} keys` }];
  return [{ id: "keys-none-of-gitlab", strength: "group", points: ["DT243", "DT242", "DT244", "DT245", "DT246", "DT247", "DT248", "DT249", "DT250", "DT240", "DT120"], source, line: entry.line, said: `JWKS refreshed with ${kids.length} keys, none of GitLab` }];
}

/** Backtraces that stand as plain lines: the exceptions of one belong together. */
function readTracebacks(entries: readonly Entry[], fallback: Source): Found[] {
  const found: Found[] = [];
  const whole = entries.map((entry) => entry.text).join("\n");
  const start = readStart(whole.slice(0, 400_000));
  if (start !== undefined) {
    const words = entries.find((entry) => /validation error|Address already in use|Failed to bind|must be set|codegen2|Permission|Read-only|Unknown level|mismatch|cert_file|is disabled/u.test(entry.text));
    found.push({ ...start, source: fallback === "text" ? "gateway-log" : fallback, line: words?.line ?? entries[0]?.line ?? 1, said: cleanLine(words?.text ?? "", 240) });
  }
  const seen = new Set<string>();
  let calls = 0;
  for (const [place, entry] of entries.entries()) {
    if (calls > 400 || !/\blitellm\.|\bopenai\.[A-Z]|OpenAIError|BedrockException|_openaiException|AzureException/u.test(entry.text)) continue;
    calls += 1;
    const before = exceptionsOf(entries.slice(Math.max(0, place - 60), place).map(({ text }) => text).join("\n"));
    const pointing = readModelCall(entry.text, [...before.slice(-6), ...exceptionsOf(entry.text)]);
    if (pointing === undefined || seen.has(pointing.id)) continue;
    seen.add(pointing.id);
    found.push({ ...pointing, source: fallback === "text" ? "gateway-log" : fallback, line: entry.line, said: cleanLine(entry.text, 240) });
  }
  return found;
}

function readSymptoms(lines: readonly { entry: Entry; source: Source }[]): Found[] {
  const known = new Map<string, { entry: Entry; source: Source }>();
  for (const line of lines) if (!known.has(line.entry.text) && known.size < distinctLines) known.set(line.entry.text, line);
  const distinct = [...known.values()];
  // Short pastes may be wrapped by a terminal; long ones are logs, line by line.
  const stretches: readonly Stretch[] = distinct.length <= 400
    ? readPaste(distinct.map(({ entry }) => entry.text).join("\n")).stretches
    : distinct.map(({ entry }, line) => ({ text: entry.text, line, lines: 1, seams: [] }));
  const found: Found[] = [];
  const told = new Set<string>();
  for (const [line, hit] of winnersByLine(findHits(stretches))) {
    const key = `${String(hit.stretch.line)} ${hit.symptom.id}`;
    if (told.has(key)) continue;
    told.add(key);
    const low = hit.text.toLowerCase();
    const pointing = pointingOf(hit.symptom, hit.symptom.narrows?.find((one) => low.includes(one.text))?.pointsTo ?? hit.symptom.pointsTo);
    const at = distinct[line];
    if (pointing === undefined || at === undefined) continue;
    found.push({ ...asTold(pointing, at.source, distinct.slice(Math.max(0, line - 12), line).map(({ entry }) => entry.text).join("\n"), hit.stretch.text), source: toolOf(pointing.id) ?? at.source, line: at.entry.line, said: cleanLine(hit.stretch.lines > 1 ? hit.stretch.text : at.entry.text, 240) });
  }
  return found;
}

const aboutGateway = /connection failed:|host_probe|ai[ _-]?gateway|aigw|\bduo\b|\/v[12]\/chat\/agent|\/v[1-4]\/code|\/models\/definitions|\/monitoring\/(?:healthz|ready)|:5052\b/iu;
const aboutModel = /\blitellm\.|\bopenai\.|Exception - |\/chat\/completions|\/v1\/models\b(?!\/)/u;

const gitlabTells: ReadonlySet<Source> = new Set(["health-check", "gitlab-log", "gitlab-rake"]);

/** The same words mean another thing where GitLab says them: it is GitLab then that meets the gateway, not the gateway that meets the model. */
function asTold<P extends Pick<Found, "id" | "strength" | "points">>(pointing: P, source: Source, before: string, text: string): P {
  // The filter stands before webhooks and imports as well: an exception that names no gateway is likely the gateway's, where people ask about Duo.
  if (pointing.id === "hc-host-blocked" && !aboutGateway.test(text)) return { ...pointing, strength: "single" };
  const meant = pointing.id === "model-cannot-connect" ? transportOf(text) : pointing.id === "jwks-fetch-refused" && text.includes("Caused by") && !/host='customers\./u.test(text) ? issuerFailure(text) : undefined;
  // The line stands without what would prove whose it is.
  if (meant !== undefined) return { ...pointing, strength: meant.strength === "proof" ? "single" : meant.strength, points: meant.points };
  // An nginx with TLS stands before gateways and before models: who was asked tells which of them.
  const asked = pointing.id === "plain-http-to-https" ? [aboutModel.test(`${before}\n${text}`) ? "DT313" : "", gitlabTells.has(source) || aboutGateway.test(`${before}\n${text}`) ? "DT504" : ""].filter((code) => code !== "") : [];
  if (asked.length === 1) return { ...pointing, strength: "proof", points: asked };
  if (!gitlabTells.has(source)) return pointing;
  if (pointing.id === "client-certificate-required") return { ...pointing, strength: "single", points: ["DT533"] };
  // A GitLab that knows no gateway of its own asks the cloud, and has no token for it.
  if (pointing.id === "no-authorization-header") return { ...pointing, strength: "group", points: ["DT524", "DT101", "DT102"] };
  return pointing;
}

/** The official tool whose line a symptom is. */
const toolOf = (id: string): Source | undefined => (id.startsWith("hc-") ? "health-check" : id.startsWith("rake-") ? "gitlab-rake" : id.startsWith("ts-") ? "troubleshoot" : undefined);

function gatherSigns(found: readonly Found[], unasked: boolean): Sign[] {
  const signs = new Map<string, Sign>();
  const issuer = found.some((one) => /^(?:issuer|keys-address|jwks-not-json|portal)/u.test(one.id));
  const parted = new Set(found.filter(({ id }) => /^(?:gitlab-meets|agent-answered|agent-url)-/u.test(id)).map(({ said }) => said));
  for (const one of [...found].sort((a, b) => a.line - b.line)) {
    if (unasked && (one.id === "ts-model-status" || one.id === "ts-model-failed" || one.id === "no-authorization-header")) continue;
    // A row that was read by its parts says no more by its words.
    if (/^hc-(?:host|dap)-/u.test(one.id) && one.strength === "group" && parted.has(one.said)) continue;
    // A missing document leaves this error behind as well.
    if (one.id === "jwks-no-keys-address" && issuer) continue;
    const key = `${one.id} ${one.source} ${one.points.join()}`;
    const known = signs.get(key);
    if (known !== undefined) known.times += 1;
    else if (signs.size < signLimit) signs.set(key, { id: one.id, source: one.source, line: one.line, times: 1, said: one.said, strength: one.strength, points: [...one.points] });
  }
  return [...signs.values()];
}

function modelOf(entries: readonly Entry[]): ReportedEvidence["model"] {
  let name: string | null = null;
  let identifier: string | null = null;
  let place: { host: string; port: number } | null = null;
  for (const { json, text } of entries) {
    const line = isObject(json) ? json : undefined;
    const chosen = textOf(line?.["model_identifier"]);
    if (chosen !== "" && chosen.length < 200) identifier = cleanLine(chosen, 200);
    const from = line === undefined ? text : `${textOf(line["backtrace"])} ${textOf(line["message"])}`;
    const at = /Cannot connect to host ([A-Za-z0-9_.:[\]-]{1,253}):(\d{1,5})\b/u.exec(from) ?? /Connection timeout to host https?:\/\/([A-Za-z0-9_.-]{1,253}):(\d{1,5})/u.exec(from) ?? /model_endpoint: https?:\/\/([A-Za-z0-9_.-]{1,253}):(\d{1,5})/u.exec(from);
    if (at !== null) place = { host: at[1] ?? "", port: Number(at[2]) };
    const tested = /^\s*Testing model: (.{1,120}?) \(/u.exec(text);
    if (tested !== null) name = cleanLine(tested[1] ?? "", 120);
  }
  return name === null && identifier === null && place === null ? null : { name, identifier, host: place?.host ?? null, port: place?.port ?? null };
}
