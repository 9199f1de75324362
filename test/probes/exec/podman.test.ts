import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDocker } from "../../../src/probes/exec/docker.ts";
import { openExec, lookAround } from "../../../src/probes/exec/open.ts";
import { settled } from "../../kit/settled.ts";
import { lookSchema, readBesideAnswer } from "../../../src/targets/gateway/beside.ts";
import { standInSource } from "../../kit/stand-in.ts";
import { until } from "../../kit/until.ts";

// A real peer of Docker's API: Podman's compatible socket, a real container. No registry: its files are this machine's own, read-only.
const folder = mkdtempSync(join(tmpdir(), "duo-triage-podman-"));
const socket = join(folder, "podman.sock");
const runtime = ["/usr/sbin/runc", "/usr/bin/runc", "/usr/bin/crun"].find((path) => existsSync(path));
const options = ["--root", join(folder, "store"), "--runroot", join(folder, "run"), "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", ...(runtime === undefined ? [] : ["--runtime", runtime])];
const podman = (...args: string[]): { ok: boolean; said: string } => {
  const done = spawnSync("podman", [...options, ...args], { encoding: "utf8", timeout: 50_000 });
  return { ok: done.status === 0, said: `${done.stdout ?? ""}${done.stderr ?? ""}${done.error?.message ?? ""}`.trim() };
};
let service: ChildProcess | undefined;

/** Why no container can be run here; undefined where one runs. */
function start(): string | undefined {
  if (spawnSync("podman", ["--version"]).status !== 0) return "no podman (Debian: podman, runc)";
  if (!existsSync("/usr/bin/python3")) return "no /usr/bin/python3 to run in a container";
  const [root, srv] = [join(folder, "root"), join(folder, "srv")];
  for (const place of ["usr", "tmp", "proc", "dev", "sys", "etc", "srv", "home/aigateway/.hf"]) mkdirSync(join(root, place), { recursive: true });
  for (const name of ["bin", "lib", "lib64", "sbin"]) symlinkSync(`usr/${name}`, join(root, name));
  mkdirSync(srv);
  writeFileSync(join(srv, "ai_gateway"), standInSource);
  if (spawnSync("tar", ["-C", root, "-cf", join(folder, "image.tar"), "."]).status !== 0) return "tar failed";
  const image = podman("import", join(folder, "image.tar"), "beside:1");
  if (!image.ok) return image.said.slice(-300);
  const ran = podman("run", "-d", "--name", "aigw", "--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=512:512", "-v", "/usr:/usr:ro", "-v", `${srv}:/srv:ro`, "-e", "AIGW_FASTAPI__API_PORT=5052", "-e", "AIGW_CUSTOM_MODELS__ENABLED=false", "-e", "AIGW_GITLAB_URL=http://127.0.0.1:9", "-e", "AIGW_TOKEN=hunter2", "beside:1", "/usr/bin/python3", "/srv/ai_gateway");
  return ran.ok ? undefined : ran.said.slice(-300);
}

let reason: string | undefined = "not started";
beforeAll(async () => {
  reason = start();
  if (reason !== undefined) return void process.stderr.write(`SKIPPED LOUDLY: no container can be run here (${reason}), so the Docker foothold is not tested against Podman\n`);
  service = spawn("podman", [...options, "system", "service", "--time=0", `unix://${socket}`], { stdio: "ignore" });
  await until("podman's socket", () => existsSync(socket));
}, 180_000);
afterAll(() => {
  podman("rm", "-f", "-t", "0", "aigw");
  service?.kill();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const foothold = (container = "aigw") => openDocker({ kind: "docker", container, host: `unix://${socket}` });
const limits = () => ({ timeoutMs: 40_000, signal: new AbortController().signal });

describe("docker, against podman's compatible socket and a real container", () => {
  it("runs listed commands in the container and brings output and exit code", async (context) => {
    if (reason !== undefined) return context.skip();
    const clock = await foothold().run("gateway-clock", limits());
    expect(clock).toMatchObject({ kind: "output", exitCode: 0, cut: false });
    expect(clock.kind === "output" && !Number.isNaN(Date.parse(clock.output.trim()))).toBe(true);
    expect(await foothold().run("gitlab-verify", limits())).not.toMatchObject({ exitCode: 0 });
    expect(await foothold("other").run("gateway-clock", limits())).toMatchObject({ kind: "failure", reason: "no-such-container" });
  });

  it("the script beside the gateway finds its process, its settings and its health, and no secret", async (context) => {
    if (reason !== undefined) return context.skip();
    const exec = openExec({ gateway: foothold() }, new AbortController().signal);
    const answer = await exec("gateway-look");
    const read = readBesideAnswer(answer ?? { kind: "failure", command: "gateway-look", reason: "other", said: "none", ms: 0 }, "look", lookSchema);
    if ("because" in read) throw new Error(read.because);
    expect(read.value).toMatchObject({ source: "process", network: true, gateways: 1, health: { status: 200 }, gitlab: { phase: "connect", reason: "refused" }, env: { AIGW_TOKEN: "[hidden]" } });
    expect(JSON.stringify(answer)).not.toContain("hunter2");
    const asked = await exec("gateway-ask", { url: "http://127.0.0.1:5052/$(id)" });
    expect(asked).toMatchObject({ kind: "output", json: { way: { status: 404 } } });
    expect(await exec("gateway-ask", { url: "http://model.invalid/v1/models" })).toMatchObject({ json: { way: { phase: "resolve" } } });
  }, 120_000);

  it("tells the description of the container and its last lines", async (context) => {
    if (reason !== undefined) return context.skip();
    const one = foothold();
    const { signal } = new AbortController();
    const { texts, failures } = await lookAround(one, "gateway", openExec({ gateway: one }, signal), signal, settled({ AIGW_CUSTOM_MODELS__ENABLED: "false" }));
    expect(failures).toEqual([]);
    expect(texts.join("\n")).toContain("AIGW_CUSTOM_MODELS__ENABLED=false");
    expect(texts.some((text) => text.includes("\"State\""))).toBe(true);
  }, 120_000);
});
