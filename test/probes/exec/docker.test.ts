import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../../../src/probes/exec/commands.ts";
import { openExec } from "../../../src/probes/exec/open.ts";
import { readImage } from "../../../src/targets/gateway/image.ts";
import { openDocker } from "../../../src/probes/exec/docker.ts";
import { readEvidence } from "../../../src/knowledge/evidence/read-evidence.ts";

const folder = mkdtempSync(join(tmpdir(), "duo-triage-docker-"));
const limits = () => ({ timeoutMs: 20_000, signal: new AbortController().signal });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A frame of the API's multiplexed stream. */
function frame(stream: 1 | 2, text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

describe("docker, against a double of its API on a socket", () => {
  const asked: unknown[] = [];
  const path = join(folder, "docker.sock");
  let server: Server;

  beforeAll(async () => {
    server = createServer((request, answer) => {
      let body = "";
      request.on("data", (chunk: Buffer) => { body += chunk.toString("utf8"); });
      request.on("end", () => {
        const url = request.url ?? "";
        if (url === "/containers/aigw/exec") {
          asked.push((JSON.parse(body) as { Cmd: unknown }).Cmd);
          return void answer.writeHead(201, { "content-type": "application/json" }).end('{"Id":"e1"}');
        }
        if (url === "/exec/e1/start") {
          answer.writeHead(200, { "content-type": "application/vnd.docker.raw-stream" });
          answer.write(frame(1, "Fri Nov 20 "));
          return void answer.end(Buffer.concat([frame(1, "10:00:00 UTC 2026\n"), frame(2, "a warning\n")]));
        }
        if (url === "/containers/aigw/json") return void answer.end('{"Name":"/aigw","Image":"sha256:1","Config":{"Image":"model-gateway:self-hosted-v19.2.0-ee"}}');
        if (url === "/exec/e1/json") return void answer.end('{"ExitCode":0,"Running":false}');
        answer.writeHead(404, { "content-type": "application/json" }).end('{"message":"No such container: other"}');
      });
    });
    await new Promise<void>((resolve) => { server.listen(path, resolve); });
  });
  afterAll(() => void server.close());

  it("sends exactly the listed vector and takes the frames apart", async () => {
    const foothold = openDocker({ kind: "docker", container: "aigw", host: `unix://${path}` });
    expect(await foothold.run("gateway-clock", limits())).toMatchObject({ kind: "output", exitCode: 0, output: "Fri Nov 20 10:00:00 UTC 2026\na warning\n" });
    expect(asked).toEqual([[...commands["gateway-clock"].argv]]);
  });

  it("tells how the container is by Docker's own interface, where a command is asked for that runs nothing in it", async () => {
    const signal = new AbortController().signal;
    const exec = openExec({ gateway: openDocker({ kind: "docker", container: "aigw", host: `unix://${path}` }) }, signal);
    const state = await exec("gateway-container-state");
    expect(state?.kind === "output" ? readImage(state.output) : state).toMatchObject({ name: "model-gateway:self-hosted-v19.2.0-ee", release: "19.2" });
    expect(asked).not.toContainEqual(expect.arrayContaining(["inspect"]));
    expect(await openExec({ gateway: openDocker({ kind: "docker", container: "other", host: `unix://${path}` }) }, signal)("gateway-container-state")).toMatchObject({ kind: "failure", reason: "not-there" });
  });

  it("says that there is no such container, and that nothing listens at the socket", async () => {
    expect(await openDocker({ kind: "docker", container: "other", host: `unix://${path}` }).run("gateway-clock", limits())).toMatchObject({ kind: "failure", reason: "no-such-container" });
    const away = openDocker({ kind: "docker", container: "aigw", host: `unix://${join(folder, "none.sock")}` });
    expect(await away.run("gateway-clock", limits())).toMatchObject({ kind: "failure", reason: "unreachable" });
    expect(await away.describe(limits())).toEqual([]);
  });
});

const podman = spawnSync("podman", ["--version"]).status === 0;
if (!podman) process.stderr.write("SKIPPED LOUDLY: no podman here, so the docker foothold is tested against a double only\n");

describe.skipIf(!podman)("docker, against podman's own API", () => {
  const base = ["--root", join(folder, "root"), "--runroot", join(folder, "run"), "--storage-driver", "vfs", "--events-backend", "file"];
  const socket = join(folder, "podman.sock");
  let service: ChildProcess | undefined;
  let made = false;

  beforeAll(async () => {
    writeFileSync(join(folder, "nothing"), "");
    spawnSync("tar", ["-C", folder, "-cf", join(folder, "root.tar"), "nothing"]);
    const image = "localhost/model-gateway:self-hosted-v19.3.1-ee";
    // The container is made and never started: what the runtime says of it, and refuses, is real all the same.
    made = spawnSync("podman", [...base, "import", join(folder, "root.tar"), image], { timeout: 60_000 }).status === 0
      && spawnSync("podman", [...base, "create", "--name", "aigw", "--network", "none", "-e", "AIGW_GITLAB_URL=https://gitlab.corp", "-e", "AIGW_CUSTOM_MODELS__ENABLED=false", image, "/nothing"], { timeout: 60_000 }).status === 0;
    if (!made) return process.stderr.write("SKIPPED LOUDLY: podman cannot make a container here\n");
    service = spawn("podman", [...base, "system", "service", "--time=0", `unix://${socket}`], { stdio: "ignore" });
    for (let tries = 0; tries < 100 && !existsSync(socket); tries += 1) await new Promise((resolve) => { setTimeout(resolve, 100); });
  }, 150_000);
  afterAll(() => void service?.kill());

  it("reads the container's description as evidence, and is told that a stopped one runs nothing", async ({ skip }) => {
    if (!made || !existsSync(socket)) return skip();
    const foothold = openDocker({ kind: "docker", container: "aigw", host: `unix://${socket}` });
    const texts = await foothold.describe(limits());
    expect((readEvidence(texts.join("\n\n"))?.findings ?? []).flatMap(({ codes }) => codes)).toEqual(expect.arrayContaining(["DT221", "DT201"]));
    expect(await foothold.run("gateway-clock", limits())).toMatchObject({ kind: "failure", reason: "other", said: expect.stringContaining("running") as string });
  });
});
