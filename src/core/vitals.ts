import { z } from "zod";

/** What a healthy or broken stack looked like in one run, as far as a later run can be compared with it. */
export const vitalsSchema = z.object({
  /** By what was asked (GitLab version, models, settings ...): name and value. A group that was not seen is not there. */
  seen: z.record(z.string(), z.record(z.string(), z.string())),
  /** Addresses by host. */
  addresses: z.record(z.string(), z.array(z.string())),
  certificates: z.array(z.object({ where: z.string(), notAfter: z.string(), fingerprint: z.string() })),
  /** ms until the first word, by model. */
  firstTokenMs: z.record(z.string(), z.number()),
});
export type Vitals = z.infer<typeof vitalsSchema>;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const named = (group: string, name: string): string => (name === "" ? `the ${group}` : `${group} ${name}`);

/**
 * What is different, one sentence each, what a change most often breaks first. A thing that was not seen in one of the two runs says
 * nothing; answers of a name that overlap are one round-robin; a first word counts as slower or faster from twice and half a second on.
 */
export function changesBetween(before: Vitals, after: Vitals): string[] {
  const changes: string[] = [];
  for (const [group, old] of Object.entries(before.seen)) {
    const now = after.seen[group];
    if (now === undefined) continue;
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const [was, is] = [old[name], now[name]];
      if (was === is) continue;
      if (was === undefined) changes.push(`${named(group, name)} is new: ${is ?? ""}`);
      else if (is === undefined) changes.push(`${named(group, name)} is gone (was ${was})`);
      else changes.push(`${named(group, name)} changed: ${was} → ${is}`);
    }
  }
  for (const [host, was] of Object.entries(before.addresses)) {
    const is = after.addresses[host];
    if (is !== undefined && !is.some((address) => was.includes(address))) changes.push(`${host} resolves to other addresses: ${was.join(", ")} → ${is.join(", ")}`);
  }
  for (const old of before.certificates) {
    const now = after.certificates.find((one) => one.where === old.where);
    if (now !== undefined && now.fingerprint !== old.fingerprint) changes.push(`the certificate of ${old.where} was replaced (valid until ${old.notAfter.slice(0, 10)} → ${now.notAfter.slice(0, 10)})`);
  }
  for (const [model, was] of Object.entries(before.firstTokenMs)) {
    const is = after.firstTokenMs[model];
    if (is !== undefined && Math.abs(is - was) >= 500 && (is >= was * 2 || was >= is * 2)) changes.push(`the first word of model ${model} takes ${seconds(is)} (was ${seconds(was)})`);
  }
  return changes;
}

/** What is known of a stack after one more run: what was seen replaces what was known, what was not seen stays. */
export function mergeVitals(known: Vitals | undefined, seen: Vitals): Vitals {
  if (known === undefined) return seen;
  const fresh = new Set(seen.certificates.map((one) => one.where));
  return {
    seen: { ...known.seen, ...seen.seen },
    addresses: { ...known.addresses, ...seen.addresses },
    certificates: [...seen.certificates, ...known.certificates.filter((one) => !fresh.has(one.where))].slice(0, 50),
    firstTokenMs: { ...known.firstTokenMs, ...seen.firstTokenMs },
  };
}
