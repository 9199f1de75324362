import { z } from "zod";

/** What the stored endpoint and identifier say before any packet is sent. Follows the rules of the gateway (URL parser, LiteLLM providers). */
export const schema = z.object({
  name: z.string(),
  family: z.string().nullable(),
  /** As stored, without user:password. */
  endpoint: z.string().nullable(),
  identifier: z.string().nullable(),
  hasApiToken: z.boolean().nullable(),
  keyConfigured: z.boolean(),
  /** Text before the first slash of the identifier; custom_openai without one; null without an identifier. */
  provider: z.string().nullable(),
  /** Text after it: the name that the model server is asked for. */
  servedName: z.string().nullable(),
  providerKnown: z.boolean(),
  /** Known in other letters, e.g. Custom_OpenAI. */
  providerMisspelt: z.boolean(),
  /** The gateway sends no endpoint to this provider (bedrock, vertex_ai), so it proves nothing. */
  endpointIgnored: z.boolean(),
  /** Problems of the endpoint text, in the order of the catalogue. */
  problems: z.array(z.enum(["empty", "no-scheme", "word-as-scheme", "other-scheme", "userinfo", "blanks", "bad-port", "too-long", "unparsable", "placeholder"])),
  scheme: z.enum(["http", "https"]).nullable(),
  host: z.string().nullable(),
  port: z.number().nullable(),
  path: z.string(),
  loopback: z.boolean(),
  pathEnds: z.enum(["v1", "none", "full-path", "double-v1", "double-slash", "query", "other"]),
  /** The gateway would reject it without a word and ask a cloud model. */
  droppedByGateway: z.boolean(),
  identifierTooLong: z.boolean(),
  /** Features assigned to this model in GitLab; empty = unused. Null where GitLab did not tell. */
  features: z.array(z.string()).nullable(),
});
export type Value = z.infer<typeof schema>;
