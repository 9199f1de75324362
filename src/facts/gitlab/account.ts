import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askRest, textAt, truthAt } from "../../targets/gitlab/rest.ts";

/** The account whose access is judged, as GitLab lists it to any signed-in caller. Source: GitLab docs, Users API, "List users". */
export const schema = z.object({
  username: z.string(),
  /** GitLab lists an account of this name. */
  found: z.boolean(),
  /** `active`, `blocked`, `deactivated`, `banned` and the like; null where none was found or GitLab does not say. */
  state: z.string().nullable(),
  bot: z.boolean().nullable(),
});
export type Value = z.infer<typeof schema>;

export default {
  title: "The account whose access is judged",
  hop: "licence",
  cost: "cheap",
  rung: "user",
  needs: ["gitlab/token"],
  timeoutMs: 12_000,
  schema,
  async observe(world) {
    const username = world.stack.probeUser;
    if (username === undefined) return absent({ reason: "not-applicable", because: "no account but the token's own is judged" });
    const { result, json } = await askRest(world, "GET", `/api/v4/users?username=${encodeURIComponent(username)}`);
    if (result.kind !== "answer") return absent({ reason: "blocked", by: "gitlab/reach" });
    if (result.status === 401 || result.status === 403) return absent({ reason: "not-permitted", rung: "user" });
    if (result.status !== 200 || !Array.isArray(json)) return absent({ reason: "not-applicable", because: `GitLab does not list its accounts here (${result.status})` });
    const listed = json.slice(0, 20).find((entry: unknown) => textAt(entry, "username")?.toLowerCase() === username.toLowerCase());
    const state = textAt(listed, "state");
    return { username: cleanLine(username, 100), found: listed !== undefined, state: state === null ? null : cleanLine(state, 40), bot: truthAt(listed, "bot") };
  },
  describe(value) {
    if (!value.found) return `GitLab lists no account ${value.username}`;
    return `the account ${value.username} is ${value.state ?? "listed"}${value.bot === true ? ", a bot" : ""}`;
  },
} satisfies Fact<Value>;
