import { randomUUID } from "node:crypto";
import { isAtLeast } from "../world.ts";
import type { UserWorld } from "../world.ts";
import { CallFailure, callOver, readBody } from "../wire.ts";
import { askGateway, serviceHeaders } from "./context.ts";
import type { GitlabContext } from "./context.ts";
import { modelFor } from "./entitlement.ts";
import { rubyTroubleOf } from "./ruby.ts";

/** The mutation behind "Test connection": GitLab asks the gateway to say hello to a model that is described in the request. */

export interface CheckInput {
  name: string;
  model: string;
  endpoint: string;
  apiToken?: string | null;
  identifier?: string | null;
}

export interface CheckResult {
  success: boolean;
  message: string;
  errors: string[];
}

const makeSure = "Unknown error. Make sure your self-hosted model is running and that your AI Gateway URL is configured correctly.";

/** The text after the colon: `detail[0].msg` of the body; empty for an `error` body, a fixed sentence for all others. */
function tailOf(text: string): string {
  try {
    const value = JSON.parse(text) as { detail?: unknown; error?: unknown };
    if (value.detail === undefined) return "";
    const first = Array.isArray(value.detail) ? (value.detail[0] as { msg?: unknown } | undefined) : undefined;
    return typeof first?.msg === "string" ? first.msg : makeSure;
  } catch {
    return makeSure;
  }
}

async function suggestion(context: GitlabContext, input: CheckInput): Promise<string | null> {
  try {
    const url = `${input.endpoint.replace(/\/+$/, "")}/models`;
    const answer = await callOver(context.view("gitlab"), { method: "GET", url, connectTimeoutMs: 2_000, idleTimeoutMs: 3_000, headers: input.apiToken ? { authorization: `Bearer ${input.apiToken}` } : {} });
    if (answer.status !== 200) return null;
    const value = JSON.parse((await readBody(answer.body)).text) as { data?: { id?: unknown }[] };
    const id = value.data?.[0]?.id;
    return typeof id === "string" ? `The provided identifier does not exist. Did you mean custom_openai/${id}?` : null;
  } catch {
    return null;
  }
}

async function problemOf(context: GitlabContext, user: UserWorld, input: CheckInput): Promise<string | null> {
  const world = context.world();
  const recent = isAtLeast(world.gitlab.version, 19, 0);
  // Up to 18.x the call was signed for code completion, whatever model is under test.
  const blank = !recent && modelFor(world, "code_completions") === undefined;
  const requestId = randomUUID();
  try {
    const headers = await serviceHeaders(world, user, "gitlab-ai-gateway", { blank });
    const metadata = { provider: "openai", name: input.model.toLowerCase(), endpoint: input.endpoint, api_key: input.apiToken ?? "", identifier: input.identifier ?? "" };
    const answer = await askGateway(context, "gitlab", "/v1/prompts/model_configuration%2Fcheck", {
      headers,
      body: { stream: false, inputs: {}, model_metadata: metadata },
      openMs: recent ? 5_000 : 3_000,
      limitMs: recent ? world.gitlab.duo.aiGatewayTimeoutSeconds * 1000 : 3_000,
      requestId,
    });
    if (answer.status === 200) return null;
    if (answer.status === 421) {
      const detail = /"detail"\s*:\s*"([^"]*)"/.exec(answer.text)?.[1];
      if (!detail) return "The self-hosted model server returned an error";
      if (recent && detail.startsWith("404")) {
        const hint = await suggestion(context, input);
        if (hint) return hint;
      }
      return `The self-hosted model server returned code ${detail}`;
    }
    return `AI Gateway returned code ${answer.status}: ${tailOf(answer.text)}`;
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    if (error.code === "DECRYPT") return "OpenSSL::Cipher::CipherError";
    const trouble = rubyTroubleOf(error);
    const masked = ["read-timeout", "open-timeout", "refused", "unresolved"].includes(trouble.kind);
    return recent && masked ? "AI Gateway could not connect to the model endpoint. Make sure the model endpoint is reachable from the AI Gateway and try again." : trouble.text;
  }
}

/** Runs the check and words its result. */
export async function checkConnection(context: GitlabContext, user: UserWorld, input: CheckInput): Promise<CheckResult> {
  const problem = await problemOf(context, user, input);
  if (problem === null) return { success: true, message: `Test request to ${input.name} Self-hosted Model was successful`, errors: [] };
  return { success: false, message: `Self-hosted model test request failed: ${problem}`, errors: [problem] };
}
