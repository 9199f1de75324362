import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { accessSync, constants, mkdirSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

/**
 * One process per folder: the embedded database opens a second time without an error and is then ruined. The lock is a file that
 * names its owner by process id and start time, because an id alone is given to another program after a restart.
 */

const ownerSchema = z.object({
  token: z.string(),
  pid: z.number().int(),
  /** Changes when the id is given to another process; null where the system does not tell. */
  started: z.string().nullable(),
  /** Machine and process-id namespace: only there does the id mean anything. */
  place: z.string(),
});
type Owner = z.infer<typeof ownerSchema>;

export interface DirectoryLock {
  /** Gives the folder free, if it is still ours. */
  release(): void;
}

const heartbeatMs = 5_000;
const silentMs = 30_000;

/**
 * Takes the folder. Rejects with a sentence that names the owner when another living process has it; a lock whose owner is gone is
 * taken over. A lock from another machine or container is taken over once it has been silent for 30 seconds, for which this waits.
 */
export async function lockDirectory(directory: string, options: { silentMs?: number; onLost?: (error: Error) => void } = {}): Promise<DirectoryLock> {
  const silent = options.silentMs ?? silentMs;
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "lock");
  const self: Owner = { token: randomUUID(), pid: process.pid, started: startOf(process.pid), place: place() };
  for (;;) {
    if (create(file, self)) {
      // Two processes may find the same stale lock; the one whose file stands after a moment has it.
      await sleep(50);
      if (read(file)?.token === self.token) return hold(file, self, options.onLost);
    }
    const owner = read(file);
    const state = owner === undefined ? unreadable(file, silent) : judge(owner, file, silent);
    if (state === "alive") {
      throw new Error(sayInUse(directory, file, owner));
    }
    if (state === "silent") await sleep(Math.min(1_000, silent / 4));
    if (state === "stale" && read(file)?.token === owner?.token) rmSync(file, { force: true });
  }
}

/** Why this process cannot have the folder now, as a sentence; undefined where it can, as far as a look at once tells. Takes nothing. */
export function whyNotMine(directory: string): string | undefined {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    return `The folder ${directory} cannot be written (${(error as NodeJS.ErrnoException).code ?? "error"}). Choose another: queue.directory in the configuration.`;
  }
  const file = join(directory, "lock");
  const owner = read(file);
  return owner !== undefined && judge(owner, file, silentMs) === "alive" ? sayInUse(directory, file, owner) : undefined;
}

const sayInUse = (directory: string, file: string, owner: Owner | undefined): string =>
  `The folder ${directory} is in use by process ${owner?.pid ?? "?"} (lock file ${file}). Stop that process, or choose another folder.`;

function hold(file: string, self: Owner, onLost: ((error: Error) => void) | undefined): DirectoryLock {
  const ours = (): boolean => read(file)?.token === self.token;
  const timer = setInterval(() => {
    try {
      if (!ours()) throw new Error(`The lock file ${file} was taken away; another process may be using the folder.`);
      const now = new Date();
      utimesSync(file, now, now);
    } catch (error) {
      clearInterval(timer);
      onLost?.(error instanceof Error ? error : new Error(String(error)));
    }
  }, heartbeatMs);
  timer.unref();
  return {
    release() {
      clearInterval(timer);
      if (ours()) rmSync(file, { force: true });
    },
  };
}

function create(file: string, self: Owner): boolean {
  try {
    writeFileSync(file, JSON.stringify(self), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function read(file: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}

type State = "alive" | "stale" | "silent";

function judge(owner: Owner, file: string, silent: number): State {
  if (owner.place !== place()) return age(file) > silent ? "stale" : "silent";
  if (owner.pid === process.pid) return owner.started === startOf(process.pid) ? "alive" : "stale";
  if (!exists(owner.pid)) return "stale";
  const started = startOf(owner.pid);
  if (owner.started === null || started === null) return "alive";
  return started === owner.started ? "alive" : "stale";
}

/** A lock without content belongs to a process that is just writing it, or that died while doing so. */
function unreadable(file: string, silent: number): State {
  return age(file) > Math.min(silent, 2_000) ? "stale" : "silent";
}

function age(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function place(): string {
  let namespace = "";
  try {
    namespace = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Only Linux has them.
  }
  return `${hostname()} ${namespace}`.trim();
}

/** When a process started, as its system says it; equal texts mean the same process. */
export function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name, in brackets, may hold blanks: count fields after it. Field 22 is the start in clock ticks since boot.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${ticks}`;
  } catch {
    // Not Linux.
  }
  if (process.platform === "win32" || process.platform === "linux") return null;
  try {
    const line = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", timeout: 2_000, env: { LC_ALL: "C", TZ: "UTC", PATH: "/bin:/usr/bin" } });
    return line.trim() || null;
  } catch {
    return null;
  }
}
