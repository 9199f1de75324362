import { type ClientRequestArgs, type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { ExecAnswer, Foothold, FootholdConfig, ReadCommand } from "../../core/exec.ts";
import { vectorOf } from "./commands.ts";
import { notListed, gatherOutput, outputLimit } from "./output.ts";

type DockerConfig = Extract<FootholdConfig, { kind: "docker" }>;
interface Limits { timeoutMs: number; signal: AbortSignal }

/** Listed commands, and what the runtime says of the container, over the API of Docker or Podman: a socket, or TCP with TLS. */
export function openDocker(config: DockerConfig): Foothold {
  const name = encodeURIComponent(config.container);

  return {
    async run(command, limits, data) {
      const vector = vectorOf(command, data);
      if (vector === undefined) return notListed(command);
      const began = performance.now();
      const since = (): number => Math.round(performance.now() - began);
      try {
        const created = await ask("POST", `/containers/${name}/exec`, { AttachStdin: false, AttachStdout: true, AttachStderr: true, Tty: false, Cmd: vector }, limits);
        if (created.status !== 201) return failure(command, created, since());
        const id = String((JSON.parse(created.body.toString("utf8")) as { Id?: unknown }).Id ?? "");
        const started = await ask("POST", `/exec/${encodeURIComponent(id)}/start`, { Detach: false, Tty: false }, limits);
        if (started.status !== 200) return failure(command, started, since());
        const seen = await ask("GET", `/exec/${encodeURIComponent(id)}/json`, undefined, limits);
        const code = seen.status === 200 ? (JSON.parse(seen.body.toString("utf8")) as { ExitCode?: unknown }).ExitCode : undefined;
        return { kind: "output", command, exitCode: typeof code === "number" ? code : null, output: unframe(started.body), cut: started.cut, ms: since() };
      } catch (error) {
        return { kind: "failure", command, reason: reasonOf(error), said: sentenceOf(error), ms: since() };
      }
    },
    describe: (limits) => texts(`/containers/${name}/json`, limits, (body) => `[${body.toString("utf8")}]`),
    log: (limits) => texts(`/containers/${name}/logs?stdout=1&stderr=1&tail=2000`, limits, unframe),
  };

  async function texts(path: string, limits: Limits, read: (body: Buffer) => string): Promise<string[]> {
    try {
      const { status, body } = await ask("GET", path, undefined, limits);
      return status === 200 ? [read(body)] : [];
    } catch {
      return [];
    }
  }

  function ask(method: "GET" | "POST", path: string, body: unknown, { timeoutMs, signal }: Limits): Promise<{ status: number; body: Buffer; cut: boolean }> {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const target = placeOf(config);
    return new Promise((resolve, reject) => {
      const out = gatherOutput();
      const options: ClientRequestArgs = { ...target.options, method, path, headers: { host: "docker", ...(sent === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(sent) }) }, signal, agent: false };
      const request = (target.tls ? httpsRequest : httpRequest)(options, (answer: IncomingMessage) => {
        const chunks: Buffer[] = [];
        const done = (): void => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).subarray(0, outputLimit), cut: out.cut() });
        answer.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          if (!out.add(chunk)) request.destroy();
        });
        answer.on("close", done);
        answer.on("error", done);
      });
      request.setTimeout(timeoutMs, () => request.destroy(Object.assign(new Error(`no end within ${timeoutMs} ms`), { code: "ETIMEDOUT" })));
      request.on("error", reject);
      request.end(sent);
    });
  }
}

function placeOf(config: DockerConfig): { tls: boolean; options: ClientRequestArgs & Record<string, unknown> } {
  if (config.host.startsWith("unix://")) return { tls: false, options: { socketPath: config.host.slice("unix://".length) } };
  const url = new URL(config.host.replace(/^tcp:/u, "https:"));
  const tls = url.protocol === "https:";
  return { tls, options: { host: url.hostname, port: Number(url.port || (tls ? 2376 : 2375)), ...(config.ca === undefined ? {} : { ca: config.ca }), ...(config.cert === undefined ? {} : { cert: config.cert }), ...(config.key === undefined ? {} : { key: config.key.reveal() }) } };
}

/** The API wraps both outputs of a process in frames of 8 bytes: stream, three zeros, length. */
function unframe(body: Buffer): string {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + 8 <= body.length && (body[at] ?? 9) <= 2 && body[at + 1] === 0 && body[at + 2] === 0 && body[at + 3] === 0) {
    const size = body.readUInt32BE(at + 4);
    parts.push(body.subarray(at + 8, at + 8 + size));
    at += 8 + size;
  }
  return (at === 0 ? body : Buffer.concat(parts)).toString("utf8");
}

function failure(command: ReadCommand, answer: { status: number; body: Buffer }, ms: number): ExecAnswer {
  return { kind: "failure", command, reason: answer.status === 404 ? "no-such-container" : answer.status === 401 || answer.status === 403 ? "refused" : "other", said: answer.body.toString("utf8").slice(0, 300), ms };
}

function reasonOf(error: unknown): Extract<ExecAnswer, { kind: "failure" }>["reason"] {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "ETIMEDOUT" || code === "ABORT_ERR") return "timed-out";
  if (code === "EACCES") return "refused";
  return ["ENOENT", "ECONNREFUSED", "EHOSTUNREACH", "ENOTFOUND", "ECONNRESET"].includes(code) ? "unreachable" : "other";
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 300) : String(error).slice(0, 300));
