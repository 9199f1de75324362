import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { Secret } from "../../../src/core/secret.ts";
import { commands } from "../../../src/probes/exec/commands.ts";
import { openKubernetes } from "../../../src/probes/exec/kubernetes.ts";
import { lookAround, openExec } from "../../../src/probes/exec/open.ts";
import { settled } from "../../kit/settled.ts";
import { readEvidence } from "../../../src/knowledge/evidence/read-evidence.ts";

// A double of the API server that speaks the exec protocol: WebSocket, subprotocol v5 or v4, one byte of channel before the bytes of a stream, a status object at the end.
const asked: string[][] = [];
let server: Server;
let base = "";

const environment = ["PATH=/usr/bin", "HOME=/home/aigateway", "AIGW_GITLAB_URL=https://gitlab.corp", "AIGW_CUSTOM_MODELS__ENABLED=false", "AIGW_SELF_SIGNED_JWT__SIGNING_KEY=", "SECRET_TOKEN=hunter2hunter2"].join("\0");

beforeAll(async () => {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has("v5.channel.k8s.io") ? "v5.channel.k8s.io" : false) });
  server = createServer((request, answer) => {
    const path = request.url ?? "";
    if (request.headers.authorization !== "Bearer good-token") return void answer.writeHead(401).end('{"kind":"Status","reason":"Unauthorized"}');
    answer.setHeader("content-type", "application/json");
    if (path.startsWith("/api/v1/namespaces/ai/pods?")) return void answer.end(JSON.stringify({ items: path.includes("aigw") ? [{ metadata: { name: "aigw-1" }, status: { phase: "Running" } }] : [] }));
    if (path === "/api/v1/namespaces/ai/pods/aigw-1") return void answer.end(JSON.stringify({ metadata: { name: "aigw-1" }, status: { containerStatuses: [{ name: "ai-gateway", image: "registry/model-gateway:self-hosted-v19.3.1-ee", restartCount: 4, state: { running: {} }, lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } } }] } }));
    if (path.includes("/log?")) return void answer.end("AIGW started\n");
    if (path.includes("/events?")) return void answer.end('{"items":[]}');
    answer.writeHead(404).end();
  });
  server.on("upgrade", (request, socket, head) => {
    if (request.headers.authorization !== "Bearer good-token") return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const argv = new URL(request.url ?? "", "http://x").searchParams.getAll("command");
      asked.push(argv);
      const send = (channel: number, text: string): void => ws.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)]));
      if (argv[0] === "date") send(1, "Fri Nov 20 10:00:00 UTC 2026\n");
      else if (argv[1] === "/proc/1/environ") send(1, environment);
      else if (argv[0] === "ls") send(2, "ls: cannot access\n");
      else send(1, "x".repeat(700_000));
      send(3, argv[0] === "ls" ? '{"status":"Failure","details":{"causes":[{"reason":"ExitCode","message":"2"}]}}' : '{"status":"Success"}');
      ws.close();
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
});
afterAll(() => void server.close());

const foothold = (token = "good-token", selector = "app=aigw") => openKubernetes({ kind: "kubernetes", namespace: "ai", selector, container: "ai-gateway", server: base, token: new Secret(token) });
const limits = () => ({ timeoutMs: 15_000, signal: new AbortController().signal });

describe("kubernetes, against a double that speaks the exec protocol", () => {
  it("runs exactly the listed vector, without a shell, and reads output and exit code", async () => {
    asked.length = 0;
    expect(await foothold().run("gateway-clock", limits())).toMatchObject({ kind: "output", exitCode: 0, output: "Fri Nov 20 10:00:00 UTC 2026\n" });
    expect(await foothold().run("gateway-folders", limits())).toMatchObject({ kind: "output", exitCode: 2 });
    expect(asked).toEqual([[...commands["gateway-clock"].argv], [...commands["gateway-folders"].argv]]);
  });

  it("caps what comes", async () => {
    expect(await foothold().run("gateway-listeners", limits())).toMatchObject({ kind: "output", cut: true });
  });

  it("says that it is refused, and that no pod is there", async () => {
    expect(await foothold("bad-token").run("gateway-clock", limits())).toMatchObject({ kind: "failure", reason: "refused" });
    expect(await foothold("good-token", "app=nothing").run("gateway-clock", limits())).toMatchObject({ kind: "failure", reason: "no-such-container" });
  });

  it("what it brings is evidence: settings of the process and the end of the last container, and no secret", async () => {
    const [one, { signal }] = [foothold(), new AbortController()];
    const { texts } = await lookAround(one, "gateway", openExec({ gateway: one }, signal), signal, settled(undefined));
    expect(texts.join("\n")).not.toContain("hunter2");
    const named = (readEvidence(texts.join("\n\n"))?.findings ?? []).flatMap(({ codes }) => codes);
    expect(named).toEqual(expect.arrayContaining(["DT209", "DT221"]));
  });
});
