import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { accessSync, chownSync, constants, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import { freePort } from "./kit/free-port.ts";

/**
 * The database servers of a test run: Redis and PostgreSQL on a free port with a throw-away folder, started if they are installed.
 * A lane that cannot run says so loudly; its suites are skipped.
 */

declare module "vitest" {
  interface ProvidedContext {
    redisUrl: string | undefined;
    postgresUrl: string | undefined;
  }
}

interface Server {
  url: string;
  stop(): Promise<void>;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!(await wanted(project))) return async () => undefined;
  const [redis, postgres] = await Promise.all([lane("redis", startRedis), lane("postgresql", startPostgres)]);
  project.provide("redisUrl", redis?.url);
  project.provide("postgresUrl", postgres?.url);
  return async () => {
    await Promise.all([redis?.stop(), postgres?.stop()]);
  };
}

/** A run of a few files that use no server need not start any. */
async function wanted(project: TestProject): Promise<boolean> {
  // Not in the published types; without it every file is looked at, and the servers start.
  const { filenamePattern } = project.vitest as { filenamePattern?: string[] };
  const files = await project.vitest.globTestSpecifications(filenamePattern);
  return files.some(({ moduleId }) => /redisUrl|postgresUrl|lanes\.ts/u.test(readFileSync(moduleId, "utf8")));
}

async function lane(name: string, start: () => Promise<Server>): Promise<Server | undefined> {
  try {
    return await start();
  } catch (error) {
    process.stderr.write(`\nLANE NOT RUN: ${name} (${error instanceof Error ? error.message : String(error)})\n\n`);
    return undefined;
  }
}

/** A Redis of its own that keeps every write; also used by tests that stop and start one. */
export async function startRedis(options: { port?: number; folder?: string; more?: readonly string[]; program?: string } = {}): Promise<Server & { port: number; folder: string; process: ChildProcess }> {
  const program = find(options.program ?? "redis-server", (process.env["PATH"] ?? "").split(delimiter));
  const port = options.port ?? (await freePort());
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "duo-triage-redis-"));
  const child = spawn(program, ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction", "--databases", "1024", ...(options.more ?? [])], { stdio: "ignore" });
  await listening(child, port);
  const stop = async (): Promise<void> => {
    await ended(child);
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}/0`, port, folder, process: child, stop };
}

async function startPostgres(): Promise<Server> {
  const homes = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql").toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [...homes.map((version) => `/usr/lib/postgresql/${version}/bin`), ...(process.env["PATH"] ?? "").split(delimiter)];
  const initdb = find("initdb", folders);
  const postgres = find("postgres", folders);
  const folder = mkdtempSync(join(tmpdir(), "duo-triage-postgres-"));
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? postgresUser() : undefined;
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const as = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  execFileSync(initdb, ["-D", join(folder, "data"), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"], { stdio: "ignore", cwd: folder, ...as });
  const port = await freePort();
  const settings = ["-c", "fsync=off", "-c", "max_connections=200", "-c", `unix_socket_directories=${folder}`, "-c", "listen_addresses=127.0.0.1"];
  const child = spawn(postgres, ["-D", join(folder, "data"), "-p", String(port), ...settings], { stdio: "ignore", cwd: folder, ...as });
  await listening(child, port);
  const ready = find("pg_isready", folders);
  // The port opens before the database answers.
  for (let attempt = 0; spawnSync(ready, ["-q", "-h", "127.0.0.1", "-p", String(port)]).status !== 0; attempt += 1) {
    if (attempt > 100) throw new Error("postgres was not ready within 10 s");
    await sleep(100);
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      // Fast shutdown: sessions that a failed test left open do not hold it up.
      await ended(child, "SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function postgresUser(): { uid: number; gid: number } {
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  return { uid: id("-u"), gid: id("-g") };
}

export function find(program: string, folders: readonly string[]): string {
  for (const folder of folders) {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return join(folder, program);
    } catch {
      // Not here.
    }
  }
  throw new Error(`${program} not found`);
}

export async function listening(child: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with status ${child.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ port, host: "127.0.0.1" }, () => resolve(socket.destroy() !== undefined));
      socket.once("error", () => resolve(false));
    });
    if (open) return;
    await sleep(50);
  }
  child.kill("SIGKILL");
  throw new Error(`${child.spawnfile} did not listen within 10 s`);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exit;
  clearTimeout(late);
}
