import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askGraphql } from "../../targets/gitlab/graphql.ts";
import { askRest, type GitlabWorld, listAt, member, type RestAnswer, scopesWanted, textAt, truthAt } from "../../targets/gitlab/rest.ts";
import type { Value as Reach } from "./reach.ts";

/** What the configured token is worth. Never the token itself. */
export const schema = z.object({
  given: z.boolean(),
  /** Why it cannot be used at all. `blocked` = the account is blocked, deactivated or has not accepted the terms. */
  problem: z.enum(["expired", "revoked", "invalid", "blocked", "unreadable"]).nullable(),
  /** Highest rung that it reached by answers seen, not by names. */
  rung: z.enum(["none", "user", "ai-features", "admin"]),
  username: z.string().nullable(),
  scopes: z.array(z.string()).nullable(),
  /** The account is an administrator, whatever the token may do. */
  administrator: z.boolean().nullable(),
  /** Scopes that GitLab named as sufficient for calls that it refused, by what was asked. */
  lacksScopes: z.array(z.object({ asked: z.string(), wanted: z.string() })),
  /** Administrator, and refused without naming a scope: Admin Mode. */
  adminModeBlocks: z.boolean(),
  /** Calls that GitLab throttled (429), by path. */
  throttled: z.array(z.string()),
});
export type Value = z.infer<typeof schema>;

/** The token's scopes were read, and none of them lets it use AI features. */
export const lacksAiScope = ({ scopes }: Pick<Value, "scopes">): boolean => scopes !== null && !scopes.includes("api") && !scopes.includes("ai_features");

const paths = ["/api/v4/metadata", "/api/v4/user", "/api/v4/personal_access_tokens/self", "/api/v4/application/settings"] as const;

// What each of the four shows to a token that may read it. A page or an empty object with 200 is nobody's permission.
const shows: readonly ((json: unknown) => boolean)[] = [
  (json) => textAt(json, "version") !== null,
  (json) => textAt(json, "username") !== null || member(json, "id") !== undefined,
  (json) => listAt(json, "scopes") !== null || member(json, "id") !== undefined,
  (json) => json !== null && typeof json === "object" && !Array.isArray(json) && Object.keys(json).length > 0,
];

const statusOf = (answer: RestAnswer): number => (answer.result.kind === "answer" ? answer.result.status : 0);

/** Sent on elsewhere, or refused before GitLab read the path: GitLab's API answers these routes itself, and in JSON. */
const notGitlabs = (answer: RestAnswer): boolean => {
  const status = statusOf(answer);
  return (status >= 300 && status < 400) || ([400, 497].includes(status) && textAt(answer.json, "message") === null && textAt(answer.json, "error") === null);
};

/** GitLab's own words: `error: invalid_token` with a description that says expired or revoked, else only `message: 401 Unauthorized`. */
function problemOf(answers: readonly RestAnswer[]): Value["problem"] {
  const refused = answers.filter((answer) => statusOf(answer) === 401);
  if (refused.length > 0 && answers.every((answer) => [0, 401, 404, 429].includes(statusOf(answer)) || statusOf(answer) >= 500)) {
    const fromGitlab = refused.filter((answer) => textAt(answer.json, "message") !== null || textAt(answer.json, "error") !== null);
    if (fromGitlab.length === 0) return "unreadable";
    const said = fromGitlab.map((answer) => textAt(answer.json, "error_description")?.toLowerCase() ?? "").join(" ");
    if (said.includes("expired")) return "expired";
    return said.includes("revoked") ? "revoked" : "invalid";
  }
  const [metadata, user] = answers;
  const shut = (answer: RestAnswer | undefined): boolean => answer !== undefined && statusOf(answer) === 403 && scopesWanted(answer) === null && textAt(answer.json, "message") !== null;
  return shut(metadata) && shut(user) ? "blocked" : null;
}

const noWay: readonly Reach["state"][] = ["name-not-found", "resolver-failed", "refused", "connect-timeout", "unreachable"];

// What GitLab itself says of a request for its settings; anything else comes from something in front that hides this route.
const verdicts: readonly number[] = [200, 401, 403, 429];

/** The list of models, which only administrators see, is shown to the token. */
async function seesModels(world: GitlabWorld): Promise<boolean> {
  const result = await askGraphql(world, "query { aiSelfHostedModels { nodes { id } } }", {}, { timeoutMs: 4000 });
  return result.kind === "data" && listAt(result.data, "aiSelfHostedModels", "nodes") !== null;
}

export default {
  title: "What the configured token may do",
  hop: "gitlab",
  cost: "cheap",
  uses: ["gitlab/reach"],
  timeoutMs: 10_000,
  schema,
  async observe(world) {
    const none = { problem: null, rung: "none" as const, username: null, scopes: null, administrator: null, lacksScopes: [], adminModeBlocks: false, throttled: [] };
    if (world.stack.gitlab.token === undefined) return { given: false, ...none };
    // Where no connection opens, four requests would only wait in line behind one another.
    const reach = world.read("gitlab/reach") as Reach | undefined;
    if (reach !== undefined && noWay.includes(reach.state)) return absent({ reason: "blocked", by: "gitlab/reach" });
    const answers = await Promise.all(paths.map((path) => askRest(world, "GET", path, { timeoutMs: 8000 })));
    if (answers.every((answer) => statusOf(answer) === 0)) return absent({ reason: "blocked", by: "gitlab/reach" });
    if (answers.every((answer) => statusOf(answer) === 0 || statusOf(answer) >= 500 || notGitlabs(answer))) return absent({ reason: "blocked", by: "gitlab/front" });
    const [, user, self, settings] = answers as [RestAnswer, RestAnswer, RestAnswer, RestAnswer];
    const problem = problemOf(answers);
    const throttled = paths.filter((_path, place) => statusOf(answers[place] as RestAnswer) === 429);
    if (problem !== null) return { given: true, ...none, problem, throttled: [...throttled] };

    const [seesVersion, seesUser, seesSelf, seesOwnSettings] = answers.map((answer, place) => statusOf(answer) === 200 && shows[place]?.(answer.json) === true) as [boolean, boolean, boolean, boolean];
    const scopes = seesSelf ? (listAt(self.json, "scopes")?.filter((scope) => typeof scope === "string").map((scope) => cleanLine(scope, 60)).slice(0, 40) ?? null) : null;
    const seesSettings = seesOwnSettings || (!verdicts.includes(statusOf(settings)) && (await seesModels(world)));
    const administrator = seesSettings ? true : seesUser ? truthAt(user.json, "is_admin") === true : null;
    const lacksScopes = paths.flatMap((path, place) => {
      const wanted = scopesWanted(answers[place] as RestAnswer);
      return wanted === null ? [] : [{ asked: path, wanted: cleanLine(wanted, 200) }];
    });
    const usesAi = scopes === null ? seesVersion || seesUser : scopes.includes("api") || scopes.includes("ai_features");
    return {
      given: true,
      problem: null,
      rung: seesSettings ? "admin" : usesAi ? "ai-features" : seesVersion || seesUser || seesSelf ? "user" : "none",
      username: textAt(user.json, "username") === null ? null : cleanLine(textAt(user.json, "username") ?? "", 100),
      scopes,
      administrator,
      lacksScopes,
      adminModeBlocks: administrator === true && statusOf(settings) === 403 && scopesWanted(settings) === null,
      throttled: [...throttled],
    };
  },
  describe(value) {
    if (!value.given) return "no GitLab token is configured";
    if (value.problem !== null) return `GitLab refuses the token: ${value.problem}`;
    const who = value.username === null ? "the token" : `the token of ${value.username}`;
    const scopes = value.scopes === null ? "" : ` (scopes ${value.scopes.join(", ")})`;
    return `${who} reaches the rung ${value.rung}${scopes}${value.administrator === true && value.rung !== "admin" ? "; the account is an administrator" : ""}`;
  },
} satisfies Fact<Value>;
