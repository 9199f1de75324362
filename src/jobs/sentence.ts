/** What a Redis that answers refuses with, by the first word of its error (redis.io: "RESP errors", "Key eviction", "ACL", "Replication"). */
const refusals: Readonly<Record<string, string>> = {
  OOM: "Redis has no memory left (maxmemory) and takes nothing new: raise its limit, or free some",
  READONLY: "This Redis is a replica that takes no writes: the address must lead to the primary",
  LOADING: "Redis has just started and is still reading its data",
  MISCONF: "Redis cannot write its data to disk and takes nothing new: see its log",
  NOAUTH: "Redis wants a password, and none is configured",
  WRONGPASS: "Redis refuses the configured user or password",
  NOPERM: "The configured user of Redis may not run a command that the queue needs",
  MASTERDOWN: "This Redis is a replica that has lost its primary",
  CLUSTERDOWN: "The Redis cluster has lost some of its slots and takes nothing",
};

/** An error's sentence, for people: drivers leave `message` empty when several addresses refused, and Redis speaks of its scripts. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return [...new Set(error.errors.map(sentenceOf))].join("; ");
  if (!(error instanceof Error)) return String(error);
  const word = /^(?:ReplyError: )?([A-Z]{3,12})\b/u.exec(error.message)?.[1];
  return (word === undefined ? undefined : refusals[word]) ?? (error.message || (error as NodeJS.ErrnoException).code || error.name);
}
