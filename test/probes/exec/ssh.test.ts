import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBesideAnswer, lookSchema } from "../../../src/targets/gateway/beside.ts";
import { readBeside } from "../../../src/probes/exec/beside.ts";
import { python, startStandIn } from "../../kit/stand-in.ts";
import { commands } from "../../../src/probes/exec/commands.ts";
import { lookAround, openExec } from "../../../src/probes/exec/open.ts";
import { freePort } from "../../kit/free-port.ts";
import { settled } from "../../kit/settled.ts";
import { openSsh } from "../../../src/probes/exec/ssh.ts";

const sshd = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].find((path) => existsSync(path));
const able = sshd !== undefined && spawnSync("ssh", ["-V"]).status === 0 && spawnSync("ssh-keygen", ["-?"]).error === undefined;
if (!able) process.stderr.write("SKIPPED LOUDLY: no OpenSSH server and client here (Debian: openssh-server), so the ssh foothold is not tested\n");

const folder = mkdtempSync(join(tmpdir(), "duo-triage-sshd-"));
let server: ChildProcess | undefined;
let port = 0;
const key = (name: string): string => join(folder, name);

async function listens(at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(at, "127.0.0.1", () => { socket.destroy(); resolve(true); });
    socket.on("error", () => resolve(false));
  });
}

beforeAll(async () => {
  if (!able) return;
  for (const name of ["host", "other-host", "user", "stranger"]) spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key(name)]);
  writeFileSync(key("authorized"), readFileSync(key("user.pub")));
  chmodSync(key("authorized"), 0o600);
  // A docker that tells what it was called with, one word a line.
  mkdirSync(key("programs"));
  writeFileSync(join(key("programs"), "docker"), `#!/bin/sh\nfor word in "$@"; do printf '%s\\n' "$word"; done\necho '{"correlation_id":"0123abcd-1","level":"error","message":"of this run"}' >&2\necho '{"correlation_id":"ffff0000-1","level":"error","message":"of another"}' >&2\n`, { mode: 0o755 });
  // Some builds want their run folder.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true });
  port = await freePort();
  server = spawn(sshd ?? "", ["-D", "-e", "-f", "/dev/null", "-p", String(port), "-h", key("host"), "-o", "ListenAddress=127.0.0.1", "-o", `AuthorizedKeysFile=${key("authorized")}`, "-o", "StrictModes=no", "-o", "UsePAM=no", "-o", "PasswordAuthentication=no", "-o", `PidFile=${key("pid")}`, "-o", "PermitRootLogin=prohibit-password", "-o", `SetEnv=PATH=${folder}/programs:/usr/local/bin:/usr/bin:/bin`], { stdio: "ignore" });
  for (let tries = 0; tries < 100 && !(await listens(port)); tries += 1) await new Promise((resolve) => { setTimeout(resolve, 100); });
}, 60_000);

afterAll(() => {
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const settings = (hostKey = "host", userKey = "user", at = port) => ({ kind: "ssh" as const, host: "127.0.0.1", port: at, user: userInfo().username, keyFile: key(userKey), hostKey: readFileSync(key(`${hostKey}.pub`), "utf8").split(" ").slice(0, 2).join(" "), sudo: false });
const foothold = (...chosen: Parameters<typeof settings>) => openSsh(settings(...chosen));
const limits = (timeoutMs = 20_000) => ({ timeoutMs, signal: new AbortController().signal });

describe.skipIf(!able)("ssh, against a real sshd", () => {
  it("runs a listed command and brings its output and exit code", async () => {
    const clock = await foothold().run("gitlab-clock", limits());
    expect(clock).toMatchObject({ kind: "output", exitCode: 0, cut: false });
    expect(clock.kind === "output" && !Number.isNaN(Date.parse(clock.output.trim()))).toBe(true);
    expect(await foothold().run("gateway-folders", limits())).toMatchObject({ kind: "output" });
  });

  it("sends nothing to a host whose key is not the pinned one", async () => {
    expect(await foothold("other-host").run("gitlab-clock", limits())).toMatchObject({ kind: "failure", reason: "host-key" });
  });

  it("says that a key is refused, and that nothing listens", async () => {
    expect(await foothold("host", "stranger").run("gitlab-clock", limits())).toMatchObject({ kind: "failure", reason: "refused" });
    expect(await foothold("host", "user", await freePort()).run("gitlab-clock", limits())).toMatchObject({ kind: "failure", reason: "unreachable" });
  });

  it.skipIf(!python)("reads a gateway's process through sshd: settings without a secret, its port, its keys by their shape alone", async () => {
    const stand = await startStandIn(folder);
    try {
      const answer = await foothold().run("gateway-look", limits(60_000), { port: stand.port });
      const read = readBesideAnswer({ ...answer, ...(answer.kind === "output" ? { json: readBeside(answer.output) } : {}) } as typeof answer, "look", lookSchema);
      if ("because" in read) throw new Error(read.because);
      expect(read.value).toMatchObject({ source: "process", network: true, health: { status: 200 }, env: { AIGW_GITLAB_URL: stand.gitlab, AIGW_TOKEN: "[hidden]" }, gitlab: { status: 200, kids: ["kid-1"] } });
      expect(read.value.keys["AIGW_SELF_SIGNED_JWT__SIGNING_KEY"]).toMatchObject({ kind: "rsa-private", bits: 2048 });
      expect(read.value.keys["AIGW_SELF_SIGNED_JWT__VALIDATION_KEY"]).toMatchObject({ kind: "unreadable", escaped: true });
      expect(read.value.listeners).toContainEqual(expect.objectContaining({ port: stand.port, of: "gateway" }));
      expect(JSON.stringify(answer)).not.toMatch(/hunter2|PRIVATE KEY-----\\+n?[A-Za-z0-9]/u);
    } finally {
      stand.stop();
    }
  });

  it.skipIf(!python)("hands an address to the script as data: nothing that stands in it is run", async () => {
    const stand = await startStandIn(folder);
    const trap = join(folder, "touched");
    try {
      for (const url of [`http://127.0.0.1:${stand.port}/$(touch ${trap})`, `-oProxyCommand=touch ${trap}`, `';touch ${trap};'`, `http://x/\n"); import os; os.system("touch ${trap}") #`, `http://\0`, "`id`", `http://${"a".repeat(1900)}/`]) {
        const answer = await foothold().run("gateway-ask", limits(60_000), { url, port: stand.port });
        expect(answer.kind === "output" && readBeside(answer.output)).toMatchObject({ duo_triage: "ask", way: { ms: expect.any(Number) as number } });
      }
      expect(existsSync(trap)).toBe(false);
      for (const url of ["http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[::ffff:169.254.169.254]/"]) {
        const answer = await foothold().run("gateway-ask", limits(60_000), { url, port: stand.port });
        expect(answer.kind === "output" && readBeside(answer.output)).toMatchObject({ way: { phase: "address", reason: "not-an-address" } });
      }
      expect(await foothold().run("touch" as never, limits(), { url: "x" })).toMatchObject({ kind: "failure", reason: "not-there" });
    } finally {
      stand.stop();
    }
  });

  it("asks Docker on that host about the named container with the listed words alone, and reads of its log what is this run's", async () => {
    const one = openSsh({ ...settings(), container: "ai-gateway" });
    const { signal } = new AbortController();
    const { texts } = await lookAround(one, "gateway", openExec({ gateway: one }, signal), signal, settled({ AIGW_CUSTOM_MODELS__ENABLED: "true" }, ["0123abcd-1"]));
    const [state, log] = [texts.find((text) => text.startsWith("inspect\n")), texts.find((text) => text.startsWith("logs\n"))];
    expect(state).toContain([...commands["gateway-container-state"].argv.slice(1), "ai-gateway", ""].join("\n"));
    expect(log).toContain("logs\n--tail\n2000\nai-gateway\n");
    expect(log).toContain("of this run");
    expect(log).not.toContain("of another");
    expect(await openSsh(settings()).run("gateway-container-log", limits())).toMatchObject({ kind: "failure", reason: "not-there" });
  });

  it("pins one key for one host, whatever stands behind it, and finds it in a folder of any name", async () => {
    const before = process.env["TMPDIR"];
    const odd = join(folder, "a b %h");
    mkdirSync(odd);
    process.env["TMPDIR"] = odd;
    try {
      expect(await foothold().run("gitlab-clock", limits())).toMatchObject({ kind: "output", exitCode: 0 });
      const hostKey = `${settings("other-host").hostKey}\n* ${settings().hostKey}`;
      expect(await openSsh({ ...settings(), hostKey }).run("gitlab-clock", limits())).toMatchObject({ kind: "failure", reason: "host-key" });
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  });

  it("no user and no host is an option to the client", async () => {
    const trap = join(folder, "opened");
    for (const over of [{ user: `-oProxyCommand=touch ${trap}` }, { host: `-oProxyCommand=touch ${trap}` }, { user: "-v" }, { user: `x;touch ${trap}` }]) expect(await openSsh({ ...settings(), ...over }).run("gitlab-clock", limits())).toMatchObject({ kind: "failure" });
    expect(existsSync(trap)).toBe(false);
  });

  it("ends when the run does", async () => {
    expect(await foothold().run("gitlab-clock", { timeoutMs: 20_000, signal: AbortSignal.timeout(1) })).toMatchObject({ command: "gitlab-clock" });
  });
});
