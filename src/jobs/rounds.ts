import { createHash } from "node:crypto";
import { jobVersion, type Asked, type NewTriageJob } from "../core/queue.ts";
import { sayError } from "../core/text.ts";

/** A stack that is checked without being asked about. */
export interface Round {
  stack: string;
  site: string;
  everyMs: number;
}

export interface RoundsDesk {
  rounds: readonly Round[];
  ask(job: NewTriageJob, options?: { delayMs?: number }): Promise<{ kind: string; reason?: string } | Asked>;
  now(): number;
  trouble(message: string): void;
}

export interface Rounds {
  /** Asks for the checks that are due. Never rejects. */
  tick(): Promise<void>;
  /** One more look at a stack soon, because a run left a doubt. */
  recheck(stack: string, run: string): Promise<void>;
}

/** How soon a doubt is looked at again: long enough for a restart to be over, ms. */
const recheckMs = 45_000;
const asker = { name: "duo-triage", role: "operator" } as const;

/**
 * Where in its interval a stack is checked: the same in every process and after every restart, and spread evenly over many stacks.
 */
export function offsetOf(stack: string, everyMs: number): number {
  return createHash("sha256").update(stack).digest().readUInt32BE(0) % everyMs;
}

/** Start of the slot that a moment lies in, ms since 1970. */
export function slotAt({ stack, everyMs }: Round, now: number, offset = offsetOf(stack, everyMs)): number {
  return Math.floor((now - offset) / everyMs) * everyMs + offset;
}

/** The name of a slot's run: however many processes ask for it, it runs once. */
export const roundRun = (stack: string, slot: number): string => `s-${stack}.${slot.toString(36)}`;

/**
 * Checks by the clock. Each slot has one run, whoever asks for it; while a stack's run waits or goes on, the next one joins it, so that two
 * never overlap. Nobody in a chat waits for them: what they find goes to the memory of incidents.
 */
export function openRounds(desk: RoundsDesk): Rounds {
  // The slot in which this process began is left to whoever was there before: a restart makes no burst.
  const asked = new Map(desk.rounds.map((round) => [round.stack, slotAt(round, desk.now())]));
  const offsets = new Map(desk.rounds.map(({ stack, everyMs }) => [stack, offsetOf(stack, everyMs)]));
  let away = false;
  const job = ({ stack, site }: Round, run: string): NewTriageJob => ({ version: jobVersion, run, stack, site, trigger: "schedule", question: { kind: "check", deep: false }, asker, at: desk.now() });

  async function ask(round: Round, run: string, delayMs = 0): Promise<boolean> {
    const answer = await desk.ask(job(round, run), delayMs === 0 ? {} : { delayMs });
    if (answer.kind !== "away") {
      away = false;
      return true;
    }
    if (!away) desk.trouble(`Checks by schedule wait: ${"reason" in answer ? (answer.reason ?? "") : ""}`);
    away = true;
    return false;
  }

  return {
    async tick() {
      for (const round of desk.rounds) {
        const slot = slotAt(round, desk.now(), offsets.get(round.stack));
        if (slot === asked.get(round.stack)) continue;
        try {
          if (!(await ask(round, roundRun(round.stack, slot)))) return;
          asked.set(round.stack, slot);
        } catch (error) {
          desk.trouble(`The check of ${round.stack} by schedule could not be asked for: ${sayError(error)}`);
        }
      }
    },
    async recheck(stack, run) {
      const round = desk.rounds.find((one) => one.stack === stack);
      if (round === undefined || round.everyMs <= recheckMs) return;
      await ask(round, `a-${createHash("sha256").update(run).digest("hex").slice(0, 12)}`, recheckMs);
    },
  };
}
