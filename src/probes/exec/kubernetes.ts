import { request as httpRequest } from "node:http";
import { type RequestOptions, request as httpsRequest } from "node:https";
import { WebSocket } from "ws";
import type { ExecAnswer, Foothold, FootholdConfig, ReadCommand } from "../../core/exec.ts";
import { vectorOf } from "./commands.ts";
import { notListed, gatherOutput } from "./output.ts";

type KubernetesConfig = Extract<FootholdConfig, { kind: "kubernetes" }>;
interface Limits { timeoutMs: number; signal: AbortSignal }

// Newest first; v5 only adds a way to close standard input, which is never opened here.
const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

/** Listed commands, and what Kubernetes says of the pod, over the API server: the exec subresource speaks WebSocket, one channel a stream. */
export function openKubernetes(config: KubernetesConfig): Foothold {
  const base = `/api/v1/namespaces/${encodeURIComponent(config.namespace)}`;
  // Some servers keep the API of a cluster below a path of their own.
  const server = config.server.replace(/\/+$/u, "");

  return {
    async run(command, limits, data) {
      const vector = vectorOf(command, data);
      if (vector === undefined) return notListed(command);
      const began = performance.now();
      const since = (): number => Math.round(performance.now() - began);
      const pod = await findPod(limits);
      if (typeof pod !== "string") return { ...pod, command, ms: since() };
      return exec(command, vector, pod, limits, since);
    },
    async describe(limits) {
      const pod = await findPod(limits);
      if (typeof pod !== "string") return [];
      const [seen, events] = await Promise.all([get(`${base}/pods/${pod}`, limits), get(`${base}/events?fieldSelector=${encodeURIComponent(`involvedObject.name=${pod}`)}&limit=50`, limits)]);
      return [...(seen.status === 200 ? [tellPod(seen.body)] : []), ...(events.status === 200 ? [tellEvents(events.body)] : [])];
    },
    async log(limits) {
      const pod = await findPod(limits);
      if (typeof pod !== "string") return [];
      const log = await get(`${base}/pods/${pod}/log?tailLines=2000&limitBytes=400000${config.container === undefined ? "" : `&container=${encodeURIComponent(config.container)}`}`, limits);
      return log.status === 200 ? [log.body] : [];
    },
  };

  async function findPod(limits: Limits): Promise<string | { kind: "failure"; reason: Extract<ExecAnswer, { kind: "failure" }>["reason"]; said: string }> {
    const found = await get(`${base}/pods?labelSelector=${encodeURIComponent(config.selector)}&limit=20`, limits);
    if (found.status === 0) return { kind: "failure", reason: "unreachable", said: found.body };
    if (found.status !== 200) return { kind: "failure", reason: found.status === 401 || found.status === 403 ? "refused" : "other", said: found.body.slice(0, 300) };
    const list = (JSON.parse(found.body) as { items?: { metadata?: { name?: string }; status?: { phase?: string } }[] }).items ?? [];
    const name = (list.find((item) => item.status?.phase === "Running") ?? list[0])?.metadata?.name;
    return name !== undefined && /^[a-z0-9][a-z0-9.-]{0,252}$/u.test(name) ? name : { kind: "failure", reason: "no-such-container", said: `no pod matches ${config.selector}` };
  }

  function secure(): RequestOptions {
    return { ...(config.ca === undefined ? {} : { ca: config.ca }), ...(config.cert === undefined ? {} : { cert: config.cert }), ...(config.key === undefined ? {} : { key: config.key.reveal() }) };
  }

  function headers(): Record<string, string> {
    return config.token === undefined ? {} : { authorization: `Bearer ${config.token.reveal()}` };
  }

  function get(path: string, { timeoutMs, signal }: Limits): Promise<{ status: number; body: string }> {
    return new Promise((resolve) => {
      const out = gatherOutput();
      const url = new URL(`${server}${path}`);
      const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, { ...secure(), headers: headers(), signal, agent: false }, (answer) => {
        answer.on("data", (chunk: Buffer) => { if (!out.add(chunk)) request.destroy(); });
        answer.on("close", () => resolve({ status: answer.statusCode ?? 0, body: out.text() }));
      });
      request.setTimeout(timeoutMs, () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
      request.on("error", (error) => resolve({ status: 0, body: error.message.slice(0, 300) }));
      request.end();
    });
  }

  function exec(command: ReadCommand, vector: readonly string[], pod: string, { timeoutMs, signal }: Limits, since: () => number): Promise<ExecAnswer> {
    const words: [string, string][] = [...vector.map((word) => ["command", word] as [string, string]), ["stdout", "true"], ["stderr", "true"], ["stdin", "false"], ["tty", "false"], ...(config.container === undefined ? [] : [["container", config.container] as [string, string]])];
    const query = new URLSearchParams(words);
    const url = new URL(`${server.replace(/^http/u, "ws")}${base}/pods/${pod}/exec?${query.toString()}`);
    return new Promise((resolve) => {
      const out = gatherOutput();
      let exitCode: number | null = null;
      let failed: ExecAnswer | undefined;
      const socket = new WebSocket(url, protocols, { ...secure(), headers: headers(), followRedirects: false, handshakeTimeout: 10_000, maxPayload: 1024 * 1024 });
      const fail = (reason: Extract<ExecAnswer, { kind: "failure" }>["reason"], said: string): void => {
        failed ??= { kind: "failure", command, reason, said: said.slice(0, 300), ms: since() };
        socket.terminate();
      };
      const timer = setTimeout(() => fail("timed-out", `no end within ${timeoutMs} ms`), timeoutMs);
      const stop = (): void => fail("timed-out", "cancelled");
      signal.addEventListener("abort", stop, { once: true });
      socket.on("message", (data: Buffer) => {
        const [channel, body] = [data[0], data.subarray(1)];
        if (channel === 1 || channel === 2) { if (!out.add(body)) socket.close(); }
        else if (channel === 3) exitCode = exitOf(body.toString("utf8"));
      });
      socket.on("unexpected-response", (_request, answer) => fail(answer.statusCode === 401 || answer.statusCode === 403 ? "refused" : answer.statusCode === 404 ? "no-such-container" : "other", `the API server answered ${answer.statusCode ?? 0}`));
      socket.on("error", (error) => fail("unreachable", error.message));
      socket.on("close", () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", stop);
        resolve(failed ?? { kind: "output", command, exitCode, output: out.text(), cut: out.cut(), ms: since() });
      });
    });
  }
}

/** Exit code out of the status object that ends an exec. */
function exitOf(text: string): number | null {
  try {
    const status = JSON.parse(text) as { status?: string; details?: { causes?: { reason?: string; message?: string }[] } };
    if (status.status === "Success") return 0;
    const code = Number(status.details?.causes?.find((cause) => cause.reason === "ExitCode")?.message);
    return Number.isInteger(code) ? code : null;
  } catch {
    return null;
  }
}

interface PodSeen {
  metadata?: { name?: string };
  status?: { containerStatuses?: { name?: string; image?: string; imageID?: string; restartCount?: number; state?: Record<string, { reason?: string; exitCode?: number }>; lastState?: Record<string, { reason?: string; exitCode?: number }> }[] };
}

/** A pod as `kubectl describe` puts it, so that one parser reads both. */
function tellPod(body: string): string {
  const pod = JSON.parse(body) as PodSeen;
  const lines = [`Name:             ${pod.metadata?.name ?? ""}`];
  for (const one of pod.status?.containerStatuses ?? []) {
    lines.push(`    Image:          ${one.image ?? ""}`, `    Image ID:       ${one.imageID ?? ""}`);
    for (const [title, states] of [["State", one.state], ["Last State", one.lastState]] as const) {
      for (const [name, state] of Object.entries(states ?? {})) lines.push(`    ${title}:     ${name}`, `      Reason:       ${state.reason ?? ""}`, `      Exit Code:    ${state.exitCode ?? ""}`);
    }
    lines.push(`    Restart Count:  ${one.restartCount ?? 0}`);
  }
  return `${lines.join("\n")}\nEvents:`;
}

function tellEvents(body: string): string {
  const list = (JSON.parse(body) as { items?: { type?: string; reason?: string; message?: string }[] }).items ?? [];
  return list.map((event) => `  ${event.type ?? "Normal"}  ${event.reason ?? ""}  0s  kubelet  ${(event.message ?? "").replaceAll("\n", " ")}`).join("\n");
}
