const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** Reads `90m`, `2h`, `1d12h`, `30 min` as milliseconds; undefined for anything else. */
export function readDuration(text: string): number | undefined {
  const bare = text.replace(/\s+/gu, "").toLowerCase();
  if (!/^(?:\d{1,5}(?:min|[smhdw]))+$/u.test(bare)) return undefined;
  return [...bare.matchAll(/(\d{1,5})(min|[smhdw])/gu)].reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? 0), 0);
}
