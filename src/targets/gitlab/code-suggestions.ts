import { header, type HttpAnswer } from "../../core/probe-answer.ts";
import { Secret } from "../../core/secret.ts";
import { cleanLine } from "../../core/text.ts";
import { askRest, type GitlabWorld, member, scopesWanted, textAt } from "./rest.ts";

/** What GitLab's token route said. Statuses follow the order in which GitLab checks: entitlement, switches, limits, gateway. */
export interface DirectAccess {
  /** 0 = GitLab itself gave no answer. */
  status: number;
  outcome: "granted" | "not-entitled" | "disabled" | "no-route" | "throttled" | "no-answer" | "refused" | "unassigned" | "no-token" | "insufficient-scope" | "other";
  message: string | null;
  baseUrl: string | null;
  fromGitlab: boolean;
  ms: number;
  grant: { token: Secret; headers: Record<string, string> } | null;
}

/** GitLab marks refusals of its own with this header; without it the answer came from the gateway, or from something between. */
export const refusedByGitlab = (answer: HttpAnswer): boolean => header(answer, "x-gitlab-error-origin") === "monolith";

// `message` is what the API's errors have; `error` stands in those of the token check.
const said = (json: unknown): string | null => {
  const text = textAt(json, "message") ?? textAt(json, "error_description") ?? textAt(json, "error") ?? textAt(json, "message", "error");
  return text === null ? null : cleanLine(text, 300);
};

function outcomeOf(answer: HttpAnswer, json: unknown, scopes: string | null): DirectAccess["outcome"] {
  const message = said(json)?.toLowerCase() ?? "";
  switch (answer.status) {
    case 200:
    case 201:
      return textAt(json, "token") === null ? "other" : "granted";
    case 401:
      return json === undefined ? "other" : "not-entitled";
    case 403:
      return scopes !== null ? "insufficient-scope" : message.includes("direct connections") ? "disabled" : "other";
    case 404:
      return json === undefined ? "other" : "no-route";
    case 429:
      return "throttled";
    case 500:
      // The only error that GitLab catches is an answer of the gateway; whatever broke before one came is its plain 500, as JSON.
      return json === undefined ? "other" : "no-answer";
    case 503:
      if (message.includes("no code completion model provided")) return "unassigned";
      if (message.includes("token is missing in response")) return "no-token";
      return json === undefined ? "other" : "refused";
    default:
      return "other";
  }
}

/** POST /api/v4/code_suggestions/direct_access, 10 in 5 minutes; GitLab waits for the gateway up to 30 s in older releases, 3 s in 19.x. */
export async function askDirectAccess(world: GitlabWorld): Promise<DirectAccess> {
  const answer = await askRest(world, "POST", "/api/v4/code_suggestions/direct_access", { timeoutMs: 35_000 });
  const { result, json } = answer;
  const ms = Math.round(result.timings.total);
  if (result.kind === "failure") return { status: 0, outcome: "other", message: null, baseUrl: null, fromGitlab: false, ms, grant: null };
  const outcome = outcomeOf(result, json, scopesWanted(answer));
  const token = textAt(json, "token");
  return {
    status: result.status,
    outcome,
    message: outcome === "granted" ? null : said(json),
    baseUrl: textAt(json, "base_url") === null ? null : cleanLine(textAt(json, "base_url") ?? "", 2048),
    fromGitlab: refusedByGitlab(result),
    ms,
    grant: outcome === "granted" && token !== null ? { token: new Secret(token), headers: plainHeaders(member(json, "headers")) } : null,
  };
}

/** Headers that GitLab tells editors to send along, as plain text values. */
function plainHeaders(value: unknown): Record<string, string> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]) =>
      /^[A-Za-z0-9-]{1,80}$/u.test(name) && (typeof entry === "string" || typeof entry === "number" || typeof entry === "boolean") && /^[\u0020-\u007e]{0,2000}$/u.test(String(entry)) ? [[name, String(entry)]] : [],
    ),
  );
}

/** A code completion through GitLab, the whole chain as an editor uses it; not streamed, a few tokens. 60 in a minute are allowed. */
export const completionQuestion = {
  current_file: { file_name: "triage.py", content_above_cursor: "def add(a, b):\n    return ", content_below_cursor: "\n" },
  intent: "completion",
  stream: false,
} as const;

/** A code generation whose answer has many lines, streamed: what it takes to see whether lines come one by one. */
export const generationQuestion = {
  current_file: { file_name: "triage.py", content_above_cursor: "# Print the numbers from one to thirty, with one call of print for each number, one call per line.\n", content_below_cursor: "\n" },
  intent: "generation",
  stream: true,
} as const;
