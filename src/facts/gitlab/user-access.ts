import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { listAt, textAt, truthAt } from "../../targets/gitlab/rest.ts";
import { absentBecause, askRoot, type KnownSchema, nothingKnown } from "../../targets/gitlab/select.ts";

/** What the token's own account may use, as GitLab says; null where this GitLab has no such field. */
export const schema = z.object({
  username: z.string(),
  chatAvailable: z.boolean().nullable(),
  codeSuggestionsAvailable: z.boolean().nullable(),
  chatFeatures: z.array(z.string()).nullable(),
  /** False where the configuration names another account (`probe_user`) as the one to judge. */
  isProbeUser: z.boolean(),
});
export type Value = z.infer<typeof schema>;

const say = (value: boolean | null): string => (value === null ? "not told" : value ? "available" : "not available");

export default {
  title: "What the token's own account may use",
  hop: "licence",
  cost: "cheap",
  rung: "user",
  needs: ["gitlab/token"],
  uses: ["gitlab/schema"],
  timeoutMs: 15_000,
  schema,
  async observe(world) {
    const known = (world.read("gitlab/schema") as KnownSchema | undefined) ?? nothingKnown;
    const { outcome } = await askRoot(world, known, { field: "currentUser", type: "CurrentUser", picks: ["username", "duoChatAvailable", "duoCodeSuggestionsAvailable", "duoChatAvailableFeatures"] });
    if (outcome.state !== "value") return absentBecause(outcome, "user", "the current user");
    const username = textAt(outcome.value, "username");
    if (username === null) return absent({ reason: "not-permitted", rung: "user" });
    const wanted = world.stack.probeUser;
    return {
      username: cleanLine(username, 100),
      chatAvailable: truthAt(outcome.value, "duoChatAvailable"),
      codeSuggestionsAvailable: truthAt(outcome.value, "duoCodeSuggestionsAvailable"),
      chatFeatures: listAt(outcome.value, "duoChatAvailableFeatures")?.flatMap((entry) => (typeof entry === "string" ? [cleanLine(entry, 80).toLowerCase()] : [])).slice(0, 100) ?? null,
      isProbeUser: wanted === undefined || wanted.toLowerCase() === username.toLowerCase(),
    };
  },
  describe(value) {
    return `for ${value.username} chat is ${say(value.chatAvailable)}, code suggestions are ${say(value.codeSuggestionsAvailable)}`;
  },
} satisfies Fact<Value>;
