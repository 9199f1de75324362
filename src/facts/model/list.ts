import { z } from "zod";
import { httpResultSchema } from "../../core/probe-answer.ts";

const listing = z.object({
  url: z.string(),
  result: httpResultSchema,
  /**
   * list: 200 JSON with data[] · key-wanted: 401 or 403 JSON · not-here: 404 of a server · wrong-path: 200 with `error` · loading: 503 "Loading model" ·
   * html: a page · redirect · proxy-error: 502/503/504 page · server-error: 5xx of the server · other · no-answer
   */
  state: z.enum(["list", "key-wanted", "not-here", "wrong-path", "loading", "html", "redirect", "proxy-error", "server-error", "throttled", "client-certificate", "plain-to-tls", "other", "no-answer"]),
  /** Names in data[].id. */
  ids: z.array(z.string()),
  /** Window in tokens by id, where told. */
  windows: z.record(z.string(), z.number()),
  /** owned_by of the first entry. */
  ownedBy: z.string().nullable(),
});
export type Listing = z.infer<typeof listing>;

/** GET <endpoint>/models as stored, and variants of the path when that fails. */
export const schema = z.object({
  /** With the key from the configuration if it has one. */
  stored: listing,
  /** Without a key, where `stored` had one. */
  withoutKey: listing.nullable(),
  /** <endpoint>/v1/models */
  v1Appended: listing.nullable(),
  /** Without one /v1. */
  v1Removed: listing.nullable(),
  /** Cut to scheme://host:port/v1. */
  cut: listing.nullable(),
  /** Is the served name (or the whole identifier) among the ids? Null without a list. */
  served: z.boolean().nullable(),
  /** The nearest id, for advice. */
  nearest: z.string().nullable(),
});
export type Value = z.infer<typeof schema>;
