import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askRest, scopesWanted, textAt } from "../../targets/gitlab/rest.ts";
import type { Value as Token } from "./token.ts";

/** Whether Duo is on for a few projects that the account sees (POST /api/v4/code_suggestions/enabled, which writes nothing). */
export const schema = z.object({
  projects: z.array(z.object({ path: z.string(), topGroup: z.string(), status: z.number() })),
});
export type Value = z.infer<typeof schema>;

const most = 4;

/** A few projects, each of another top-level group where there are so many. */
function choose(paths: readonly string[]): string[] {
  const groupOf = (path: string): string => path.split("/")[0] ?? "";
  const one = paths.filter((path, place) => paths.findIndex((other) => groupOf(other) === groupOf(path)) === place);
  return [...one, ...paths.filter((path) => !one.includes(path))].slice(0, most);
}

export default {
  title: "Whether Duo is on for a few projects",
  hop: "licence",
  cost: "cheap",
  rung: "user",
  needs: ["gitlab/token"],
  timeoutMs: 25_000,
  schema,
  async observe(world) {
    const token = world.read("gitlab/token") as Token;
    if (token.scopes !== null && !token.scopes.includes("api")) return absent({ reason: "not-permitted", rung: "ai-features" });
    const list = await askRest(world, "GET", "/api/v4/projects?membership=true&archived=false&simple=true&order_by=last_activity_at&per_page=20", { keepBytes: 524_288 });
    if (list.result.kind === "failure" || list.result.status >= 500) return absent({ reason: "blocked", by: "gitlab/front" });
    if (list.result.status !== 200 || !Array.isArray(list.json)) return absent({ reason: "not-permitted", rung: "user" });
    const paths = choose((list.json as unknown[]).flatMap((entry) => textAt(entry, "path_with_namespace") ?? []));
    if (paths.length === 0) return absent({ reason: "not-applicable", because: "the account is a member of no project" });
    const answers = await Promise.all(paths.map((path) => askRest(world, "POST", "/api/v4/code_suggestions/enabled", { json: { project_path: path } })));
    if (answers.some((answer) => scopesWanted(answer) !== null)) return absent({ reason: "not-permitted", rung: "ai-features" });
    const projects = answers.flatMap((answer, place) => {
      const path = paths[place] ?? "";
      return answer.result.kind === "answer" ? [{ path: cleanLine(path, 200), topGroup: cleanLine(path.split("/")[0] ?? "", 100), status: answer.result.status }] : [];
    });
    return projects.length === 0 ? absent({ reason: "blocked", by: "gitlab/front" }) : { projects };
  },
  describe(value) {
    const off = value.projects.filter((project) => project.status === 403);
    return off.length === 0 ? `Duo is not refused for ${value.projects.length} projects that were tried` : `Duo is off for ${off.map((project) => project.path).join(", ")} (${off.length} of ${value.projects.length} projects tried)`;
  },
} satisfies Fact<Value>;
