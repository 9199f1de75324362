import type { z } from "zod";
import type { Exec } from "./exec.ts";
import type { Basis, Cost, Hop, VantagePoint } from "./hop.ts";
import type { Probes } from "./ports.ts";
import type { Secret } from "./secret.ts";
import type { ModelConfig, StackConfig } from "./stack.ts";

/** The rungs of the token ladder, least first. */
export const rungs = ["none", "user", "ai-features", "admin"] as const;
export type Rung = (typeof rungs)[number];

/** Why a fact is not there. Only `broke` is our own fault (DT914). */
export type Absence =
  | { reason: "not-permitted"; rung: Rung }
  | { reason: "blocked"; by: string }
  | { reason: "not-applicable"; because: string }
  | { reason: "not-asked"; because: string }
  | { reason: "over-budget" }
  | { reason: "broke"; error: string };

/** Why a fact that costs more than a plain run may spend is not looked at. */
export const onlyWithDeep = { reason: "not-asked", because: "asked for only with --deep" } as const satisfies Absence;

/** What `observe` returns instead of a value. */
export interface Absent {
  absent: Absence;
}

export function absent(absence: Absence): Absent {
  return { absent: absence };
}

/** One fact of a run, as stored and replayed: a value or the reason why there is none. */
export interface Observation {
  /** Path of the fact's file below facts/, for example `gateway/health`. */
  id: string;
  /** Name of the model for facts that are observed once per model. */
  subject?: string;
  from: VantagePoint;
  basis: Basis;
  /** Milliseconds since the start of the run. */
  startedMs: number;
  durationMs: number;
  /** ISO 8601 wall time of the observation; rules that need "today" read it from here. */
  at: string;
  value?: unknown;
  absent?: Absence;
  /** The observation as one sentence for people; made by the fact itself, redacted. */
  said: string;
}

/** Everything that was seen in a run, in a stable order. */
export type Facts = readonly Observation[];

/** What is remembered of a stack from before this run. */
export interface Earlier {
  /** When the last run of this stack began, ISO: it may have used up a limit of requests. */
  lastRunAt: string;
  /** Facts of the last run of the whole stack that passed. */
  good?: Facts;
}

/** What a fact may use while it looks. Nothing else reaches the world. */
export interface Surroundings {
  stack: StackConfig;
  /** The model this observation is about, for facts with `per: "model"`. */
  subject: string | undefined;
  /** Configuration of that model, if the configuration has it. */
  model: ModelConfig | undefined;
  probes: Probes;
  /** Values of `needs` (always there) and `uses` (there if they were seen). */
  read(id: string, subject?: string): unknown;
  /** Fires at the end of the run's budget, or when the run is cancelled. */
  signal: AbortSignal;
  /** Milliseconds left in the run's budget. */
  leftMs(): number;
  now(): Date;
  /** Waits; ends early when the run is over. */
  pause(ms: number): Promise<void>;
  deep: boolean;
  /** Random, hard to guess, for X-Request-ID and the like. A UUID. */
  newId(): string;
  /** Secrets that one fact obtains for another within this run; never stored. */
  vault: Map<string, Secret>;
  /** What the store remembers, if there is a store and it does. */
  earlier: Earlier | undefined;
  /** Runs a listed command through a foothold, where one is granted and the question may use it. */
  exec?: Exec;
}

/** One thing that can be seen: one file below facts/, its id is its path. */
export interface Fact<Value> {
  /** What it sees, as a noun phrase. */
  title: string;
  hop: Hop;
  per?: "model";
  cost: Cost;
  /** Tokens of the model that it spends at most, where its cost stands for fewer. */
  tokens?: number;
  /** Looks as closely as with `--deep` where a person reported a symptom that it explains: it spends at most one more token of the model. */
  onReport?: true;
  /** Least rung of the token ladder that it needs. */
  rung?: Rung;
  basis?: Basis;
  /** Where the observer stands, if not with the worker. */
  from?: VantagePoint;
  /** Facts that must have a value before this one can look. */
  needs?: readonly string[];
  /** Facts that are waited for, and may be absent. */
  uses?: readonly string[];
  /** Most milliseconds that it takes; the run's budget may cut it shorter. */
  timeoutMs: number;
  schema: z.ZodType<Value>;
  observe(surroundings: Surroundings): Promise<Value | Absent>;
  /** The value as one sentence for an on-call engineer. */
  describe(value: Value): string;
}
