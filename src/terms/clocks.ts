import type { Term } from "../core/truth.ts";
import type { See } from "../facts/rules.ts";
import type { FactValues } from "../facts/values.generated.ts";

/** What the clocks of worker, GitLab and gateway say of each other. */

/** The worker's clock is off against GitLab's and the gateway's alike, which agree with each other. */
export const workerClockOff = (see: See): Term =>
  see("worker/clock", (clock) => {
    if (clock.gitlab === null || clock.gateway === null) return undefined;
    const slack = clock.gitlab.uncertaintyMs + clock.gateway.uncertaintyMs;
    return Math.abs(clock.gitlab.offsetMs - clock.gateway.offsetMs) <= 2000 + slack && Math.abs(clock.gitlab.offsetMs) - clock.gitlab.uncertaintyMs > 5000 && Math.abs(clock.gateway.offsetMs) - clock.gateway.uncertaintyMs > 5000;
  });

/** GitLab's clock, and only GitLab's, is off so far that tokens signed by it are not valid: ahead, or behind by more than their hour. */
export const gitlabClockOff = (see: See): Term =>
  see("worker/clock", (clock) => {
    if (clock.gitlab === null || clock.gateway === null) return undefined;
    const ahead = clock.gitlab.offsetMs - clock.gitlab.uncertaintyMs > 5000;
    const behind = -clock.gitlab.offsetMs - clock.gitlab.uncertaintyMs > 3_600_000 - 5000;
    return (ahead || behind) && Math.abs(clock.gateway.offsetMs) <= 2000 + clock.gateway.uncertaintyMs;
  });

/** Seconds that a token's start lies in the past when GitLab hands it out, and its life: outside of them tokens do not count. */
const toleratedBehindMs = 5000;
const toleratedAheadMs = 3_600_000;

/** Gateway's clock against GitLab's, ms; positive = the gateway is ahead. Undefined where one of them was not seen. */
export function gatewayAheadMs(clock: FactValues["worker/clock"]): { ms: number; uncertaintyMs: number } | undefined {
  if (clock.gateway === null || clock.gitlab === null) return undefined;
  return { ms: clock.gateway.offsetMs - clock.gitlab.offsetMs, uncertaintyMs: clock.gateway.uncertaintyMs + clock.gitlab.uncertaintyMs };
}

/** The two clocks differ by more than a token bears. */
export const clocksApart = (see: See): Term =>
  see("worker/clock", (value) => {
    const ahead = gatewayAheadMs(value);
    if (ahead === undefined) return undefined;
    return ahead.ms + ahead.uncertaintyMs < -toleratedBehindMs || ahead.ms - ahead.uncertaintyMs > toleratedAheadMs;
  });
