import type { LivingProcess, Silence } from "../core/presence.ts";
import type { QueueHealth } from "../core/queue.ts";

/** Rows of `self`: how duo-triage itself is. Pure texts; codes are those of the catalogue. */
export interface Row {
  label: string;
  text: string;
}

/** An hour of the day in UTC, with the day where it is not today's. */
export function sayMoment(ms: number, now: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10) ? "" : `${iso.slice(0, 10)} `}${iso.slice(11, 16)} UTC`;
}

/** A span of time in its two largest units. */
export function saySpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

export function sayQueue(health: QueueHealth): Row[] {
  const { backend, where, counts, latencyMs, server, problem } = health;
  if (problem !== undefined) return [{ label: "Queue", text: `${backend} at ${where}, away: ${problem} (DT913)` }];
  const jobs = counts === undefined ? "" : `, ${counts.triage.waiting} waiting, ${counts.triage.active} running`;
  const row = { label: "Queue", text: `${backend === "pglite" ? "embedded, in" : `${server?.name ?? backend} at`} ${where}${jobs}${latencyMs === undefined ? "" : `, round trip ${latencyMs} ms`}` };
  if (server === undefined) return [row];
  const keeps = backend === "redis" ? "keeps jobs: noeviction, append-only file on" : "keeps jobs: fsync on";
  return [row, { label: "Queue's server", text: server.unsafe.length === 0 ? keeps : `can lose jobs (DT918): ${server.unsafe.join("; ")}` }];
}

/** Who probes the sites of the configured stacks. */
export function sayWorkers(processes: readonly LivingProcess[], sites: readonly string[], now: number): Row[] {
  return sites.map((site) => {
    const serving = processes.filter((one) => one.sites.includes(site));
    const living = serving.filter((one) => !one.silent);
    const names = (all: readonly LivingProcess[]): string => `${all.slice(0, 5).map((one) => `${one.host} (${one.version})`).join(", ")}${all.length > 5 ? " and more" : ""}`;
    // Killed, or about to be back: nobody can tell yet, so it is neither counted nor given up.
    const silent = serving.filter((one) => one.silent && !one.gone);
    const missing = silent.length === 0 ? "" : `${silent.length} ${silent.length === 1 ? "has" : "have"} given no sign of life for ${saySpan(Math.min(...silent.map(({ agoMs }) => agoMs)))}: ${names(silent)}`;
    if (living.length > 0) return { label: `Workers of site ${site}`, text: `${living.length}: ${names(living)}${missing === "" ? "" : `; ${missing}`}` };
    if (missing !== "") return { label: `Workers of site ${site}`, text: `none at this moment; ${missing}` };
    const since = serving[0]?.seenAt;
    return { label: `Workers of site ${site}`, text: `none${since === undefined ? ", none was ever seen" : ` since ${sayMoment(since, now)}`} (DT912): its stacks cannot be checked` };
  });
}

export function saySilences(silences: readonly Silence[], now: number): Row[] {
  const recent = silences.filter(({ until }) => now - until < 7 * 86_400_000).toSorted((a, b) => b.until - a.until).slice(0, 3);
  return recent.map(({ what, from, until }) => ({
    label: "Was deaf",
    text: `${what === "everything" ? "no bot ran" : what === "store" ? "the store could not be reached" : `nothing was heard from ${what}`} for ${saySpan(until - from)}, from ${sayMoment(from, now)} to ${sayMoment(until, now)}`,
  }));
}

export function sayUndelivered(health: QueueHealth, now: number): Row[] {
  const lost = health.undelivered ?? [];
  if (lost.length === 0) return [];
  const waiting = health.counts === undefined ? 0 : health.counts.delivery.waiting + health.counts.delivery.delayed;
  return [{ label: "Not delivered", text: `${lost.map((one) => `run ${one.run} to ${one.platform} ${one.channel} at ${sayMoment(one.at, now)}: ${one.reason}`).join(" · ")} (DT920)${waiting === 0 ? "" : `; ${waiting} more waiting`}` }];
}

/** Why a question was not queued. */
export function sayUnserved(stack: string, site: string, since: number | undefined, now: number): string {
  return `No worker of site ${site}${since === undefined ? " was ever seen" : ` since ${sayMoment(since, now)}`}, so ${stack} cannot be checked`;
}
