import { z } from "zod";
import type { Fact } from "../../core/fact.ts";
import { httpResultSchema } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { getFrom } from "../../targets/model/ask.ts";
import { pathVariants } from "../../targets/model/endpoint.ts";
import { nearestId, readListing, servesName } from "../../targets/model/listing.ts";
import { patience } from "../silence.ts";
import { askedModel } from "./asked.ts";

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

// Answers under which another path is worth a look: nothing was found, or something else than a list came.
const pathMayBeWrong: readonly Listing["state"][] = ["not-here", "wrong-path", "html", "redirect", "other", "server-error"];

export default {
  title: "The list of models at the endpoint",
  hop: "model",
  per: "model",
  cost: "cheap",
  needs: ["model/endpoint", "model/reach"],
  uses: ["gitlab/front"],
  timeoutMs: 14_000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const look = async (base: string | null, withKey = true): Promise<Listing | null> => {
      if (base === null) return null;
      const url = `${base}/models`;
      return readListing(url, await getFrom(world, url, { withKey, timeoutMs: patience(world, 6000, 3500) }));
    };
    const hasKey = world.model?.apiKey !== undefined;
    const [first, withoutKey] = await Promise.all([look(place.base), hasKey ? look(place.base, false) : null]);
    const stored = first ?? readListing(place.base, { kind: "failure", phase: "send", reason: "bad-url", timings: { total: 0 } });
    // A server that checks the key before the path says 401 for any path: only the text of the endpoint makes another one worth asking then.
    const ends = place.endpoint.pathEnds;
    const keyBeforePath = stored.state === "key-wanted" && ends !== "v1";
    const elsewhere = pathMayBeWrong.includes(stored.state) || keyBeforePath;
    const variants = pathVariants(place.base);
    const [v1Appended, v1Removed, cut] = elsewhere ? await Promise.all([look(variants.v1Appended), look(ends === "v1" ? variants.v1Removed : null), look(variants.cut)]) : [null, null, null];
    const listed = [stored, v1Appended, cut, v1Removed].find((one) => one?.state === "list");
    const ids = listed?.ids ?? [];
    const served = servesName(ids, place.endpoint.servedName, place.endpoint.identifier);
    const nearest = served === false ? nearestId(ids, place.endpoint.servedName ?? "") : null;
    return { stored, withoutKey, v1Appended, v1Removed, cut, served, nearest };
  },
  describe(value) {
    const status = value.stored.result.kind === "answer" ? String(value.stored.result.status) : value.stored.result.reason;
    const parts = [`GET ${value.stored.url}: ${status} (${value.stored.state})`];
    if (value.stored.ids.length > 0) parts.push(`serves ${value.stored.ids.slice(0, 5).join(", ")}${value.stored.ids.length > 5 ? ` and ${value.stored.ids.length - 5} more` : ""}`);
    for (const other of [value.v1Appended, value.v1Removed, value.cut]) if (other !== null) parts.push(`${other.url}: ${other.result.kind === "answer" ? other.result.status : other.result.reason} (${other.state})`);
    if (value.served === false) parts.push("the wanted name is not among them");
    return cleanLine(parts.join("; "), 500);
  },
} satisfies Fact<Value>;
