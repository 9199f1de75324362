import type { Duplex } from "node:stream";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSchema, graphql, NoSchemaIntrospectionCustomRule, parse, validate } from "graphql";

/** A small GitLab on a real socket for tests of facts: REST by a table, GraphQL by a real schema, errors in GitLab's own form. */
export interface GitlabDouble {
  url: string;
  /** `METHOD /path` of every request, in order. */
  asked: string[];
  /** GraphQL documents, in order. */
  documents: string[];
  /** Paths of WebSocket upgrades, and when they came (ms). */
  upgrades: readonly { path: string; at: number }[];
  close(): Promise<void>;
}

export interface Reply {
  status: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
  /** Milliseconds before the answer. */
  after?: number;
  /** Closes the connection without an answer. */
  hangUp?: boolean;
}

type Handler = Reply | ((request: { body: unknown; headers: IncomingMessage["headers"]; count: number }) => Reply);

export interface DoubleOptions {
  /** Keys are `METHOD /path`, without the query. They win over the healthy answers. */
  rest?: Record<string, Handler> | undefined;
  /** Values of root fields; functions may throw. */
  roots?: Record<string, unknown>;
  /** Schema text; the 18.x shape unless told. */
  schema?: string;
  introspection?: boolean;
  /** The token that is accepted. */
  token?: string;
  /** Errors as graphql-js words them, without extensions. */
  plainErrors?: boolean;
  /** Takes WebSocket upgrades and never answers them. */
  swallowsUpgrades?: boolean;
}

export const newSchema = `
  type Query {
    duoSettings: DuoSettings
    aiSelfHostedModels(id: ID): AiSelfHostedModelConnection
    aiFeatureSettings: AiFeatureSettingConnection
    currentLicense: CurrentLicense
    addOnPurchases: [AddOnPurchase!]
    selfManagedAddOnEligibleUsers(addOnType: AddOnType!, search: String): AddOnUserConnection
    currentUser: CurrentUser
    cloudConnectorStatus: CloudConnectorStatus
    metadata: Metadata
    aiMessages(requestIds: [ID!], roles: [Role!]): AiMessageConnection
  }
  type Mutation { aiAction(input: AiActionInput!): AiActionPayload }
  input AiActionInput { chat: AiChatInput }
  input AiChatInput { resourceId: AiModelID content: String! }
  scalar AiModelID
  enum Role { ASSISTANT USER }
  enum AddOnType { CODE_SUGGESTIONS DUO_ENTERPRISE }
  enum AiAcceptedSelfHostedModels { MISTRAL GENERAL }
  type AiActionPayload { requestId: String errors: [String!]! }
  type AiMessageConnection { nodes: [AiMessage] }
  type AiMessage { content: String errors: [String!] }
  type Metadata { version: String enterprise: Boolean }
  type DuoSettings { aiGatewayUrl: String aiGatewayTimeoutSeconds: Int duoAgentPlatformServiceUrl: String updatedAt: String }
  type AiSelfHostedModelConnection { nodes: [AiSelfHostedModel] }
  type AiSelfHostedModel { id: ID! name: String! model: String! endpoint: String! identifier: String hasApiToken: Boolean! apiToken: String releaseState: String createdAt: String featureSettings: AiFeatureSettingConnection }
  type AiFeatureSettingConnection { nodes: [AiFeatureSetting] }
  type AiFeatureSetting { feature: String! provider: String! title: String releaseState: String compatibleLlms: [String!] selfHostedModel: AiSelfHostedModel validModels: AiSelfHostedModelConnection }
  type CurrentLicense { type: String plan: String startsAt: String expiresAt: String lastSync: String trial: Boolean }
  type AddOnPurchase { id: ID! name: String! purchasedQuantity: Int! assignedQuantity: Int! }
  type AddOnUserConnection { nodes: [AddOnUser] }
  type AddOnUser { username: String! addOnAssignments(addOnPurchaseIds: [ID!]!): AddOnAssignmentConnection }
  type AddOnAssignmentConnection { nodes: [AddOnAssignment] }
  type AddOnAssignment { addOnPurchase: AddOnPurchase! }
  type CurrentUser { id: ID! username: String! duoChatAvailable: Boolean duoCodeSuggestionsAvailable: Boolean duoChatAvailableFeatures: [String!] }
  type CloudConnectorStatus { success: Boolean probeResults: [CloudConnectorProbeResult!] }
  type CloudConnectorProbeResult { name: String success: Boolean message: String errors: [String!] }
`;

/** Without what came after 17.9: no agent platform, no time-out setting, no link from a model to its features. */
export const oldSchema = newSchema
  .replace("aiGatewayTimeoutSeconds: Int duoAgentPlatformServiceUrl: String updatedAt: String", "")
  .replace(" createdAt: String featureSettings: AiFeatureSettingConnection", "")
  .replace("title: String releaseState: String compatibleLlms: [String!]", "");

const model = { id: "gid://gitlab/Ai::SelfHostedModel/1", name: "mistral", model: "MISTRAL", endpoint: "http://vllm.internal:8000/v1", identifier: "custom_openai/mistral", hasApiToken: true, releaseState: "GA", createdAt: "2026-01-02T00:00:00Z" };
const assigned = { ...model, featureSettings: { nodes: [{ feature: "duo_chat", provider: "self_hosted" }] } };
export const purchase = { id: "gid://gitlab/GitlabSubscriptions::AddOnPurchase/5", name: "DUO_ENTERPRISE", purchasedQuantity: 10, assignedQuantity: 3 };

const healthyRoots: Record<string, unknown> = {
  duoSettings: { aiGatewayUrl: "http://aigw.internal:5052", aiGatewayTimeoutSeconds: 60, duoAgentPlatformServiceUrl: "aigw.internal:50052", updatedAt: "2026-01-02T00:00:00Z" },
  aiSelfHostedModels: { nodes: [assigned] },
  aiFeatureSettings: {
    nodes: ["code_completions", "code_generations", "duo_chat"].map((feature) => ({ feature, provider: "self_hosted", title: feature, releaseState: "GA", compatibleLlms: ["MISTRAL"], selfHostedModel: model, validModels: { nodes: [model] } })),
  },
  currentLicense: { type: "online_cloud", plan: "ultimate", startsAt: "2026-01-01", expiresAt: "2027-01-01", lastSync: "2026-11-21T00:00:00Z", trial: false },
  addOnPurchases: [purchase],
  selfManagedAddOnEligibleUsers: { nodes: [{ username: "triage", addOnAssignments: { nodes: [{ addOnPurchase: purchase }] } }] },
  currentUser: { id: "gid://gitlab/User/2", username: "triage", duoChatAvailable: true, duoCodeSuggestionsAvailable: true, duoChatAvailableFeatures: ["explain_code"] },
  cloudConnectorStatus: {
    success: true,
    probeResults: [
      { name: "ai_gateway_url_presence_probe", success: true, message: "Environment variable AI_GATEWAY_URL is set to http://aigw.internal:5052.", errors: [] },
      { name: "host_probe", success: true, message: "aigw.internal reachable", errors: [] },
      { name: "code_suggestions_license_probe", success: true, message: "License includes access to Code Suggestions.", errors: [] },
    ],
  },
  metadata: { version: "18.6.1-ee", enterprise: true },
  aiAction: { requestId: "r-1", errors: [] },
  aiMessages: { nodes: [{ content: "ready", errors: [] }] },
};

const healthyRest: Record<string, Handler> = {
  "GET /users/sign_in": { status: 200, text: "<html>Sign in</html>", headers: { "content-type": "text/html", "x-runtime": "0.05" } },
  "GET /-/readiness": { status: 404, text: "" },
  "GET /api/v4/metadata": { status: 200, json: { version: "18.6.1-ee", revision: "abc", enterprise: true } },
  "GET /api/v4/user": { status: 200, json: { id: 2, username: "triage", is_admin: true } },
  "GET /api/v4/personal_access_tokens/self": { status: 200, json: { id: 1, scopes: ["api"], active: true } },
  "GET /api/v4/application/settings": { status: 200, json: { silent_mode_enabled: false, duo_features_enabled: true, lock_duo_features_enabled: false, instance_level_ai_beta_features_enabled: false, disabled_direct_code_suggestions: false } },
  "GET /api/v4/license": { status: 200, json: { plan: "ultimate", starts_at: "2026-01-01", expires_at: "2027-01-01", expired: false } },
  "GET /api/v4/projects": { status: 200, json: [{ path_with_namespace: "a/one" }, { path_with_namespace: "a/two" }, { path_with_namespace: "b/three" }] },
  "POST /api/v4/code_suggestions/enabled": { status: 200, json: {} },
  "POST /api/v4/code_suggestions/direct_access": { status: 201, json: { base_url: "http://aigw.internal:5052", token: "gateway-token-0123456789", expires_at: 1, headers: { "X-Gitlab-Instance-Id": "i-1", "X-Gitlab-Realm": "self-managed" } } },
  "POST /api/v4/code_suggestions/completions": { status: 200, json: { id: "1", choices: [{ text: "a + b", index: 0, finish_reason: "stop" }] }, headers: { "x-process-time": "0.2" } },
  "GET /api/v4/ai/duo_workflows/list_tools": { status: 404, json: { message: "404 Not Found" } },
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const part of request) text += String(part);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function answer(response: ServerResponse, reply: Reply): Promise<void> {
  if (reply.after !== undefined) await pause(reply.after);
  if (reply.hangUp === true) {
    response.socket?.destroy();
    return;
  }
  const text = reply.json === undefined ? (reply.text ?? "") : JSON.stringify(reply.json);
  response.writeHead(reply.status, { "content-type": reply.json === undefined ? "text/plain" : "application/json", ...reply.headers });
  response.end(text);
}

export async function startGitlab(options: DoubleOptions = {}): Promise<GitlabDouble> {
  const token = options.token ?? "glpat-test-0123456789";
  const schema = buildSchema(options.schema ?? newSchema);
  const roots = { ...healthyRoots, ...options.roots };
  const asked: string[] = [];
  const documents: string[] = [];
  const upgrades: { path: string; at: number }[] = [];
  const held = new Set<Duplex>();
  const counts = new Map<string, number>();
  let base = "";

  const graph = async (body: unknown): Promise<Reply> => {
    const { query, variables } = body as { query: string; variables?: Record<string, unknown> };
    documents.push(query);
    if (query.length > 10_000) return { status: 422, json: { errors: [{ message: "Query too large" }] } };
    const document = parse(query);
    const refused = [...validate(schema, document), ...(options.introspection === false ? validate(schema, document, [NoSchemaIntrospectionCustomRule]) : [])];
    if (refused.length > 0) {
      return {
        status: 200,
        json: {
          errors: refused.map((error) => {
            const match = /Cannot query field "(\w+)" on type "(\w+)"/u.exec(error.message);
            if (match === null || options.plainErrors === true) return { message: error.message };
            return { message: `Field '${match[1]}' doesn't exist on type '${match[2]}'`, path: ["query"], extensions: { code: "undefinedField", typeName: match[2], fieldName: match[1] } };
          }),
        },
      };
    }
    const result = await graphql({ schema, source: query, rootValue: roots, variableValues: variables ?? {} });
    if (result.errors?.some((error) => error.message === "BOOM") === true) return { status: 500, json: { errors: [{ message: "Internal server error" }] } };
    return { status: 200, json: { data: result.data, ...(result.errors === undefined ? {} : { errors: result.errors.map((error) => ({ message: error.message, path: error.path })) }) } };
  };

  const server: Server = createServer((request, response) => {
    void (async () => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      const key = `${request.method} ${path}`;
      asked.push(key);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      const body = await bodyOf(request);
      const given = request.headers["private-token"] ?? request.headers.authorization?.replace(/^Bearer /u, "");
      const handler = options.rest?.[key];
      if (handler !== undefined) return answer(response, typeof handler === "function" ? handler({ body, headers: request.headers, count }) : handler);
      if (path === "/.well-known/openid-configuration") return answer(response, { status: 200, json: { issuer: base, jwks_uri: `${base}/oauth/discovery/keys` } });
      if (path === "/oauth/discovery/keys") return answer(response, { status: 200, json: { keys: [{ kty: "RSA", kid: "k-1" }] } });
      if (path.startsWith("/api/") && given === undefined) return answer(response, { status: 401, json: { message: "401 Unauthorized" } });
      if (path.startsWith("/api/") && given !== token) return answer(response, path === "/api/graphql" ? { status: 401, json: { errors: [{ message: "Invalid token" }] } } : { status: 401, json: { message: "401 Unauthorized" } });
      if (key === "POST /api/graphql") return answer(response, await graph(body));
      const healthy = healthyRest[key];
      return answer(response, healthy === undefined ? { status: 404, json: { error: "404 Not Found" } } : typeof healthy === "function" ? healthy({ body, headers: request.headers, count }) : healthy);
    })();
  });
  server.on("upgrade", (request, socket) => {
    upgrades.push({ path: (request.url ?? "").split("?")[0] ?? "", at: performance.now() });
    // Whoever swallows it keeps the connection until the asker gives up.
    if (options.swallowsUpgrades === true) return void held.add(socket.on("error", () => undefined));
    socket.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: base,
    asked,
    documents,
    upgrades,
    close: () => new Promise((resolve) => {
      for (const socket of held) socket.destroy();
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
