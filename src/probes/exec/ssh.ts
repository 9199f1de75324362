import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecAnswer, Foothold, FootholdConfig, ReadCommand } from "../../core/exec.ts";
import { commandLine, vectorOf } from "./commands.ts";
import { notListed, gatherOutput } from "./output.ts";

type SshConfig = Extract<FootholdConfig, { kind: "ssh" }>;

/**
 * Listed commands over OpenSSH's own client: one key, one pinned host key, nothing of the user's configuration, no agent, no forwarding, no
 * terminal, no password. A host key that is not the pinned one ends it before anything is sent.
 */
export function openSsh(config: SshConfig, binary = "ssh"): Foothold {
  return {
    describe: async () => [],
    log: async () => [],
    runs: config.container === undefined ? { log: "gateway-journal" } : { state: "gateway-container-state", log: "gateway-container-log" },
    async run(command, { timeoutMs, signal }, data) {
      const vector = vectorOf(command, data, { packed: true, container: config.container });
      if (vector === undefined) return notListed(command);
      const began = performance.now();
      const since = (): number => Math.round(performance.now() - began);
      const folder = await mkdtemp(join(tmpdir(), "duo-triage-ssh-"));
      try {
        const known = join(folder, "known_hosts");
        // One line, for one host: a second line, a mark or a pattern would pin more than was written.
        const [kind = "", key = ""] = config.hostKey.trim().split(/\s+/u);
        await writeFile(known, `${config.port === 22 ? config.host : `[${config.host}]:${config.port}`} ${kind} ${key}\n`, { mode: 0o600 });
        return await ask(command, vector, known, timeoutMs, signal, since);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };

  function ask(command: ReadCommand, vector: readonly string[], known: string, timeoutMs: number, signal: AbortSignal, since: () => number): Promise<ExecAnswer> {
    const remote = commandLine([...(config.sudo ? ["sudo", "-n"] : []), ...vector]);
    const options = { BatchMode: "yes", StrictHostKeyChecking: "yes", UserKnownHostsFile: `"${known.replaceAll("%", "%%")}"`, GlobalKnownHostsFile: "/dev/null", IdentitiesOnly: "yes", IdentityAgent: "none", PasswordAuthentication: "no", ForwardAgent: "no", ClearAllForwardings: "yes", ConnectTimeout: "8", LogLevel: "ERROR", PermitLocalCommand: "no", UpdateHostKeys: "no" };
    const args = ["-F", "none", "-T", ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]), "-i", config.keyFile.replaceAll("%", "%%"), "-p", String(config.port), "-l", config.user, "--", config.host, remote];
    return new Promise((resolve) => {
      const [out, err] = [gatherOutput(), gatherOutput()];
      let over: "timed-out" | undefined;
      const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env: { PATH: "/usr/local/bin:/usr/bin:/bin" } });
      const stop = (): void => void child.kill("SIGKILL");
      const timer = setTimeout(() => { over = "timed-out"; stop(); }, timeoutMs);
      signal.addEventListener("abort", stop, { once: true });
      child.stdout.on("data", (chunk: Buffer) => { if (!out.add(chunk)) stop(); });
      child.stderr.on("data", (chunk: Buffer) => void err.add(chunk));
      const end = (answer: ExecAnswer): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", stop);
        resolve(answer);
      };
      child.on("error", (error: NodeJS.ErrnoException) => end({ kind: "failure", command, reason: error.code === "ENOENT" ? "not-there" : "other", said: error.code === "ENOENT" ? "there is no ssh client on this worker" : error.message, ms: since() }));
      child.on("close", (code) => {
        const said = err.text().trim().split("\n").at(-1)?.slice(0, 300) ?? "";
        if (over !== undefined || signal.aborted) return end({ kind: "failure", command, reason: "timed-out", said: `no end within ${timeoutMs} ms`, ms: since() });
        if (code === 255) return end({ kind: "failure", command, reason: reasonOf(err.text()), said, ms: since() });
        end({ kind: "output", command, exitCode: code, output: `${out.text()}${code === 0 && command !== "gateway-container-log" ? "" : `\n${err.text()}`}`, cut: out.cut(), ms: since() });
      });
    });
  }
}

function reasonOf(said: string): Extract<ExecAnswer, { kind: "failure" }>["reason"] {
  if (/Host key verification failed|REMOTE HOST IDENTIFICATION|host key is known/u.test(said)) return "host-key";
  if (/Permission denied|Too many authentication/u.test(said)) return "refused";
  return /Connection refused|timed out|No route|Could not resolve|Connection closed|Connection reset/u.test(said) ? "unreachable" : "other";
}
