import { chooseModel, refusalOfCustomModels } from "./metadata.ts";
import { askPlainly, askStreaming } from "./model-call.ts";
import type { Ask } from "./model-call.ts";
import { checkParameters, checkSystemText, checkUserText, estimateTokens, familyModelName, promptVersions } from "./prompts-data.ts";
import { holds } from "./context.ts";
import type { Caller, GatewayContext } from "./context.ts";
import { ModelFailure, reasonPhrases } from "./failures.ts";
import { pythonRepr } from "./python.ts";
import { beginStream, cutStream, sendCrash, sendJson } from "./reply.ts";
import type { Exchange } from "./reply.ts";
import { sendInvalid } from "./chat.ts";
import { isOn } from "./settings.ts";

/** POST /v1/prompts/<id> and /v2/prompts/<id>: the model check lives here. */

function versionProblem(id: string, wanted: string): string | null {
  const versions = promptVersions[id]?.versions ?? [];
  const available = `(available: ${pythonRepr(versions)})`;
  if (versions.includes(wanted)) return null;
  const constraint = /^([\^~]|[<>=!]=?|==)?\s*(\d+)(\.\d+)*(\.\*)?$/.exec(wanted);
  if (!constraint) return `Version ${pythonRepr(wanted)} is not a valid PEP 440 constraint and no exact match found ${available}`;
  if (constraint[1] && versions.some((version) => version.startsWith(`${constraint[2]}.`) && !version.includes("-"))) return null;
  return `No version matching ${pythonRepr(wanted)} ${available}`;
}

function missingInputs(needed: string[], given: Record<string, unknown>): string | null {
  const missing = needed.filter((name) => given[name] === undefined);
  if (missing.length === 0) return null;
  const first = missing[0] ?? "";
  return JSON.stringify(
    `Input to ChatPromptTemplate is missing variables {${missing.map(pythonRepr).join(", ")}}.  Expected: ${pythonRepr(needed.toSorted())} Received: ['current_date']\nNote: if you intended {${first}} to be part of the string and not a variable, please escape it with double curly braces like: '{{${first}}}'.\nFor troubleshooting, visit: https://docs.langchain.com/oss/python/langchain/errors/INVALID_PROMPT_INPUT `,
  );
}

/** Answers a prompt request; `route` is v1 (a JSON string) or v2 (`content` and `usage`). */
export async function answerPrompt(exchange: Exchange, context: GatewayContext, caller: Caller, id: string, route: "v1" | "v2", body: unknown): Promise<void> {
  const { inputs, prompt_version: version, stream, model_metadata: metadata } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof inputs !== "object" || inputs === null) {
    return sendInvalid(exchange, context, caller, { type: "missing", loc: ["body", "inputs"], msg: "Field required", input: body });
  }
  const prompt = promptVersions[id];
  if (!prompt) {
    return sendJson(exchange, 400, { detail: `Failed to load prompt definition for '${id}': Prompt definition directory not found: ai_gateway/prompts/definitions/${id}` });
  }
  const problem = versionProblem(id, typeof version === "string" ? version : "^1.0.0");
  if (problem) return sendJson(exchange, 400, { detail: problem });
  const choice = chooseModel(context.world.release, metadata);
  const off = refusalOfCustomModels(context.world.env, isOn(context.world.env, "AIGW_CUSTOM_MODELS__ENABLED"), choice);
  if (off) return sendJson(exchange, 400, { detail: off });
  if (!holds(caller, prompt.scope)) return sendJson(exchange, 403, { detail: `Unauthorized to access '${id}'` });
  const missing = missingInputs(prompt.inputs, inputs as Record<string, unknown>);
  if (missing) return sendJson(exchange, 422, { detail: missing });
  const ask: Ask = {
    messages: [
      { role: "system", content: checkSystemText },
      { role: "user", content: checkUserText },
    ],
    parameters: checkParameters(choice?.family ?? "claude_3"),
    idleTimeoutMs: 60_000,
    requestId: exchange.requestId,
  };
  if (stream === true) return streamPrompt(exchange, context, choice, ask, route);
  try {
    const answer = await askPlainly(context, choice, ask, true);
    // Text before the first blank of a leaked thinking block is dropped by the answer's parser.
    const text = answer.text.replace(/<think>[\s\S]*?<\/think>\n?/, "");
    if (route === "v1") return sendJson(exchange, 200, text);
    const usage = { input_tokens: answer.usage?.prompt_tokens ?? 0, output_tokens: answer.usage?.completion_tokens ?? 0 };
    return sendJson(exchange, 200, { content: text, usage: { [familyModelName(choice?.family ?? "claude_3")]: usage } });
  } catch (error) {
    if (!(error instanceof ModelFailure) || error.status === null) return sendCrash(exchange);
    return sendJson(exchange, 421, { detail: `${error.status}: ${reasonPhrases[error.status] ?? "Unknown"}` });
  }
}

async function streamPrompt(exchange: Exchange, context: GatewayContext, choice: ReturnType<typeof chooseModel>, ask: Ask, route: "v1" | "v2"): Promise<void> {
  beginStream(exchange, "text/event-stream; charset=utf-8");
  try {
    const answer = await askStreaming(context, choice, ask);
    let seen = "";
    for await (const piece of answer.pieces) {
      seen += piece;
      if (route === "v2") exchange.response.write(`${JSON.stringify({ content: piece })}\n`);
      else if (piece !== "") exchange.response.write(piece);
    }
    if (route === "v2") {
      const { usage, finish } = answer.end();
      const counted = usage ? { input_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens } : { input_tokens: estimateTokens("check", ""), output_tokens: estimateTokens("answer", seen) };
      exchange.response.write(`${JSON.stringify({ content: "" })}\n`);
      if (finish === null) exchange.response.write(`${JSON.stringify({ content: "" })}\n`);
      exchange.response.write(`${JSON.stringify({ content: "", usage: { [choice?.model ?? "claude-sonnet-4-6"]: counted } })}\n`);
    }
    exchange.response.end();
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    cutStream(exchange);
  }
}
