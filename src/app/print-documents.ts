import { readFileSync } from "node:fs";
import { type Arguments, UsageError } from "../cli/arguments.ts";
import type { Console } from "../cli/check.ts";

/** `duo-triage schema …`: one of the documents that are read and written, as JSON Schema. */
export async function printSchema(args: Arguments, console: Console): Promise<number> {
  const { z } = await import("zod");
  const kinds: Record<string, () => Promise<unknown>> = {
    config: async () => (await import("../config/schema.ts")).fileSchema,
    result: async () => (await import("../core/result.ts")).resultSchema,
    rehearsal: async () => (await import("../core/rehearsal.ts")).rehearsalSchema,
    "custom-checks": async () => (await import("../core/custom.ts")).customFileSchema,
    job: async () => (await import("../core/queue.ts")).triageJobSchema,
  };
  const schema = await kinds[args.positionals[0] ?? ""]?.();
  if (schema === undefined) throw new UsageError("Usage: duo-triage schema config|result|job|rehearsal|custom-checks");
  console.out(json(z.toJSONSchema(schema as never, { io: "input", unrepresentable: "any" })));
  return 0;
}

/** `duo-triage manifest …`: what is set up elsewhere so that duo-triage can work, from the command table and the commands of footholds. */
export async function printManifest(args: Arguments, console: Console): Promise<number> {
  const kinds: Record<string, () => Promise<string>> = {
    slack: async () => json((await import("../chat/slack/manifest.ts")).slackManifest(await commands(), { passive: args.flags["passive"] === true })),
    discord: async () => json((await import("../chat/discord/manifest.ts")).discordManifest(await commands())),
    kubernetes: async () => readFileSync(new URL("../../manifests/kubernetes/all.yaml", import.meta.url), "utf8"),
    exec: async () => (await import("../probes/exec/commands.ts")).describeExec(),
  };
  const text = await kinds[args.positionals[0] ?? ""]?.();
  if (text === undefined) throw new UsageError("Usage: duo-triage manifest slack|discord|kubernetes|exec [--passive]");
  console.out(text);
  return 0;
}

const commands = async () => (await import("../commands/table.ts")).table;
const json = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;
