import { type Arguments, UsageError } from "./cli/arguments.ts";
import type { Console } from "./cli/check.ts";

/** `duo-triage schema …`: one of the documents that are read and written, as JSON Schema. */
export async function printSchema(args: Arguments, console: Console): Promise<number> {
  const { z } = await import("zod");
  const kinds: Record<string, () => Promise<unknown>> = {
    config: async () => (await import("./config/schema.ts")).fileSchema,
    result: async () => (await import("./core/result.ts")).resultSchema,
    rehearsal: async () => (await import("./core/rehearsal.ts")).rehearsalSchema,
    "custom-checks": async () => (await import("./core/custom.ts")).customFileSchema,
    job: async () => (await import("./core/queue.ts")).triageJobSchema,
  };
  const schema = await kinds[args.positionals[0] ?? ""]?.();
  if (schema === undefined) throw new UsageError("Usage: duo-triage schema config|result|job|rehearsal|custom-checks");
  console.out(`${JSON.stringify(z.toJSONSchema(schema as never, { io: "input", unrepresentable: "any" }), null, 2)}\n`);
  return 0;
}
