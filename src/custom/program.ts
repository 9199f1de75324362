import { spawn } from "node:child_process";
import { type CustomFact, type CustomProgram, programAnswerSchema, type ProgramQuestion } from "../core/custom.ts";
import { cleanLine, sayError } from "../core/text.ts";

const outputBytes = 64 * 1024;

type Ended = { kind: "ended"; status: number | null; out: string } | { kind: "late" } | { kind: "too-much" } | { kind: "not-started"; reason: string };

/**
 * Runs a program of the operator: exactly these words, no shell, nothing of our environment, a bounded answer, an end at its deadline with all that
 * it has started. What it writes to standard error is not kept.
 */
export async function askProgram({ argv, timeout }: Pick<CustomProgram, "argv" | "timeout">, question: ProgramQuestion, signal: AbortSignal): Promise<Pick<CustomFact, "verdict" | "reason">> {
  const ended = await run(argv, JSON.stringify(question), timeout * 1000, signal);
  const skip = (reason: string): Pick<CustomFact, "verdict" | "reason"> => ({ verdict: "skip", reason: `the program gave no answer: ${reason}` });
  if (ended.kind === "late") return skip(`not within ${timeout} s`);
  if (ended.kind === "too-much") return skip(`more than ${outputBytes / 1024} KiB of output`);
  if (ended.kind === "not-started") return skip(`it could not be started (${ended.reason})`);
  if (ended.status !== 0) return skip(ended.status === null ? "it was ended by a signal" : `it ended with ${ended.status}`);
  let json: unknown;
  try {
    json = JSON.parse(ended.out);
  } catch {
    return skip("its output is no JSON");
  }
  const answer = programAnswerSchema.safeParse(json);
  return answer.success ? { verdict: answer.data.verdict, reason: cleanLine(answer.data.said, 300) } : skip('its output is not { "verdict": "pass|warn|fail|skip", "said": "…" }');
}

function run([path = "", ...words]: readonly string[], input: string, timeoutMs: number, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: "late" });
    // A group of its own, so that children of the program end with it.
    const child = spawn(path, words, { shell: false, env: {}, cwd: "/", stdio: ["pipe", "pipe", "ignore"], detached: true, windowsHide: true });
    const parts: Buffer[] = [];
    let size = 0;
    const finish = (ended: Ended): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", late);
      if (child.pid !== undefined) {
        try {
          process.kill(-child.pid, "SIGKILL");
        } catch {
          // The whole group is gone already.
        }
      }
      child.stdout.destroy();
      resolve(ended);
    };
    const late = (): void => finish({ kind: "late" });
    const timer = setTimeout(late, timeoutMs);
    signal.addEventListener("abort", late, { once: true });
    child.on("error", (error) => finish({ kind: "not-started", reason: (error as NodeJS.ErrnoException).code ?? sayError(error) }));
    child.stdin.on("error", () => undefined);
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > outputBytes) return finish({ kind: "too-much" });
      parts.push(chunk);
    });
    child.on("close", (status) => finish({ kind: "ended", status, out: Buffer.concat(parts).toString("utf8") }));
    child.stdin.end(`${input}\n`);
  });
}
