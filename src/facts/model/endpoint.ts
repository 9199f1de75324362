import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { readEndpointText, readIdentifier } from "../../targets/model/endpoint.ts";
import type { Value as Models } from "../gitlab/models.ts";
import { isLoopback } from "../reach.ts";

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

export default {
  title: "What the endpoint and the identifier of the model say by themselves",
  hop: "gateway-to-model",
  per: "model",
  cost: "free",
  basis: "inferred",
  uses: ["gitlab/models"],
  timeoutMs: 1000,
  schema,
  async observe(world) {
    const stored = (world.read("gitlab/models") as Models | undefined)?.models.find((model) => model.name === world.subject);
    const configured = world.model;
    if (stored === undefined && configured?.endpoint === undefined && configured?.identifier === undefined) {
      return absent({ reason: "not-asked", because: "neither GitLab nor the configuration tells endpoint and identifier of this model" });
    }
    const endpointText = stored === undefined ? (configured?.endpoint ?? null) : stored.endpoint;
    const identifier = stored === undefined ? (configured?.identifier ?? null) : stored.identifier;
    const text = readEndpointText(endpointText);
    const named = readIdentifier(identifier === "" ? null : identifier);
    return {
      name: world.subject ?? stored?.name ?? "",
      family: stored?.family ?? null,
      ...text,
      endpoint: text.endpoint === null ? null : text.endpoint.slice(0, 2000),
      identifier,
      hasApiToken: stored?.hasApiToken ?? null,
      keyConfigured: configured?.apiKey !== undefined,
      ...named,
      problems: named.endpointIgnored ? [] : text.problems,
      droppedByGateway: text.droppedByGateway || named.identifierTooLong,
      loopback: text.host !== null && (isLoopback(text.host) || text.host === "0.0.0.0" || text.host === "::"),
      features: stored?.features ?? null,
    };
  },
  describe(value) {
    const odd = [...value.problems, ...(value.providerKnown ? [] : ["unknown provider"]), ...(value.identifierTooLong ? ["identifier too long"] : [])];
    const parts = [`endpoint ${value.endpoint ?? "none"}`, `identifier ${value.identifier ?? "none"}`, value.family === null ? "family not known" : `family ${value.family}`];
    if (value.hasApiToken !== null) parts.push(value.hasApiToken ? "a key is stored" : "no key is stored");
    if (value.endpointIgnored) parts.push("the gateway ignores the endpoint for this provider");
    return cleanLine(`Model ${value.name}: ${parts.join(", ")}${odd.length === 0 ? "" : `; odd: ${odd.join(", ")}`}`);
  },
} satisfies Fact<Value>;
