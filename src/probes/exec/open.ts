import type { ExecAnswer, ExecPlace, Foothold, FootholdConfig } from "../../core/exec.ts";
import { commands, commandsOf } from "./commands.ts";
import { openDocker } from "./docker.ts";
import { openKubernetes } from "./kubernetes.ts";
import { tellEnvironment } from "./output.ts";
import { openSsh } from "./ssh.ts";

export function openFoothold(config: FootholdConfig): Foothold {
  return config.kind === "docker" ? openDocker(config) : config.kind === "kubernetes" ? openKubernetes(config) : openSsh(config);
}

/** What a foothold brought: its texts, and which commands gave nothing and why. */
export interface Looked {
  texts: readonly string[];
  failures: readonly Extract<ExecAnswer, { kind: "failure" }>[];
}

/** Runs every listed command of a place, three at a time, and asks the runtime. Each is bounded by its own limit and by the signal. */
export async function lookAround(foothold: Foothold, place: ExecPlace, signal: AbortSignal): Promise<Looked> {
  const waiting = commandsOf(place);
  const answers: ExecAnswer[] = [];
  const described = foothold.describe({ timeoutMs: 15_000, signal });
  const work = async (): Promise<void> => {
    for (let command = waiting.shift(); command !== undefined && !signal.aborted; command = waiting.shift()) answers.push(await foothold.run(command, { timeoutMs: commands[command].timeoutMs, signal }));
  };
  await Promise.all([work(), work(), work()]);
  const outputs = answers.flatMap((answer) => (answer.kind === "output" ? [answer.command === "gateway-environment" ? tellEnvironment(answer.output) : answer.output] : []));
  return { texts: [...outputs, ...(await described)], failures: answers.filter((answer) => answer.kind === "failure") };
}
