import { createHash } from "node:crypto";

/** Rate limits as Discord enforces them: a bucket per route and major id, and 50 requests a second for all but interaction endpoints. */

export interface Verdict {
  allowed: boolean;
  global: boolean;
  retryAfterMs: number;
  headers: Record<string, string>;
}

interface Bucket {
  left: number;
  resetAt: number;
}

/** Requests allowed within a window, by route. Figures as observed by bot authors; the service publishes none. */
const windows: readonly (readonly [RegExp, number, number])[] = [
  [/^POST \/channels\/:id\/messages$/u, 5, 5000],
  [/^PATCH \/channels\/:id\/messages\/:id$/u, 5, 5000],
  [/^POST \/channels\/:id\/messages\/:id\/threads$/u, 50, 300_000],
  [/^PUT \/applications\//u, 5, 20_000],
  [/^(PATCH|POST) \/webhooks\//u, 5, 5000],
];

export function openRates(options: { perSecond: number }): { take(method: string, route: string, major: string, exempt: boolean): Verdict; block(route: RegExp, ms: number): void } {
  const buckets = new Map<string, Bucket>();
  let global: Bucket = { left: options.perSecond, resetAt: 0 };
  const blocks: { route: RegExp; until: number }[] = [];
  return {
    block: (route, ms) => void blocks.push({ route, until: Date.now() + ms }),
    take(method, route, major, exempt) {
      const now = Date.now();
      const key = `${method} ${route}`;
      const blocked = blocks.find((one) => one.until > now && one.route.test(key));
      const [, limit, windowMs] = windows.find(([pattern]) => pattern.test(key)) ?? [undefined, 50, 1000];
      const id = `${key} ${major}`;
      let bucket = buckets.get(id);
      if (bucket === undefined || bucket.resetAt <= now) {
        bucket = { left: limit, resetAt: now + windowMs };
        buckets.set(id, bucket);
      }
      const headersFor = (left: number, resetAt: number): Record<string, string> => ({
        "x-ratelimit-limit": String(limit), "x-ratelimit-remaining": String(left), "x-ratelimit-reset": (resetAt / 1000).toFixed(3), "x-ratelimit-reset-after": (Math.max(0, resetAt - now) / 1000).toFixed(3),
        "x-ratelimit-bucket": createHash("sha1").update(key).digest("hex").slice(0, 32),
      });
      if (blocked !== undefined) return { allowed: false, global: false, retryAfterMs: blocked.until - now, headers: { ...headersFor(0, blocked.until), "x-ratelimit-scope": "user" } };
      if (!exempt) {
        if (global.resetAt <= now) global = { left: options.perSecond, resetAt: now + 1000 };
        if (global.left <= 0) return { allowed: false, global: true, retryAfterMs: global.resetAt - now, headers: { "x-ratelimit-global": "true", "x-ratelimit-scope": "global" } };
        global.left -= 1;
      }
      if (bucket.left <= 0) return { allowed: false, global: false, retryAfterMs: bucket.resetAt - now, headers: { ...headersFor(0, bucket.resetAt), "x-ratelimit-scope": "user" } };
      bucket.left -= 1;
      return { allowed: true, global: false, retryAfterMs: 0, headers: headersFor(bucket.left, bucket.resetAt) };
    },
  };
}
