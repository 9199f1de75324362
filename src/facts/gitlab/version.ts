import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askGraphql } from "../../targets/gitlab/graphql.ts";
import { askRest, member, textAt, truthAt } from "../../targets/gitlab/rest.ts";

/** Version of GitLab. */
export const schema = z.object({
  version: z.string(),
  major: z.number(),
  minor: z.number(),
  patch: z.number(),
  enterprise: z.boolean().nullable(),
  source: z.enum(["metadata", "graphql", "connection-details"]),
});
export type Value = z.infer<typeof schema>;

/** Reads `19.4.1-ee`, `18.5.0-pre`; undefined for anything else. */
export function parseVersion(text: string | null): Omit<Value, "enterprise" | "source"> | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,4}))?/u.exec(text ?? "");
  if (match === null) return undefined;
  return { version: cleanLine(text ?? "", 40), major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

export default {
  title: "Version of GitLab",
  hop: "gitlab",
  cost: "cheap",
  timeoutMs: 15_000,
  schema,
  async observe(world) {
    if (world.stack.gitlab.token === undefined) return absent({ reason: "not-permitted", rung: "user" });
    const metadata = await askRest(world, "GET", "/api/v4/metadata");
    if (metadata.result.kind === "failure") return absent({ reason: "blocked", by: "gitlab/reach" });
    const told = parseVersion(textAt(metadata.json, "version"));
    if (told !== undefined) return { ...told, enterprise: truthAt(metadata.json, "enterprise"), source: "metadata" };
    if (metadata.result.status !== 403) return absent(metadata.result.status >= 500 ? { reason: "blocked", by: "gitlab/front" } : { reason: "not-permitted", rung: "user" });
    // A token with scope ai_features alone may not read the metadata; these two take it.
    const graph = await askGraphql(world, "query { metadata { version enterprise } }");
    const node = graph.kind === "data" ? member(graph.data, "metadata") : undefined;
    const byGraph = parseVersion(textAt(node, "version"));
    if (byGraph !== undefined) return { ...byGraph, enterprise: truthAt(node, "enterprise"), source: "graphql" };
    const details = await askRest(world, "POST", "/api/v4/code_suggestions/connection_details");
    const byDetails = parseVersion(textAt(details.json, "instance_version"));
    if (byDetails !== undefined) return { ...byDetails, enterprise: null, source: "connection-details" };
    return absent({ reason: "not-permitted", rung: "user" });
  },
  describe(value) {
    return `GitLab ${value.version}${value.enterprise === false ? " (Community Edition)" : ""}`;
  },
} satisfies Fact<Value>;
