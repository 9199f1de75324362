import { randomUUID } from "node:crypto";
import { isAtLeast } from "../world.ts";
import { callAgent } from "./agent-calls.ts";
import { externalUrl } from "./context.ts";
import type { GitlabContext } from "./context.ts";
import { entitlementOf } from "./entitlement.ts";
import { answerJson } from "./exchange.ts";
import type { GitlabExchange } from "./exchange.ts";

/** The agent platform routes of the REST interface. */

function badRequest(exchange: GitlabExchange, status: number, details: string): void {
  answerJson(exchange, 400, { message: `400 Bad request - ${status}:${details}` });
}

/** Reads field 1 (string) of a protobuf message. */
function firstText(message: Buffer): string {
  if (message[0] !== 0x0a) return "";
  let length = 0;
  let shift = 0;
  let at = 1;
  for (; at < message.length; at += 1) {
    const byte = message[at] ?? 0;
    length |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte < 0x80) break;
  }
  return message.subarray(at + 1, at + 1 + length).toString("utf8");
}

/** POST /api/v4/ai/duo_workflows/direct_access: a token of the agent service. */
export async function agentDirectAccess(context: GitlabContext, exchange: GitlabExchange): Promise<void> {
  const { world, user } = exchange;
  if (!user || !entitlementOf(world, user).scopes.includes("duo_agent_platform")) return answerJson(exchange, 404, { message: "404 Not Found" });
  if (!world.gitlab.duo.agentUrl) {
    // Without an address of its own the instance asks GitLab's cloud.
    if (world.cloud.reachable !== "up") return badRequest(exchange, 14, "failed to connect to all addresses; last error: UNAVAILABLE: Failed to connect to remote host: Connection timed out");
    return badRequest(exchange, 16, "Forbidden by auth provider");
  }
  if (!world.gitlab.billingTermsAccepted) return answerJson(exchange, 403, { message: "403 Forbidden - Usage billing terms have not been accepted" });
  if (!world.gitlab.credits) return answerJson(exchange, 403, { message: "403 Forbidden - insufficient_credits" });
  const reply = await callAgent(context, user, "GenerateToken", 5_000);
  if (!reply.ok) return badRequest(exchange, reply.status, reply.details);
  const expires = Math.floor(Date.now() / 1000) + 3600;
  return answerJson(exchange, 201, {
    gitlab_rails: { base_url: externalUrl(world), token: randomUUID().replaceAll("-", ""), token_expires_at: new Date(expires * 1000).toISOString() },
    duo_workflow_service: { base_url: world.gitlab.duo.agentUrl, token: firstText(reply.message), token_expires_at: expires, headers: {}, secure: world.gitlab.duo.agentSecure },
    duo_workflow_executor: { executor_binary_url: "", version: world.gitlab.version.replace("-ee", "") },
  });
}

/** GET /api/v4/ai/duo_workflows/list_tools (19.x). */
export async function listTools(context: GitlabContext, exchange: GitlabExchange): Promise<void> {
  const { world, user } = exchange;
  if (!isAtLeast(world.gitlab.version, 18, 5) || !user || !entitlementOf(world, user).scopes.includes("duo_agent_platform")) return answerJson(exchange, 404, { message: "404 Not Found" });
  if (!world.gitlab.duo.agentUrl) return badRequest(exchange, 14, "failed to connect to all addresses");
  const reply = await callAgent(context, user, "ListTools", 5_000);
  if (!reply.ok) return badRequest(exchange, reply.status, reply.details);
  return answerJson(exchange, 200, { tools: [{ type: "function", function: { name: "read_file", description: "Read the contents of a file.", parameters: { type: "object" } } }], eval_dataset: [] });
}
