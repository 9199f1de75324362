import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockDirectory, startOf, whyNotMine } from "../../src/store/directory-lock.ts";

describe("the lock on a data folder", () => {
  let directory: string;
  let file: string;
  let neighbour: ChildProcess | undefined;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "duo-triage-lock-"));
    file = join(directory, "lock");
  });
  afterEach(() => {
    neighbour?.kill("SIGKILL");
    neighbour = undefined;
    rmSync(directory, { recursive: true, force: true });
  });

  const owner = (): { token: string; pid: number; started: string | null; place: string } => JSON.parse(readFileSync(file, "utf8"));
  const living = (): number => {
    neighbour = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    return neighbour.pid ?? 0;
  };

  it("is held once, and free again after release", async () => {
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(new RegExp(`in use by process ${process.pid}\\b`));
    lock.release();
    (await lockDirectory(directory)).release();
  });

  it("tells at once, taking nothing, whether the folder can be had", async () => {
    expect(whyNotMine(directory)).toBeUndefined();
    const lock = await lockDirectory(directory);
    expect(whyNotMine(directory)).toMatch(new RegExp(`^The folder .* is in use by process ${process.pid} \\(lock file`, "u"));
    lock.release();
    expect(whyNotMine(directory)).toBeUndefined();
    writeFileSync(join(directory, "file"), "");
    expect(whyNotMine(join(directory, "file", "below"))).toMatch(/cannot be written \(ENOTDIR\)\. Choose another: queue\.directory/u);
  });

  it("is held once when many reach for it together", async () => {
    const locks = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
    expect(locks.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("names another living process", async () => {
    const own = await lockDirectory(directory);
    const text = { ...owner(), token: "other", pid: living() };
    writeFileSync(file, JSON.stringify({ ...text, started: startOf(text.pid) }));
    await expect(lockDirectory(directory)).rejects.toThrow(`process ${text.pid}`);
    // Not ours any more, so not ours to remove.
    own.release();
    expect(owner().token).toBe("other");
  });

  it("is taken over from a process that is gone", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["-p", "process.pid"]);
    const own = await lockDirectory(directory);
    writeFileSync(file, JSON.stringify({ ...owner(), token: "dead", pid: Number(stdout), started: "then" }));
    const next = await lockDirectory(directory);
    expect(owner().pid).toBe(process.pid);
    next.release();
    own.release();
  });

  it.skipIf(startOf(process.pid) === null)("is taken over when the process id now belongs to another program", async () => {
    const own = await lockDirectory(directory);
    writeFileSync(file, JSON.stringify({ ...owner(), token: "recycled", pid: living(), started: "an earlier boot 123" }));
    const next = await lockDirectory(directory);
    expect(owner().pid).toBe(process.pid);
    next.release();
    // Our own id, from before a restart of the container: the same id, another start.
    writeFileSync(file, JSON.stringify({ token: "me before", pid: process.pid, started: "an earlier boot 1", place: "" }));
    utimesSync(file, new Date(0), new Date(0));
    (await lockDirectory(directory)).release();
    own.release();
  });

  it("waits for another machine's lock to fall silent", async () => {
    const own = await lockDirectory(directory);
    writeFileSync(file, JSON.stringify({ ...owner(), token: "far", pid: 1, place: "another-host pid:[1]" }));
    const before = Date.now();
    const next = await lockDirectory(directory, { silentMs: 600 });
    expect(Date.now() - before).toBeGreaterThan(500);
    next.release();
    own.release();
  });

  it("does not take a half-written lock for a free folder at once, nor for ever", async () => {
    writeFileSync(file, "");
    const before = Date.now();
    const lock = await lockDirectory(directory, { silentMs: 400 });
    expect(Date.now() - before).toBeGreaterThan(300);
    lock.release();
  });
});
