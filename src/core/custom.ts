import { z } from "zod";
import type { Facts, Observation } from "./fact.ts";
import { hopSchema, severitySchema } from "./hop.ts";
import type { Trigger } from "./queue.ts";
import type { StackConfig } from "./stack.ts";

/** Checks that an operator writes: rules over one probe each, and programs of their own. No rule holds code or a pattern. */

const text = (most: number): z.ZodString => z.string().min(1).max(most);
const host = z.string().regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])$/u, "write a host name or an address, without scheme and path");
const webUrl = z.string().max(2000).regex(/^https?:\/\/[^\s/?#@]+(?:[/?#]\S*)?$/iu, "write an address that begins with http:// or https:// and holds no login");
const timeout = z.number().min(0.1, "write seconds from 0.1 to 15").max(15, "write seconds from 0.1 to 15").default(5);
/** Names of checks: their id is `custom/<name>`. */
export const customNameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/u, "a name has lower-case letters, digits and -").refine((name) => !name.startsWith("canary-"), "names that begin with canary- are those of duo-triage");

/** What an expectation looks at, by kind of probe. */
export const seenOf = {
  http: ["status", "header", "body", "json", "took_ms", "bytes", "end"],
  tls: ["trusted", "name_matches", "days_left", "protocol", "issuer", "subject", "names", "took_ms"],
  dns: ["addresses", "count", "took_ms"],
} as const;
const sights = [...new Set(Object.values(seenOf).flat())] as [string, ...string[]];

/** One comparison. What is compared is a text or a number; nothing here is a pattern. */
export const expectationSchema = z.strictObject({
  see: z.enum(sights as [(typeof seenOf)["http"][number], ...((typeof seenOf)["http"][number] | (typeof seenOf)["tls"][number] | (typeof seenOf)["dns"][number])[]]),
  /** Name of a header, or path into the JSON: `queue.depth`, `items.0.name`. */
  at: z.string().max(200).optional(),
  is: z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]).optional(),
  not: z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]).optional(),
  contains: text(1000).optional(),
  lacks: text(1000).optional(),
  at_least: z.number().optional(),
  at_most: z.number().optional(),
}).superRefine((one, context) => {
  const needs = one.see === "header" || one.see === "json";
  if (needs !== (one.at !== undefined)) context.addIssue({ code: "custom", path: ["at"], message: needs ? `say which: \`at\` names the ${one.see === "header" ? "header" : "place in the JSON"}` : `\`at\` belongs to header and json, not to ${one.see}` });
  if ([one.is, one.not, one.contains, one.lacks, one.at_least, one.at_most].every((value) => value === undefined)) context.addIssue({ code: "custom", message: "say what is expected: is, not, contains, lacks, at_least or at_most" });
});
export type Expectation = z.infer<typeof expectationSchema>;

const step = z.strictObject({ do: text(400), where: text(200), command: text(500).optional(), expect: text(300).optional(), risk: text(300).optional(), undo: text(300).optional() });

/** What a check that does not hold means. Without it, it is a warning in the tick list. */
const causeSchema = z.strictObject({ title: text(200), severity: severitySchema.default("degraded"), breaks: z.array(text(40)).max(20).default([]), remedy: z.array(step).min(1).max(8) });

const head = {
  name: customNameSchema,
  /** A fact that a tick confirms and a cross denies. */
  title: text(160),
  hop: hopSchema.default("gateway"),
  cause: causeSchema.optional(),
};

export const customRuleSchema = z.strictObject({
  ...head,
  http: z.strictObject({ url: webUrl, method: z.enum(["GET", "HEAD"]).default("GET"), ca_file: text(1000).optional(), timeout }).optional(),
  tls: z.strictObject({ host, port: z.number().int().min(1).max(65535).default(443), ca_file: text(1000).optional(), timeout }).optional(),
  dns: z.strictObject({ host, timeout }).optional(),
  expect: z.array(expectationSchema).max(20).default([]),
}).superRefine((rule, context) => {
  const kinds = (["http", "tls", "dns"] as const).filter((kind) => rule[kind] !== undefined);
  const [kind] = kinds;
  if (kinds.length !== 1 || kind === undefined) return context.addIssue({ code: "custom", message: "write exactly one of http, tls and dns" });
  for (const [place, one] of rule.expect.entries()) if (!(seenOf[kind] as readonly string[]).includes(one.see)) context.addIssue({ code: "custom", path: ["expect", place, "see"], message: `${kind} does not show ${one.see}; it shows ${seenOf[kind].join(", ")}` });
});
export type CustomRule = z.infer<typeof customRuleSchema>;

/** A file of rules, as the configuration names it. */
export const customFileSchema = z.strictObject({ checks: z.array(customRuleSchema).max(50) });

/** A program that is handed a question on standard input and answers on standard output, both JSON. */
export const customProgramSchema = z.strictObject({ ...head, argv: z.array(z.string().max(1000)).min(1).max(30).refine(([path]) => path?.startsWith("/") === true, "the first word is the whole path of the program, beginning with /"), timeout });
export type CustomProgram = z.infer<typeof customProgramSchema>;

export interface CustomSet {
  rules: readonly (CustomRule & { ca?: string })[];
  programs: readonly CustomProgram[];
}

/** What a program is told. */
export interface ProgramQuestion {
  schemaVersion: 1;
  check: string;
  stack: { name: string; gitlabUrl: string; gatewayUrl: string | null };
}

/** What a program says. */
export const programAnswerSchema = z.strictObject({ verdict: z.enum(["pass", "warn", "fail", "skip"]), said: text(500) });

/** The fact of one custom check. It holds what its rule said at that time, so that a saved run is judged again without the configuration. */
export const customFactSchema = z.object({
  title: z.string(),
  hop: hopSchema,
  verdict: z.enum(["pass", "warn", "fail", "skip"]),
  reason: z.string(),
  cause: causeSchema.optional(),
});
export type CustomFact = z.infer<typeof customFactSchema>;

export const customId = (name: string): string => `custom/${name}`;
/** Codes of custom causes look like no code of the catalogue. */
export const customCode = (name: string): string => `custom.${name}`;

/** Custom checks among the facts of a run. */
export function customFacts(facts: Facts | readonly Pick<Observation, "id" | "value">[]): { name: string; fact: CustomFact }[] {
  return facts.flatMap(({ id, value }) => {
    const name = /^custom\/([a-z0-9][a-z0-9-]{0,39})$/u.exec(id)?.[1];
    const read = name === undefined ? undefined : customFactSchema.safeParse(value);
    return name === undefined || read?.success !== true ? [] : [{ name, fact: read.data }];
  });
}

/** The custom checks that a question asks for. */
export function customAsked(set: CustomSet, only: readonly string[]): CustomSet {
  const wanted = ({ name }: { name: string }): boolean => only.length === 0 || only.includes("custom") || only.includes(customId(name)) || only.includes(customCode(name));
  return { rules: set.rules.filter(wanted), programs: set.programs.filter(wanted) };
}

/** Runs the custom checks of a stack; never throws for expected trouble. */
export type AskCustom = (stack: StackConfig, only: readonly string[], signal: AbortSignal) => Promise<readonly { id: string; value: CustomFact; startedMs: number; durationMs: number }[]>;

/** What looks at a stack behind the facts of a run, and says how it stands: tokens are only spent where `afford` agrees. */
export type AskAfter = (run: { stack: StackConfig; facts: Facts; trigger: Trigger; afford(tokens: number): Promise<boolean>; signal: AbortSignal }) => ReturnType<AskCustom>;
