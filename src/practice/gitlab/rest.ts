import { isAtLeast } from "../world.ts";
import { agentDirectAccess, listTools } from "./agent-routes.ts";
import { completions, connectionDetails, directAccess, enabledFor } from "./code-suggestions.ts";
import type { GitlabContext } from "./context.ts";
import { answerJson } from "./exchange.ts";
import type { GitlabExchange } from "./exchange.ts";

/** The REST routes under /api/v4, with who may read them. */

type Access = "anyone" | "user" | "admin";

interface RestRoute {
  access: Access;
  /** Scopes that suffice. */
  scopes: string[];
  answer: (context: GitlabContext, exchange: GitlabExchange) => Promise<void> | void;
}

const day = 86_400_000;
// Stored moments do not move with the clock of the request.
const setUp = Date.now();
const dateIn = (days: number): string => new Date(setUp + days * day).toISOString().slice(0, 10);
const read = ["api", "read_api"];
const ai = ["api", "ai_features"];

function version(_context: GitlabContext, exchange: GitlabExchange): void {
  const { gitlab } = exchange.world;
  answerJson(exchange, 200, {
    version: gitlab.version,
    revision: "8e1f2c7a4b1",
    kas: { enabled: true, externalUrl: null, externalK8sProxyUrl: null, version: gitlab.version.replace("-ee", "") },
    enterprise: gitlab.enterprise,
  });
}

function licence(_context: GitlabContext, exchange: GitlabExchange): void {
  const { licence: held } = exchange.world.gitlab;
  if (!exchange.world.gitlab.enterprise) return answerJson(exchange, 404, { error: "404 Not Found" });
  if (!held) return answerJson(exchange, 200, null);
  answerJson(exchange, 200, {
    id: 7,
    plan: held.plan,
    created_at: new Date(setUp - held.startedDaysAgo * day).toISOString(),
    starts_at: dateIn(-held.startedDaysAgo),
    expires_at: dateIn(held.endsInDays),
    historical_max: Math.floor(held.users * 0.7),
    maximum_user_count: Math.floor(held.users * 0.7),
    expired: held.endsInDays <= 0,
    overage: 0,
    user_limit: held.users,
    active_users: Math.floor(held.users * 0.6),
    licensee: { Name: "Dana Weber", Company: "Example", Email: "dana@example.com" },
    add_ons: {},
  });
}

function settings(_context: GitlabContext, exchange: GitlabExchange): void {
  const { gitlab } = exchange.world;
  answerJson(exchange, 200, {
    id: 1,
    default_projects_limit: 100_000,
    signup_enabled: false,
    ...gitlab.settings,
    default_project_visibility: "private",
    elasticsearch_indexing: false,
    help_page_text: null,
  });
}

function ownToken(_context: GitlabContext, exchange: GitlabExchange): void {
  const { user } = exchange;
  if (!user) return;
  answerJson(exchange, 200, { id: 40 + user.id, name: "triage", revoked: false, created_at: new Date(setUp - 30 * day).toISOString(), description: null, scopes: user.scopes, user_id: user.id, last_used_at: new Date().toISOString(), active: true, expires_at: dateIn(180) });
}

function ownUser(_context: GitlabContext, exchange: GitlabExchange): void {
  const { user } = exchange;
  if (!user) return;
  answerJson(exchange, 200, { id: user.id, username: user.username, name: user.name, state: "active", locked: false, web_url: `/${user.username}`, bot: false, ...(user.admin ? { is_admin: true } : {}) });
}

/** Accounts by their name, as GitLab shows them to everybody who is signed in. */
function usersNamed(_context: GitlabContext, exchange: GitlabExchange): void {
  const wanted = new URL(exchange.request.url ?? "", "http://gitlab").searchParams.get("username")?.toLowerCase();
  const shown = exchange.world.gitlab.users.filter((user) => wanted === undefined || user.username.toLowerCase() === wanted);
  answerJson(exchange, 200, shown.map((user) => ({ id: user.id, username: user.username, public_email: null, name: user.name, state: "active", locked: false, avatar_url: null, web_url: `/${user.username}` })));
}

function queueMetrics(context: GitlabContext, exchange: GitlabExchange): void {
  const stopped = exchange.world.gitlab.sidekiq === "stopped";
  const oldest = Math.min(...context.board.waiting.map((job) => job.since), Date.now() - (stopped ? 1_900_000 : 0));
  const backlog = stopped ? 4_210 + Math.floor((Date.now() % 600_000) / 400) + context.board.waiting.length : 0;
  answerJson(exchange, 200, {
    queues: {
      default: { backlog, latency: stopped ? Math.floor((Date.now() - oldest) / 1000) : 0 },
      mailers: { backlog: stopped ? 12 : 0, latency: stopped ? 1_700 : 0 },
    },
  });
}

function processMetrics(_context: GitlabContext, exchange: GitlabExchange): void {
  const stopped = exchange.world.gitlab.sidekiq === "stopped";
  const processes = [{ hostname: "gitlab-1", pid: 2871, tag: "gitlab", started_at: new Date(setUp - 3 * day).toISOString(), queues: ["default", "mailers"], labels: [], concurrency: 20, busy: 0 }];
  answerJson(exchange, 200, { processes: stopped ? [] : processes });
}

function projects(_context: GitlabContext, exchange: GitlabExchange): void {
  const shown = exchange.world.gitlab.projects.filter((project) => project.visibleTo === "all" || exchange.user?.admin);
  answerJson(exchange, 200, exchange.user ? shown.map((project, index) => ({ id: 11 + index, path_with_namespace: project.path, name: project.path.split("/").at(-1) })) : []);
}

const routes: Record<string, RestRoute> = {
  "GET /metadata": { access: "user", scopes: [...read, "read_user"], answer: version },
  "GET /version": { access: "user", scopes: [...read, "read_user"], answer: version },
  "GET /user": { access: "user", scopes: [...read, "read_user"], answer: ownUser },
  "GET /users": { access: "user", scopes: [...read, "read_user"], answer: usersNamed },
  "GET /personal_access_tokens/self": { access: "user", scopes: [], answer: ownToken },
  "GET /license": { access: "admin", scopes: read, answer: licence },
  "GET /application/settings": { access: "admin", scopes: read, answer: settings },
  "GET /features": { access: "admin", scopes: read, answer: (_context, exchange) => answerJson(exchange, 200, []) },
  "GET /sidekiq/queue_metrics": { access: "admin", scopes: read, answer: queueMetrics },
  "GET /sidekiq/process_metrics": { access: "admin", scopes: read, answer: processMetrics },
  "GET /projects": { access: "anyone", scopes: read, answer: projects },
  "GET /runners/all": { access: "admin", scopes: read, answer: (_context, exchange) => answerJson(exchange, 200, exchange.world.gitlab.flows.runner ? [{ id: 3, description: "shared", active: true, paused: false, is_shared: true, runner_type: "instance_type", online: true, status: "online" }] : []) },
  "POST /code_suggestions/direct_access": { access: "user", scopes: ai, answer: directAccess },
  "POST /code_suggestions/completions": { access: "user", scopes: ai, answer: completions },
  "POST /code_suggestions/enabled": { access: "user", scopes: ai, answer: (_context, exchange) => enabledFor(exchange) },
  "POST /code_suggestions/connection_details": { access: "user", scopes: ai, answer: (_context, exchange) => connectionDetails(exchange) },
  "POST /chat/completions": { access: "user", scopes: ai, answer: (_context, exchange) => answerJson(exchange, 404, { message: "404 Not Found" }) },
  "POST /ai/duo_workflows/direct_access": { access: "user", scopes: ai, answer: agentDirectAccess },
  "GET /ai/duo_workflows/list_tools": { access: "user", scopes: ai, answer: listTools },
};

const since: Record<string, [number, number]> = { "POST /code_suggestions/connection_details": [18, 3], "POST /ai/duo_workflows/direct_access": [17, 3] };

/** Answers a request under /api/v4. */
export async function answerRest(context: GitlabContext, exchange: GitlabExchange): Promise<void> {
  const key = `${exchange.request.method === "HEAD" ? "GET" : (exchange.request.method ?? "GET")} ${exchange.path.slice("/api/v4".length)}`;
  const route = routes[key];
  const first = since[key];
  if (!route || (first && !isAtLeast(exchange.world.gitlab.version, ...first))) return answerJson(exchange, 404, { error: "404 Not Found" });
  if (exchange.badToken || (route.access !== "anyone" && !exchange.user)) return answerJson(exchange, 401, { message: "401 Unauthorized" });
  if (exchange.user && route.scopes.length > 0 && !route.scopes.some((scope) => exchange.user?.scopes.includes(scope))) {
    return answerJson(exchange, 403, { error: "insufficient_scope", error_description: "The request requires higher privileges than provided by the access token.", scope: route.scopes.join(" ") });
  }
  if (route.access === "admin" && !exchange.user?.admin) return answerJson(exchange, 403, { message: "403 Forbidden" });
  await route.answer(context, exchange);
}
