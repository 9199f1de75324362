import type { CannedAnswer, ModelServerWorld } from "../world.ts";
import { cannedAnswers, openAiError } from "./bodies.ts";
import { lengthOf } from "./replies.ts";
import type { ChatRequest } from "./replies.ts";

/** Why a model server refuses a chat request, with the wording of its product. */

const bad = (message: string): CannedAnswer => openAiError(400, message, "BadRequestError");

/** Whether the caller's Authorization fits the server's key; the answer where it does not. */
export function refusalOfKey(model: ModelServerWorld, authorization: string | undefined): CannedAnswer | null {
  if (model.key === null || model.flavour === "ollama" || authorization === `Bearer ${model.key}`) return null;
  if (model.flavour === "llamacpp") {
    return { status: 401, headers: [["content-type", "application/json; charset=utf-8"]], body: JSON.stringify({ error: { message: "Invalid API Key", type: "authentication_error", code: 401 } }) };
  }
  if (model.flavour === "tgi") return { status: 401, headers: [], body: "" };
  if (model.flavour === "litellm") {
    const message = authorization
      ? `Authentication Error, Invalid proxy server token passed. Received API Key = sk-...${authorization.slice(-4)}, Key Hash (Token) =0f3e. Unable to find token in cache or \`LiteLLM_VerificationTokenTable\``
      : "Authentication Error, No api key passed in.";
    return { status: 401, headers: [["content-type", "application/json"]], body: JSON.stringify({ error: { message, type: "auth_error", param: "None", code: "401" } }) };
  }
  return cannedAnswers.vllmUnauthorized;
}

function refusalOfName(model: ModelServerWorld, name: string): CannedAnswer | null {
  if (model.served.includes(name) || model.flavour === "llamacpp" || model.flavour === "tgi") return null;
  if (model.flavour === "litellm") {
    const message = `{'error': '/chat/completions: Invalid model name passed in model=${name}. Call \`/v1/models\` to view available models for your key.'}`;
    return { status: 400, headers: [["content-type", "application/json"]], body: JSON.stringify({ error: { message, type: "None", param: "None", code: "400" } }) };
  }
  if (model.flavour === "ollama") return openAiError(404, `model "${name}" not found, try pulling it first`, "not_found_error");
  return openAiError(404, `The model \`${name}\` does not exist.`, "NotFoundError", "model");
}

function refusalOfLength(model: ModelServerWorld, request: ChatRequest): CannedAnswer | null {
  if (model.silentTruncation || model.flavour === "ollama") return null;
  const input = Math.ceil(lengthOf(request) / 4.7);
  const output = Number(request.max_completion_tokens ?? request.max_tokens ?? 16);
  if (model.flavour === "llamacpp") {
    if (input <= model.window) return null;
    const message = `request (${input} tokens) exceeds the available context size (${model.window} tokens), try increasing it`;
    return { status: 400, headers: [["content-type", "application/json; charset=utf-8"]], body: JSON.stringify({ error: { code: 400, message, type: "exceed_context_size_error", n_prompt_tokens: input, n_ctx: model.window } }) };
  }
  if (input + output <= model.window) return null;
  if (model.flavour === "tgi") {
    const error = `Input validation error: \`inputs\` tokens + \`max_new_tokens\` must be <= ${model.window}. Given: ${input} \`inputs\` tokens and ${output} \`max_new_tokens\``;
    return { status: 422, headers: [["content-type", "application/json"]], body: JSON.stringify({ error, error_type: "validation" }) };
  }
  return bad(
    `This model's maximum context length is ${model.window} tokens. However, you requested ${output} output tokens and your prompt contains at least ${input} input tokens, for a total of at least ${input + output} tokens. Please reduce the length of the input prompt or the number of requested output tokens. (parameter=input_tokens, value=${input})`,
  );
}

function refusalOfTools(model: ModelServerWorld, request: ChatRequest): CannedAnswer | null {
  if (!Array.isArray(request.tools) || request.tools.length === 0) {
    return request.tool_choice === undefined || request.tool_choice === null || model.flavour !== "vllm" ? null : bad("When using `tool_choice`, `tools` must be set.");
  }
  if (model.refuses.includes("tool_choice_any") && request.tool_choice === "any") {
    return model.flavour === "llamacpp" ? bad("Invalid tool_choice: any") : bad('Invalid value for `tool_choice`: any! Only named tools, "none", "auto" or "required" are supported.');
  }
  if (model.tools !== "off") return null;
  if (model.flavour === "llamacpp") return openAiError(500, "tools param requires --jinja flag", "server_error");
  if (model.flavour === "ollama") return openAiError(400, `registry.ollama.ai/library/${String(request.model)} does not support tools`, "invalid_request_error");
  const choice = request.tool_choice ?? "auto";
  // Required and named tools work without the flags, by guided decoding.
  return choice === "auto" ? bad('"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set') : null;
}

function refusalOfRoles(model: ModelServerWorld, request: ChatRequest): CannedAnswer | null {
  const messages = request.messages ?? [];
  const last = messages.at(-1);
  if (model.refuses.includes("system") && messages[0]?.role === "system") return bad("System role not supported");
  if (model.refuses.includes("alternate") && messages.some((message) => message.role === "system")) {
    return bad("After the optional system message, conversation roles must alternate user/assistant/user/assistant/...");
  }
  if (model.refuses.includes("prefill") && last?.role === "assistant" && request.continue_final_message !== true) {
    return bad("Cannot set `add_generation_prompt` to True when the last message is from the assistant. Consider using `continue_final_message` instead.");
  }
  return null;
}

const knownFields = new Set(["model", "messages", "max_tokens", "max_completion_tokens", "temperature", "stop", "stream", "stream_options", "tools", "tool_choice", "top_p", "n", "seed", "user"]);

function refusalOfFields(model: ModelServerWorld, request: ChatRequest): CannedAnswer | null {
  const refuses = (what: string): boolean => (model.refuses as string[]).includes(what);
  if (refuses("stop") && request.stop !== undefined && request.stop !== null) return bad("Unsupported parameter: 'stop' is not supported with this model.");
  if (refuses("max_tokens") && request.max_tokens !== undefined) {
    return bad("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
  }
  if (refuses("temperature") && request.temperature !== undefined && request.temperature !== 1) {
    return bad("Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.");
  }
  if (refuses("stream_options") && request.stream_options !== undefined) return bad("Unrecognized request argument supplied: stream_options");
  const unknown = Object.keys(request).find((field) => !knownFields.has(field));
  if (refuses("unknown-fields") && unknown) {
    const detail = [{ type: "extra_forbidden", loc: ["body", unknown], msg: "Extra inputs are not permitted", input: request[unknown] }];
    return { status: 422, headers: [["content-type", "application/json"]], body: JSON.stringify({ detail }) };
  }
  return null;
}

/** The first reason why this server refuses this chat request, or null. */
export function refusalOf(model: ModelServerWorld, request: ChatRequest): CannedAnswer | null {
  const name = refusalOfName(model, typeof request.model === "string" ? request.model : "");
  if (name) return name;
  if (!model.template) {
    return bad("As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template if the tokenizer does not define one.");
  }
  return refusalOfFields(model, request) ?? refusalOfTools(model, request) ?? refusalOfRoles(model, request) ?? refusalOfLength(model, request);
}
