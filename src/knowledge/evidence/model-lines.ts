import { aboutText, readRefusal } from "../../targets/model/refusal.ts";
import { roleOf } from "./containers.ts";
import { aboutPoints } from "./model-call.ts";
import { type Entry, isObject, textOf } from "./records.ts";
import { sayWire, type WireSign } from "./wire-lines.ts";

type Strength = WireSign["strength"];

// A model server says by these that it ends before it has answered anything: vLLM, TGI, SGLang, llama.cpp.
const gaveUp = /EngineCore failed to start|Engine core initialization failed|\bShardCannotStart\b|Shard \d{1,3} failed to start|Scheduler hit an exception|exiting due to model loading error|on startup is less than desired GPU memory utilization|larger than the (?:available KV cache memory|maximum number of tokens that can be stored in KV cache)/u;
// An exception that ends the process stands with the name of the process alone; one that is logged has a level.
const uncaught = /^\([A-Za-z_0-9]{3,40}(?: rank=\d{1,4})?(?: pid=\d{1,10})?\) (?:[A-Za-z_.]{2,80}(?:Error|Exception)): /u;
// So does a backtrace that begins at the program itself: what ends it ended the process.
const atProgram = /^\s{0,8}File "\S{0,200}\/(?:vllm|sglang|llama_cpp|text_generation_server)[\w/.-]{0,80}", line \d{1,7}, in <module>$/u;
const raised = /^[A-Za-z_][\w.]{1,80}(?:Error|Exception): /u;
const serverError = /LiteLLM (?:Proxy|Router):(?:ERROR|INFO): .{0,300}(?:[Ee]xception|error)|ERROR .{0,200}text_generation_(?:router|launcher)/iu;
// And by these that it stands after all.
const stands = /Application startup complete|server is fired up and ready|server is listening on|text_generation_router::server: .{0,60}Connected/u;

/** What model servers write of themselves: a start that failed, a queue that grows, a prompt that is cut; and the error objects that they answer. */
export function readModelLines(entries: readonly Entry[]): WireSign[] {
  const found: WireSign[] = [];
  const add = ({ line, text }: Entry, id: string, strength: Strength, ...points: string[]): void => void found.push({ id, strength, points, line, said: sayWire(text) });
  let ended: Entry | undefined;
  let program = false;
  let queue: { entry: Entry; crowded: boolean } | undefined;
  for (const entry of entries) {
    const { text, json } = entry;
    if (json !== undefined) {
      const points = isObject(json) ? refused(json, text) : undefined;
      if (points !== undefined) add(entry, points.id, points.strength, ...points.points);
      continue;
    }
    if (atProgram.test(text)) program = true;
    else if (program && raised.test(text)) {
      ended ??= entry;
      program = false;
    }
    if (gaveUp.test(text) || uncaught.test(text)) ended ??= entry;
    else if (stands.test(text)) ended = undefined;
    queue = readQueue(entry) ?? queue;
    if (serverError.test(text)) {
      const router = /LiteLLM (?:Proxy|Router)/u.test(text);
      const about = aboutText(text);
      const points = about === "no-connection" && router ? ({ id: "router-upstream-error", strength: "proof", points: ["DT345"] } as const) : about === null || !router && anybodys.has(about) ? undefined : aboutPoints(about, text);
      if (points !== undefined) add(entry, points.id, points.strength, ...points.points);
    }
    const told = embedded(text);
    if (told !== undefined) add(entry, told.id, told.strength, ...told.points);
    const fields = /\bsource=\S{1,60} msg=/u.test(text) ? logfmt(text) : undefined;
    if (fields === undefined) continue;
    // Ollama stays up when a model does not: each question is answered with 500.
    if (/llama runner|llama server/u.test(`${fields["msg"] ?? ""} ${fields["error"] ?? ""}`) && fields["level"] === "ERROR") add(entry, "runner-ended", "group", "DT340", "DT303");
    if ((fields["msg"] ?? "").startsWith("truncating input") && Number(fields["prompt"]) > Number(fields["limit"])) add(entry, "prompt-truncated", "single", "DT344");
  }
  if (ended !== undefined) add(ended, "model-start-failed", "single", "DT303");
  if (queue?.crowded === true) add(queue.entry, "model-queue-grows", "single", "DT342");
  return found;
}

/** Waiting requests as vLLM and SGLang print them every few seconds; the last line tells how it is now. A short queue is how they batch. */
function readQueue(entry: Entry): { entry: Entry; crowded: boolean } | undefined {
  const vllm = /Running: (\d{1,6}) reqs, .{0,40}?(?:Waiting|Pending): (\d{1,6}) reqs/u.exec(entry.text) ?? /#running-req: (\d{1,6}), .{0,200}?#queue-req: (\d{1,6})/u.exec(entry.text);
  if (vllm === null) return undefined;
  const [running, waiting] = [Number(vllm[1]), Number(vllm[2])];
  return { entry, crowded: waiting >= 10 && waiting > running / 2 };
}

function logfmt(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, name = "", quoted, bare] of text.matchAll(/\b([a-z_]{1,30})=(?:"((?:[^"\\]|\\.){0,1000})"|(\S{1,300}))/gu)) fields[name] ??= quoted ?? bare ?? "";
  return fields;
}

// What a gateway, GitLab or a proxy answers as well says nothing of a model.
const anybodys = new Set(["rate", "route-unknown", "timed-out", "no-connection", "key-right"]);

/** An error object in the envelope of a model server: `error` as an object, or vLLM's older flat one. */
function refused(json: Record<string, unknown>, text: string): ReturnType<typeof aboutPoints> {
  const inner = json["error"];
  // Ollama's own routes say it without an envelope, as others do: only words of models count then.
  if (typeof inner === "string" && Object.keys(json).length === 1) return ofModels(inner);
  const enveloped = (isObject(inner) && typeof inner["message"] === "string") || json["object"] === "error";
  if (!enveloped || "logger" in json || "severity" in json) return undefined;
  const { about } = readRefusal(Number(textOf(isObject(inner) ? inner["code"] : json["code"])) || 0, json, text);
  return about === null || anybodys.has(about) ? undefined : aboutPoints(about);
}

const modelsOnly = new Set(["model-unknown", "window", "template", "roles", "prefill", "stop", "stream-options", "tools-off", "tool-choice", "loading", "overloaded", "engine"]);

function ofModels(words: string): ReturnType<typeof aboutPoints> {
  const about = aboutText(words);
  return about === null || !modelsOnly.has(about) ? undefined : aboutPoints(about);
}

/** An error object that stands within a line, whole or cut short, and what Ollama says of memory, which clients repeat without any envelope. */
function embedded(text: string): ReturnType<typeof aboutPoints> {
  const at = text.search(/\{\s?"object"\s?:\s?"error"|\{\s?"error"\s?:\s?[{"]|\bmodel requires more system memory \(/u);
  return at === -1 ? undefined : ofModels(text.slice(at));
}

/** What systemd and the kernel say of a unit: killed, failed, started again and again. */
export function readUnits(entries: readonly Entry[]): WireSign[] {
  const found: WireSign[] = [];
  for (const { text, line, json } of entries) {
    if (json !== undefined) continue;
    const add = (id: string, strength: Strength, ...points: string[]): void => void found.push({ id, strength, points, line, said: sayWire(text) });
    const killed = /Out of memory: Killed process \d{1,9} \(([^)]{1,60})\)|oom-kill:.{0,400}task=([^,]{1,60})/u.exec(text);
    const unit = /\b([A-Za-z0-9@_.-]{1,80})\.service: (.{1,200})/u.exec(text);
    const role = roleOf(killed?.[1] ?? killed?.[2] ?? unit?.[1] ?? "");
    if (role === undefined) continue;
    const said = unit?.[2] ?? "";
    if (killed !== null || /oom-kill|status=9\/KILL/u.test(said)) add("unit-killed", "single", role === "model" ? "DT303" : "DT209");
    else if (/restart counter is at (?:[3-9]|\d{2,})/u.test(said)) add("unit-restarts", role === "model" ? "single" : "group", ...(role === "model" ? ["DT303"] : ["DT201", "DT203", "DT204", "DT205", "DT211", "DT209"]));
    else if (/Main process exited, code=(?:exited, status=[1-9]|dumped|killed)|Failed with result/u.test(said)) add("unit-failed", "group", ...(role === "model" ? ["DT301", "DT303"] : ["DT201", "DT203", "DT204", "DT205", "DT211"]));
  }
  return found;
}
