// What the benches share: servers of their own, processes that answer questions, figures.
import { fork, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

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
