import { createPrivateKey, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { holds } from "./context.ts";
import type { Caller, GatewayContext } from "./context.ts";
import { chooseModel, parseEndpoint } from "./metadata.ts";
import { isOn } from "./settings.ts";
import { sendCrash, sendJson } from "./reply.ts";
import type { Exchange } from "./reply.ts";

/** The smaller routes: the editor's token, documentation search, embeddings, cloud proxies. */

/** POST /v1/code/user_access_token: a token of one hour, signed with the gateway's own key. */
export async function answerUserToken(exchange: Exchange, context: GatewayContext, caller: Caller): Promise<void> {
  if (!holds(caller, "complete_code") && !holds(caller, "ai_gateway_model_provider_proxy")) {
    return sendJson(exchange, 403, { detail: "Unauthorized to create user access token" });
  }
  const pem = context.world.env.AIGW_SELF_SIGNED_JWT__SIGNING_KEY;
  try {
    const key = createPrivateKey(pem ?? "");
    const now = Math.floor(Date.now() / 1000) + context.world.clockOffsetS;
    const token = await new SignJWT({ scopes: ["complete_code"], gitlab_realm: "self-managed", jti: randomUUID() })
      .setProtectedHeader({ alg: "RS256", kid: "gitlab_ai_gateway_signing_key" })
      .setIssuer("gitlab-ai-gateway")
      .setAudience("gitlab-ai-gateway")
      .setSubject(String(exchange.request.headers["x-gitlab-global-user-id"] ?? ""))
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + 3600)
      .sign(key);
    return sendJson(exchange, 200, { token, expires_at: now + 3600 });
  } catch {
    return sendJson(exchange, 500, { detail: "Failed to generate JWT" });
  }
}

/** POST /v1/search/gitlab-docs: a local search without a model. */
export function answerDocs(exchange: Exchange, context: GatewayContext, caller: Caller): void {
  if (!holds(caller, "documentation_search")) return sendJson(exchange, 403, { detail: "Unauthorized to search documentations" });
  if (!isOn(context.world.env, "AIGW_CUSTOM_MODELS__ENABLED")) return sendCrash(exchange);
  const hit = { id: "1", content: "GitLab Duo is a suite of AI-native features.", metadata: { title: "GitLab Duo", source_url: "https://docs.gitlab.com/user/gitlab_duo/" } };
  const results = context.world.docsDatabase ? [hit] : [];
  return sendJson(exchange, 200, { response: { results }, metadata: { provider: "sqlite", timestamp: Math.floor(Date.now() / 1000) } });
}

/** POST /v1/embeddings/code_embeddings, so far as it refuses. */
export function answerEmbeddings(exchange: Exchange, context: GatewayContext, body: unknown): void {
  const metadata = ((body as { model_metadata?: Record<string, unknown> } | null)?.model_metadata ?? {}) as Record<string, unknown>;
  if (metadata.provider !== "gitlab" && metadata.provider !== "litellm") return sendJson(exchange, 422, { detail: "Allowed providers are: gitlab|litellm." });
  if (typeof metadata.endpoint === "string") {
    const parsed = parseEndpoint(metadata.endpoint);
    if ("problem" in parsed) {
      const detail = `Error creating the model_metadata: 1 validation error for ModelMetadata\nendpoint\n  Input should be a valid URL, ${parsed.problem} [type=url_parsing, input_value='${metadata.endpoint}', input_type=str]\n    For further information visit https://errors.pydantic.dev/2.13/v/url_parsing`;
      return sendJson(exchange, 422, { detail });
    }
  }
  if (metadata.name !== "embedding") return sendJson(exchange, 422, { detail: "Model `name` must be 'embedding' when using `litellm` provider." });
  const choice = chooseModel(context.world.release, metadata);
  if (choice && choice.provider === "custom_openai") {
    const detail = `litellm.BadRequestError: Unmapped LLM provider for this endpoint. You passed model=${choice.model}, custom_llm_provider=custom_openai. Check supported provider and route: https://docs.litellm.ai/docs/providers`;
    return sendJson(exchange, 400, { detail });
  }
  return sendCrash(exchange);
}
