import { connect as connectHttp2 } from "node:http2";
import { connect as connectTls } from "node:tls";
import { request } from "node:http";
import { request as requestSecure } from "node:https";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import type { PracticeStack } from "../../src/practice/stack.ts";

/** Everything that an outsider can look at, one observation each; equal worlds give equal texts. */

const limitMs = 5_000;

/** Status, steady body and end of one exchange, or the code of the trouble. */
function fetchText(url: string, options: { method?: string; headers?: Record<string, string>; body?: unknown; within?: number } = {}): Promise<string> {
  const body = options.body === undefined ? "" : JSON.stringify(options.body);
  return new Promise((resolve) => {
    const began = performance.now();
    const secure = url.startsWith("https:");
    const headers = { ...options.headers, ...(body === "" ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }) };
    const call = (secure ? requestSecure : request)(url, { method: options.method ?? (body === "" ? "GET" : "POST"), agent: false, headers, rejectUnauthorized: false }, (response) => {
      const chunks: Buffer[] = [];
      const arrivals: number[] = [];
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        arrivals.push(performance.now() - began);
      });
      response.on("error", () => undefined);
      response.on("close", () => {
        const total = performance.now() - began;
        const rhythm = arrivals.length > 3 ? "spread" : "whole";
        const pace = total > 3_500 ? "slow" : "quick";
        const date = Math.round((Date.parse(String(response.headers.date ?? "")) - Date.now()) / 10_000);
        const server = String(response.headers.server ?? "");
        resolve([response.statusCode, server, Number.isNaN(date) ? "" : date, rhythm, pace, response.complete ? "" : "cut", steady(Buffer.concat(chunks).toString("utf8"))].join("|"));
      });
    });
    call.setTimeout(options.within ?? limitMs, () => call.destroy(new Error("SILENCE")));
    call.on("error", (error: NodeJS.ErrnoException) => resolve(`error ${error.code ?? error.message}`));
    call.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(`upgraded ${response.statusCode ?? 0}`);
    });
    call.end(body === "" ? undefined : body);
  });
}

function steady(text: string): string {
  return text
    .replaceAll(/eyJ[\w.-]+/g, "<token>")
    .replaceAll(/"(token|requestId|threadId|id|updatedAt|createdAt|timestamp|created_at|last_used_at|token_expires_at)": ?"[^"]*"/g, '"$1":"<>"')
    .replaceAll(/"(expires_at|timestamp|created|latency|backlog|token_expires_at)": ?\d+/g, '"$1":0')
    .replaceAll(/chatcmpl-[\w-]+/g, "<id>")
    .replaceAll(/glpat-\w+/g, "<token>");
}

function certificate(url: string): Promise<string> {
  const { hostname, port, protocol } = new URL(url);
  if (protocol !== "https:") return Promise.resolve("plain");
  return new Promise((resolve) => {
    const socket = connectTls({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      const leaf = socket.getPeerCertificate();
      resolve(JSON.stringify([leaf.issuer, leaf.subjectaltname, leaf.valid_to, socket.getProtocol()]));
      socket.destroy();
    });
    socket.setTimeout(limitMs, () => socket.destroy(new Error("SILENCE")));
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(`error ${error.code ?? error.message}`));
  });
}

/** Whether a call of the agent service without a token is refused, and how. */
function agentAnswer(address: string): Promise<string> {
  return new Promise((resolve) => {
    const session = connectHttp2(`http://${address}`);
    const end = (text: string): void => {
      resolve(text);
      session.destroy();
    };
    session.on("error", (error: NodeJS.ErrnoException) => end(`error ${error.code ?? error.message}`));
    const stream = session.request({ ":method": "POST", ":path": "/DuoWorkflow/ListCapabilities", "content-type": "application/grpc", te: "trailers" });
    stream.setTimeout(limitMs, () => end("silence"));
    let status = "";
    stream.on("response", (headers) => (status = String(headers["grpc-status"] ?? "")));
    stream.on("trailers", (headers) => (status = String(headers["grpc-status"] ?? status)));
    stream.on("data", () => undefined);
    stream.on("end", () => end(`grpc ${status}`));
    stream.on("error", () => undefined);
    stream.end(Buffer.from([0, 0, 0, 0, 0]));
  });
}

export type Observation = (stack: PracticeStack) => Promise<string>;

const as = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const graphql = (stack: PracticeStack, token: string, query: string, within?: number): Promise<string> =>
  fetchText(`${stack.gitlabUrl}/api/graphql`, { headers: as(token), body: { query }, ...(within ? { within } : {}) });

const settings = "{ currentUser { username duoChatAvailable duoCodeSuggestionsAvailable duoChatAvailableFeatures } currentLicense { type plan expiresAt lastSync } aiSelfHostedModels { nodes { name model endpoint identifier hasApiToken } } addOnPurchases { name purchasedQuantity assignedQuantity } selfManagedAddOnEligibleUsers(addOnType: DUO_ENTERPRISE) { nodes { username addOnAssignments(addOnPurchaseIds: [\"gid://gitlab/GitlabSubscriptions::AddOnPurchase/1\"]) { nodes { addOnPurchase { name } } } } } }";
const features = "{ aiFeatureSettings { nodes { feature provider compatibleLlms selfHostedModel { name model } } } duoSettings { aiGatewayUrl duoAgentPlatformServiceUrl aiGatewayTimeoutSeconds } gitlabCreditsAvailable }";

/** The stored gateway URL as an outsider would use it; the address of the stack where it is unusable. */
function storedGateway(stack: PracticeStack): string {
  const stored = stack.world().gitlab.duo.aiGatewayUrl ?? stack.gatewayUrl;
  return /^https?:\/\//.test(stored) ? stored.replace(/\/$/, "") : stack.gatewayUrl;
}

const junk = { authorization: "Bearer x", "x-gitlab-authentication-type": "oidc" };
const chatBody = { messages: [{ role: "user", content: "Hello" }] };
const toolBody = (choice: string): object => ({ ...chatBody, tools: [{ type: "function", function: { name: "look_up", parameters: { type: "object" } } }], tool_choice: choice });

function model(stack: PracticeStack): { url: string; headers: Record<string, string>; body: Record<string, unknown> } {
  const { modelServers, ports } = stack.world();
  const server = modelServers[0];
  const scheme = server?.tls ? "https" : "http";
  return { url: `${scheme}://${server?.host ?? "127.0.0.1"}:${ports.model1}`, headers: stack.modelKey ? as(stack.modelKey) : {}, body: { model: server?.served[0], max_tokens: 16 } };
}

function askModel(stack: PracticeStack, more: object): Promise<string> {
  const { url, headers, body } = model(stack);
  return fetchText(`${url}/v1/chat/completions`, { headers, body: { ...body, ...chatBody, ...more } });
}

async function chat(stack: PracticeStack): Promise<string> {
  const asked = await graphql(stack, stack.tokens.user, 'mutation { aiAction(input: { chat: { content: "Hello" } }) { errors } }');
  if (!asked.includes('"errors":[]')) return asked;
  for (let tries = 0; tries < 60; tries += 1) {
    await wait(100);
    const answer = await graphql(stack, stack.tokens.user, "{ aiMessages(roles: [ASSISTANT]) { nodes { content errors } } }");
    const nodes = (JSON.parse(answer.slice(answer.indexOf("{"))) as { data: { aiMessages: { nodes: object[] } } }).data.aiMessages.nodes;
    const known = seenMessages.get(stack) ?? 0;
    if (nodes.length > known) {
      seenMessages.set(stack, nodes.length);
      return JSON.stringify(nodes.at(-1));
    }
  }
  return "no answer";
}
const seenMessages = new WeakMap<PracticeStack, number>();

function checkStored(stack: PracticeStack): Promise<string> {
  const [stored] = stack.world().gitlab.models;
  if (!stored) return Promise.resolve("no model");
  const text = JSON.stringify;
  const query = `mutation { aiSelfHostedModelConnectionCheck(input: { name: ${text(stored.name)}, model: ${stored.family.toUpperCase()}, endpoint: ${text(stored.endpoint)}, identifier: ${text(stored.identifier)}, apiToken: ${text(stored.apiKey ?? "")} }) { result { success errors } } }`;
  return graphql(stack, stack.tokens.admin, query);
}

/** What the gateway says to a holder of the token that GitLab hands to editors. */
async function withEditorToken(stack: PracticeStack, path: string, body: object): Promise<string> {
  const reply = await fetch(`${stack.gitlabUrl}/api/v4/code_suggestions/direct_access`, { method: "POST", headers: as(stack.tokens.user) }).catch(() => undefined);
  if (reply?.status !== 201) return "no token";
  const { token, headers } = (await reply.json()) as { token: string; headers: Record<string, string> };
  return fetchText(`${storedGateway(stack)}${path}`, { headers: { ...headers, authorization: `Bearer ${token}` }, body });
}

function metadataOf(stack: PracticeStack): object {
  const [stored] = stack.world().gitlab.models;
  return { provider: "openai", name: stored?.family, endpoint: stored?.endpoint, identifier: stored?.identifier, api_key: stored?.apiKey };
}

/** Cheap observations first. */
export const observations: readonly [string, Observation][] = [
  ["gateway health", (stack) => fetchText(`${storedGateway(stack)}/monitoring/healthz`)],
  ["gateway certificate", (stack) => certificate(storedGateway(stack))],
  ["gateway root", (stack) => fetchText(`${storedGateway(stack)}/`)],
  ["junk token", (stack) => fetchText(`${storedGateway(stack)}/v2/chat/agent`, { headers: junk, body: { messages: "x", padding: "x".repeat(400) } })],
  ["gateway definitions", (stack) => fetchText(`${storedGateway(stack)}/v1/models/definitions`)],
  ["version", (stack) => fetchText(`${stack.gitlabUrl}/api/v4/metadata`, { headers: as(stack.tokens.user) })],
  ["sign-in page", (stack) => fetchText(`${stack.gitlabUrl}/users/sign_in`)],
  ["gitlab certificate", (stack) => certificate(stack.gitlabUrl)],
  ["readiness", (stack) => fetchText(`${stack.gitlabUrl}/-/readiness?all=1`)],
  ["discovery", (stack) => fetchText(`${stack.gitlabUrl}/.well-known/openid-configuration`)],
  ["key set", (stack) => fetchText(`${stack.gitlabUrl}/oauth/discovery/keys`)],
  ["licence", (stack) => fetchText(`${stack.gitlabUrl}/api/v4/license`, { headers: as(stack.tokens.admin) })],
  ["settings", (stack) => fetchText(`${stack.gitlabUrl}/api/v4/application/settings`, { headers: as(stack.tokens.admin) })],
  ["sidekiq", (stack) => fetchText(`${stack.gitlabUrl}/api/v4/sidekiq/process_metrics`, { headers: as(stack.tokens.admin) })],
  ["cable", (stack) => fetchText(`${stack.gitlabUrl}/-/cable`, { headers: { connection: "Upgrade", upgrade: "websocket" }, within: 300 })],
  ["stored settings", (stack) => graphql(stack, stack.tokens.admin, settings)],
  ["rights of the user", (stack) => graphql(stack, stack.tokens.user, "{ currentUser { duoChatAvailable duoCodeSuggestionsAvailable duoChatAvailableFeatures } }")],
  ["features", (stack) => graphql(stack, stack.tokens.admin, features)],
  ["project switch", (stack) => fetchText(`${stack.gitlabUrl}/api/v4/code_suggestions/enabled`, { headers: as(stack.tokens.user), body: { project_path: "platform/shop" } })],
  ["token route", (stack) => fetchText(`${stack.gitlabUrl}/api/v4/code_suggestions/direct_access`, { method: "POST", headers: as(stack.tokens.user) })],
  ["validation detail", (stack) => withEditorToken(stack, "/v2/chat/agent", { messages: "x" })],
  ["gateway stream", (stack) => withEditorToken(stack, "/v2/prompts/model_configuration%2Fcheck", { inputs: {}, stream: true, model_metadata: metadataOf(stack) })],
  ["agent token", (stack) => fetchText(`${stack.gitlabUrl}/api/v4/ai/duo_workflows/direct_access`, { method: "POST", headers: as(stack.tokens.user) })],
  ["agent service", (stack) => agentAnswer(stack.agentAddress)],
  ["model list", (stack) => fetchText(`${model(stack).url}/v1/models`, { headers: model(stack).headers })],
  ["model certificate", (stack) => certificate(model(stack).url)],
  ["model check", checkStored],
  ["completion", (stack) => fetchText(`${stack.gitlabUrl}/api/v4/code_suggestions/completions`, { headers: as(stack.tokens.user), body: { current_file: { file_name: "a.py", content_above_cursor: "def a():" }, intent: "completion" } })],
  ["model answer", (stack) => askModel(stack, {})],
  ["model stream", (stack) => askModel(stack, { stream: true })],
  ["model stream with options", (stack) => askModel(stack, { stream: true, stream_options: { include_usage: true } })],
  ["model parameters", (stack) => askModel(stack, { stop: ["Observation:"], temperature: 0 })],
  ["model prefill", (stack) => askModel(stack, { messages: [...chatBody.messages, { role: "assistant", content: "Thought: " }] })],
  ["model long answer", (stack) => askModel(stack, { max_tokens: 8_192 })],
  ["model tools", (stack) => askModel(stack, toolBody("auto"))],
  ["model tool choice any", (stack) => askModel(stack, toolBody("any"))],
  ["chat", chat],
  ["health check", (stack) => graphql(stack, stack.tokens.admin, "{ cloudConnectorStatus { success probeResults { name success message errors } } }", 20_000)],
];

/** Observations in the order in which they are likely to tell of a fault at this hop. */
export function observationsFor(hop: string): readonly [string, Observation][] {
  const first = hop === "model" || hop === "gateway-to-model" ? /^(model|stored settings)/ : hop === "agent-platform" ? /^(agent|cable|features|health check)/ : hop === "licence" ? /^(licence|stored|rights|features|settings)/ : /^$/;
  return [...observations].sort(([left], [right]) => Number(first.test(right)) - Number(first.test(left)));
}
