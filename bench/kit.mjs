// What the benches share: servers of their own, processes that answer questions, figures.
import { execFileSync, fork, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The value that so many of a hundred do not exceed. */
export const percentile = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.ceil((list.length * share) / 100) - 1)];

export const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

function launch(port, folder) {
  const child = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"], { stdio: "ignore" });
  child.on("error", () => {
    console.error("redis-server not found: give --url");
    process.exit(2);
  });
  return child;
}

/** A Redis of one's own, with append-only file: to be killed, frozen and started again. */
export async function startRedis() {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "duo-triage-bench-"));
  let child = launch(port, folder);
  await wait(500);
  return {
    url: `redis://127.0.0.1:${port}/0`, port,
    kill: () => child.kill("SIGKILL"),
    again: () => { child = launch(port, folder); },
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    async close() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A PostgreSQL of one's own, that keeps what it has confirmed: to be killed and started again. */
export async function startPostgres() {
  const homes = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql").toSorted((a, b) => b - a).map((version) => `/usr/lib/postgresql/${version}/bin`) : [];
  const env = { ...process.env, PATH: [...homes, process.env.PATH].join(delimiter) };
  const folder = mkdtempSync(join(tmpdir(), "duo-triage-bench-"));
  // PostgreSQL refuses to run as root.
  const as = process.getuid?.() === 0 ? { uid: Number(execFileSync("id", ["-u", "postgres"])), gid: Number(execFileSync("id", ["-g", "postgres"])) } : {};
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid);
  const how = { cwd: folder, env, stdio: "ignore", ...as };
  execFileSync("initdb", ["-D", join(folder, "data"), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"], how);
  const port = await freePort();
  let child;
  const again = async () => {
    child = spawn("postgres", ["-D", join(folder, "data"), "-p", String(port), "-c", "max_connections=300", "-c", `unix_socket_directories=${folder}`, "-c", "listen_addresses=127.0.0.1"], how);
    while (spawnSync("pg_isready", ["-q", "-h", "127.0.0.1", "-p", String(port)], { env }).status !== 0) await wait(100);
  };
  // "Immediate": no session is asked, the log is read again at the start. A bare -9 would leave its children behind, which hold the folder.
  const kill = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGQUIT");
    await gone;
  };
  await again();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`, port, kill, again,
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a script that answers questions by its parent: `ask(what, ...args)` resolves with what it says. `gone` resolves when it has ended. */
export function begin(script, args, { env = {}, execArgv = [], quiet = false } = {}) {
  const child = fork(script, args, { env: { ...process.env, ...env }, execArgv, stdio: ["ignore", "ignore", quiet ? "ignore" : "inherit", "ipc"] });
  const waiting = new Map();
  let count = 0;
  child.on("message", ({ id, value, problem }) => {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (problem === undefined) resolve?.(value);
    else reject?.(new Error(problem));
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.once("exit", () => { for (const { reject } of waiting.values()) reject(new Error("the process has ended")); });
  return {
    child, gone,
    ask: (what, ...rest) => new Promise((resolve, reject) => {
      const id = (count += 1);
      waiting.set(id, { resolve, reject });
      child.send({ id, what, rest }, (error) => { if (error) reject(error); });
    }),
    async stop(deadlineMs = 20_000) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await Promise.race([gone, wait(deadlineMs)]);
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** The other side of `begin`: answers its parent's questions by a table of functions. */
export function answer(table) {
  process.on("message", async ({ id, what, rest }) => {
    try {
      process.send({ id, value: await table[what](...rest) });
    } catch (error) {
      process.send({ id, problem: String(error?.stack ?? error) });
    }
  });
  process.on("disconnect", () => process.exit(0));
}
