import type { Secret } from "./secret.ts";

/** Where a command runs: beside the gateway's process, or on a GitLab node. */
export const execPlaces = ["gateway", "gitlab"] as const;
export type ExecPlace = (typeof execPlaces)[number];

/** Commands that a foothold may run: this list, and nothing else. Each is one argument vector without a shell, and only reads. */
export const readCommands = ["gateway-look", "gateway-ask", "gateway-environment", "gateway-listeners", "gateway-clock", "gateway-folders", "gateway-journal", "gateway-container-log", "gateway-container-state", "gitlab-verify", "gitlab-settings", "gitlab-llm-log", "gitlab-exceptions", "gitlab-clock"] as const;
export type ReadCommand = (typeof readCommands)[number];

/** What the two commands of the script are told, as one word of base64url behind their fixed vector: an address to ask, a port to know the gateway by. */
export interface CommandData {
  url?: string;
  port?: number;
}

/** How a foothold is reached, from `stacks.<name>.exec`. */
export type FootholdConfig =
  | { kind: "docker"; container: string; host: string; ca?: string; cert?: string; key?: Secret }
  | { kind: "kubernetes"; namespace: string; selector: string; container?: string; server: string; ca?: string; token?: Secret; cert?: string; key?: Secret }
  | { kind: "ssh"; host: string; port: number; user: string; keyFile: string; hostKey: string; sudo: boolean; /** Container of the gateway on that host; its name ends the commands that ask Docker about it. */ container?: string };

/** What a command brought: its output, capped, or why there is none. */
export type ExecAnswer =
  | { kind: "output"; command: ReadCommand; exitCode: number | null; output: string; cut: boolean; ms: number; /** What a script of ours printed as JSON, certificates read; unchecked. */ json?: unknown }
  | { kind: "failure"; command: ReadCommand; reason: "unreachable" | "refused" | "host-key" | "no-such-container" | "not-there" | "timed-out" | "other"; said: string; ms: number };

/** A way to run the listed commands in one place, and to read what the runtime says of the container. */
export interface Foothold {
  run(command: ReadCommand, limits: { timeoutMs: number; signal: AbortSignal }, data?: CommandData): Promise<ExecAnswer>;
  /** What the runtime says of the container or pod, where the transport has it; empty otherwise. */
  describe(limits: { timeoutMs: number; signal: AbortSignal }): Promise<readonly string[]>;
  /** The newest lines of the container's or pod's log, where the transport has them; empty otherwise. */
  log(limits: { timeoutMs: number; signal: AbortSignal }): Promise<readonly string[]>;
  /** Listed commands that stand for the two where the transport asks no runtime by itself. */
  runs?: { state?: ReadCommand; log: ReadCommand };
}

/** Runs a listed command in the place that it is for; undefined where no foothold is granted there. The same question is asked once in a run. */
export type Exec = (command: ReadCommand, data?: CommandData) => Promise<ExecAnswer | undefined>;

/** Which requests in a log are this run's own, by their ids; `alone`: those of others do not matter, since nobody reported a failure. */
export interface OwnRequests {
  has(id: string): boolean;
  /** It asked otherwise than the stack is set up; see `HttpRequest.apart`. */
  apart(id: string): "key" | "all" | undefined;
  alone: boolean;
}
