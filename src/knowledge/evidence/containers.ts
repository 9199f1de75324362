import type { Sign } from "../../core/reported.ts";
import { cleanLine } from "../../core/text.ts";
import { readEnvironment } from "./environment.ts";
import { type Entry, isObject, textOf } from "./records.ts";

export interface ContainerSign {
  id: string;
  strength: Sign["strength"];
  points: readonly string[];
  line: number;
  said: string;
}

type Role = "gateway" | "model";

const gatewayNames = /model-gateway|ai[-_]?gateway|(?<![a-z])ai-?gw(?![a-z])|self-hosted-v\d/iu;
const modelNames = /vllm|ollama|llama[.-]?cpp|llama-server|text-generation-inference|\btgi\b|sglang|litellm|\bnim\b|mistral|mixtral|codestral|qwen|-llm\b|\bllm-/iu;

/** What runs in a container or pod, by its name and image. */
export const roleOf = (text: string): Role | undefined => (gatewayNames.test(text) ? "gateway" : modelNames.test(text) ? "model" : undefined);

const stopped: readonly string[] = ["DT201", "DT203", "DT204", "DT205", "DT211"];

/** Rows of `docker ps -a`, in its own columns or in a format of its own: what stands on one line is enough. */
export function readContainerRows(entries: readonly Entry[]): ContainerSign[] {
  let asked: Role | undefined;
  return entries.flatMap(({ text: whole, line, json }) => {
    const text = json === undefined ? whole : rowOf(json);
    if (text === undefined) return [];
    // The command that was typed, or the layer that is pulled, says whose the daemon's answer is.
    if (/\b(?:docker|podman|nerdctl)\s{1,4}(?:run|pull|create|compose)\b|: Pulling from /u.test(text)) asked = roleOf(text);
    if (asked === "gateway" && /no matching manifest for |no image found in .{1,200} for architecture /u.test(text)) return [{ id: "gateway-image-architecture", strength: "single", points: ["DT208"], line, said: cleanLine(text, 240) }];
    if (asked === "model" && /could not select device driver|no matching manifest for |failed to discover GPU vendor|nvidia-container-cli: initialization error/u.test(text)) return [{ id: "model-container-not-started", strength: "single", points: ["DT301"], line, said: cleanLine(text, 240) }];
    const port = /Bind for \S{1,60}:(\d{1,5}) failed: port is already allocated|listen tcp\d? \S{0,60}:(\d{1,5}): bind: address already in use/u.exec(text);
    // A container whose port is taken is not started: which part of the gateway it was for, the port tells.
    if (port !== null) {
      const taken = port[1] ?? port[2];
      const points = taken === "5052" || taken === "50052" ? ["DT201"] : taken === "8082" ? ["DT203"] : ["8000", "11434", "4000"].includes(taken ?? "") ? ["DT301"] : undefined;
      return points === undefined ? [] : [{ id: "container-port-taken", strength: "single", points, line, said: cleanLine(text, 240) }];
    }
    const waiting = readWaiting(text);
    if (waiting !== undefined) return [{ ...waiting, line, said: cleanLine(text, 240) }];
    const role = roleOf(text);
    const state = /(?:^|\s|\|)(Up (?:\d|About|Less)[^,|]{0,40}?(?:\((?:un)?healthy\)|\(health: starting\))?|Exited \(\d{1,3}\)|Restarting \(\d{1,3}\)|Created|Dead)(?=\s|\||$)/u.exec(text)?.[1];
    if (role === undefined || state === undefined) return [];
    const sign = (id: string, strength: Sign["strength"], points: readonly string[]): ContainerSign[] => [{ id, strength, points, line, said: cleanLine(text, 240) }];
    const code = Number(/\((\d{1,3})\)/u.exec(state)?.[1] ?? Number.NaN);
    if (role === "model") {
      if (state.startsWith("Restarting") || code === 137) return sign("model-container-restarts", "single", ["DT303"]);
      return state.startsWith("Exited") || state === "Created" || state === "Dead" ? sign("model-container-down", "single", ["DT301"]) : [];
    }
    if (code === 137) return sign("gateway-container-killed", "single", ["DT209"]);
    if (code === 126 || /exec format/u.test(text)) return sign("gateway-container-architecture", "single", ["DT208"]);
    // Ended without an error, or by a signal that asks to end: somebody stopped it.
    if (state.startsWith("Exited") && (code === 0 || code === 143)) return sign("gateway-container-stopped", "single", ["DT201"]);
    if (state.startsWith("Exited") || state.startsWith("Restarting") || state === "Dead" || state === "Created") return sign("gateway-container-down", "group", stopped);
    if (!/\d(?:\/tcp|->)/u.test(text)) return [];
    if (/(?<!\d)5000\/tcp/u.test(text) && !/5052/u.test(text)) return sign("gateway-other-image", "single", ["DT206"]);
    // Images of GitLab 17 hold no agent service.
    const agent = /->50052\/tcp|self-hosted-v17\./u.test(text) ? [] : sign("agent-port-hidden", "single", ["DT403"]);
    if (!/->5052\/tcp/u.test(text)) return [...sign("gateway-port-hidden", "single", ["DT202"]), ...agent];
    const found = /(?<!\d)(\d{1,5})->5052\/tcp/u.exec(text)?.[1] === "5052" ? [] : sign("gateway-port-other", "hint", ["DT505"]);
    return [...found, ...agent];
  });
}

/** What compose and kubectl say of one that they wait for: not healthy, ended, or not begun, and why. */
function readWaiting(text: string): Omit<ContainerSign, "line" | "said"> | undefined {
  const match = /dependency failed to start: container (\S{1,120}) (is unhealthy|exited \(\d{1,3}\))/u.exec(text) ?? /container "[^"]{1,80}" in pod "([^"]{1,120})" is waiting to start: (.{1,120})/u.exec(text);
  const role = roleOf(match?.[1] ?? "");
  if (match === null || role === undefined) return undefined;
  const why = match[2] ?? "";
  if (role === "gateway") return /pull/u.test(why) ? { id: "gateway-image-not-pulled", strength: "single", points: ["DT207"] } : { id: "gateway-not-begun", strength: "group", points: stopped };
  return { id: "model-not-begun", strength: "group", points: /pull|exited/u.test(why) ? ["DT301", "DT303"] : ["DT302", "DT303", "DT301"] };
}

/** One line of `docker ps --format json`, as its table would show it. */
function rowOf(json: unknown): string | undefined {
  if (!isObject(json) || typeof json["Status"] !== "string" || typeof json["Image"] !== "string") return undefined;
  return ["Image", "Status", "Ports", "Names"].map((key) => textOf(json[key])).join("  ");
}

/** `docker inspect` of a container: how it ended, and its settings. Values of keys are never repeated. */
export function readInspected(entries: readonly Entry[]): ContainerSign[] {
  return entries.flatMap(({ json, line }) => {
    const list = Array.isArray(json) ? json : [json];
    return list.filter((one): one is Record<string, unknown> => isObject(one) && isObject(one["State"]) && isObject(one["Config"])).flatMap((one) => inspected(one, line));
  });
}

function inspected(container: Record<string, unknown>, line: number): ContainerSign[] {
  const config = container["Config"] as Record<string, unknown>;
  const state = container["State"] as Record<string, unknown>;
  const name = `${textOf(container["Name"])} ${textOf(config["Image"])}`;
  const role = roleOf(name);
  if (role === undefined) return [];
  const found: ContainerSign[] = [];
  const add = (id: string, strength: Sign["strength"], points: readonly string[], said: string): void => void found.push({ id, strength, points, line, said: cleanLine(`${name.trim()}: ${said}`, 240) });
  const asked = state["ExitCode"] === 0 || state["ExitCode"] === 143;
  if (state["OOMKilled"] === true || state["ExitCode"] === 137) add("container-out-of-memory", "proof", [role === "gateway" ? "DT209" : "DT303"], `OOMKilled ${String(state["OOMKilled"])}, exit code ${textOf(state["ExitCode"])}`);
  else if (state["Running"] === false) add("container-down", role === "gateway" && !asked ? "group" : "single", role === "model" ? ["DT301"] : asked ? ["DT201"] : stopped, `not running, exit code ${textOf(state["ExitCode"])}`);
  if (role === "gateway" && state["Running"] === true && isObject(container["NetworkSettings"]) && isObject(container["NetworkSettings"]["Ports"])) {
    const ports = container["NetworkSettings"]["Ports"];
    const hidden = (port: string): boolean => port in ports && !Array.isArray(ports[port]);
    if (hidden("5052/tcp")) add("gateway-port-hidden", "single", ["DT202"], "port 5052 is published nowhere");
    if (hidden("50052/tcp")) add("agent-port-hidden", "single", ["DT403"], "port 50052 is published nowhere");
  }
  if (role === "gateway") {
    const lines = Array.isArray(config["Env"]) ? config["Env"].map(textOf) : [];
    const settings = new Map(lines.map((entry) => [entry.split("=")[0] ?? "", entry.slice(entry.indexOf("=") + 1)]));
    if (lines.length > 0) for (const sign of readEnvironment(settings, { whole: true, running: state["Running"] !== false, container: true })) found.push({ ...sign, line });
  }
  return found;
}

/** A list of variables, as `env` or a settings file shows it; whole only where the process's own are among them. */
export function readSettingsLines(entries: readonly Entry[]): ContainerSign[] {
  const lines = entries.filter(({ json, text }) => json === undefined && /^\s{0,8}(?:-\s{1,4}|export\s{1,4}|-e\s{1,4})?["']?[A-Z][A-Z0-9_]{2,60}["']?\s?[=:]/u.test(text));
  const settings = new Map<string, string>();
  for (const { text } of lines) {
    const match = /^\s{0,8}(?:-\s{1,4}|export\s{1,4}|-e\s{1,4})?["']?([A-Z][A-Z0-9_]{2,60})["']?\s?[=:]\s{0,4}(.{0,4000})$/u.exec(text);
    if (match !== null) settings.set(match[1] ?? "", (match[2] ?? "").replace(/^["']|["']$/gu, ""));
  }
  if (![...settings.keys()].some((name) => /^(?:AIGW_|DUO_WORKFLOW_)/u.test(name))) return [];
  const whole = settings.has("PATH") && settings.has("HOME");
  return readEnvironment(settings, { whole }).map((sign) => ({ ...sign, line: lines[0]?.line ?? 1 }));
}

/** Pods, descriptions and events of Kubernetes: restarts, kills, pulls, scheduling, readiness. */
export function readKubernetes(entries: readonly Entry[]): ContainerSign[] {
  const found: ContainerSign[] = [];
  let role: Role | undefined;
  let endpoints = false;
  for (const { text, line, json } of entries) {
    if (json !== undefined) continue;
    const add = (id: string, strength: Sign["strength"], points: readonly string[]): void => void found.push({ id, strength, points, line, said: cleanLine(text, 240) });
    const named = /^\s{0,8}(?:Name|Image|Container ID):\s{1,40}(\S{1,300})/u.exec(text)?.[1];
    if (named !== undefined) role = roleOf(named) ?? role;
    const empty = /^(?:\S{1,80}\s+)?(\S{3,120})\s+<none>\s+\d{1,4}[smhdy]/u.exec(text)?.[1];
    if (endpoints && empty !== undefined) {
      // A service without endpoints: no pod is ready behind it.
      const behind = roleOf(empty);
      if (behind !== undefined) add("service-without-pods", "group", behind === "model" ? ["DT301", "DT302", "DT303"] : ["DT201", "DT525", "DT209"]);
      continue;
    }
    if (/^(?:NAMESPACE\s+)?NAME\s/u.test(text)) endpoints = /\sENDPOINTS\s/u.test(text);
    const row = /^(?:\S{1,80}\s+)?(\S{3,120})\s+\d{1,3}\/\d{1,3}\s+([A-Za-z:/0-9-]{4,40})\s+\d{1,6}\b/u.exec(text);
    const of = row === null ? (roleOf(text) ?? role) : roleOf(row[1] ?? "");
    const said = row === null ? text : (row[2] ?? "");
    if (of === undefined) continue;
    if (/OOMKilled|Exit Code:\s{1,20}137/u.test(said)) add("pod-out-of-memory", "proof", [of === "gateway" ? "DT209" : "DT303"]);
    else if (/ImagePullBackOff|ErrImagePull|InvalidImageName|Failed to pull image|manifest unknown/u.test(said)) {
      if (of === "gateway") add("pod-image", /no match for platform|exec format/u.test(said) ? "proof" : "single", [/no match for platform/u.test(said) ? "DT208" : "DT207"]);
      else add("model-pod-image", "single", ["DT301"]);
    } else if (/CreateContainer(?:Config)?Error|RunContainerError/u.test(said)) add("pod-not-created", "single", [of === "gateway" ? "DT201" : "DT301"]);
    else if (/CrashLoopBackOff|Back-off restarting failed container/u.test(said)) add("pod-crash-loop", of === "gateway" ? "group" : "single", of === "gateway" ? [...stopped, "DT209"] : ["DT303"]);
    else if (/FailedScheduling|Insufficient nvidia\.com\/gpu|nodes are available/u.test(said) || (row !== null && said === "Pending")) {
      if (of === "model") add("model-pod-unscheduled", "single", ["DT301"]);
      else add("gateway-pod-unscheduled", "single", ["DT201"]);
    } else if (/(?:Readiness|Liveness|Startup) probe failed/u.test(said)) {
      // The gateway answers, and its health route answers 200 or nothing: another status is that of a wrong question.
      const answered = /statuscode: (?:4\d\d|3\d\d|500)/u.test(said);
      if (of === "model") add("model-pod-not-ready", "group", ["DT302", "DT303", "DT342"]);
      else add("gateway-probe", answered ? "single" : "group", answered ? ["DT525"] : ["DT201", "DT216", "DT525"]);
    }
  }
  return found;
}
