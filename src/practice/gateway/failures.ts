import { pythonRepr } from "./python.ts";

/** A failed model call, with the text that LiteLLM gives it and the status that the gateway derives. */
export class ModelFailure extends Error {
  /** Status of the exception: what `421 {"detail": "<status>: <reason>"}` names; null = an exception without one (500). */
  readonly status: number | null;
  /** Which layers try again: the SDK, the wrapper, the gateway's own loop. */
  readonly again: { sdk: boolean; wrapper: boolean; loop: boolean };
  readonly retryAfterMs: number;
  /** The exceptions below it, deepest first, as the log shows them. */
  readonly roots: readonly string[];
  constructor(message: string, status: number | null, again: { sdk?: boolean; wrapper?: boolean; loop?: boolean }, retryAfterMs = 0, roots: readonly string[] = []) {
    super(message);
    this.roots = roots;
    this.status = status;
    this.again = { sdk: again.sdk ?? false, wrapper: again.wrapper ?? false, loop: again.loop ?? false };
    this.retryAfterMs = retryAfterMs;
  }
}

/** `custom_openai` becomes `Custom_openaiException`, `openai` `OpenAIException`. */
export function exceptionName(provider: string): string {
  if (provider === "openai") return "OpenAIException";
  return `${provider.charAt(0).toUpperCase()}${provider.slice(1)}Exception`;
}

/** What the OpenAI client makes of an error body: the message inside, or the whole answer in Python's spelling. */
function messageOf(status: number, body: string): string {
  if (body === "") return `Error code: ${status}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body.trimEnd();
  }
  const object = typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  const error = object.error;
  if (typeof error === "object" && error !== null && typeof (error as { message?: unknown }).message === "string") return String((error as { message: string }).message);
  if (object.object === "error" && typeof object.message === "string") return object.message;
  return `Error code: ${status} - ${pythonRepr(parsed)}`;
}

const contextWords = ["maximum context length is", "is longer than the model's context length", "`inputs` tokens + `max_new_tokens` must be"];

const openaiClass: Record<number, string> = { 400: "BadRequestError", 401: "AuthenticationError", 403: "PermissionDeniedError", 404: "NotFoundError", 409: "ConflictError", 422: "UnprocessableEntityError", 429: "RateLimitError" };

/** What the OpenAI client raises for an error answer: the whole object in Python's spelling, or the text as it came. */
function raisedText(status: number, body: string): string {
  try {
    return `Error code: ${status} - ${pythonRepr(JSON.parse(body))}`;
  } catch {
    return body.trimEnd() === "" ? `Error code: ${status}` : body.trimEnd();
  }
}

/** The failure that an error status of the model server becomes. */
export function failureOfStatus(provider: string, status: number, body: string, retryAfter: string | undefined): ModelFailure {
  const name = exceptionName(provider);
  const message = messageOf(status, body);
  const text = (prefix: string): string => `${prefix}${name} - ${message}`;
  const raised = raisedText(status, body);
  const roots = [`openai.${openaiClass[status] ?? (status >= 500 ? "InternalServerError" : "APIStatusError")}: ${raised}`, `litellm.llms.openai.common_utils.OpenAIError: ${raised}`];
  if (contextWords.some((words) => message.includes(words))) {
    return new ModelFailure(text("litellm.ContextWindowExceededError: litellm.BadRequestError: ContextWindowExceededError: "), status, {}, 0, roots);
  }
  switch (status) {
    case 400:
    case 422:
      return new ModelFailure(text("litellm.BadRequestError: "), status, {}, 0, roots);
    case 401:
      return new ModelFailure(text("litellm.AuthenticationError: AuthenticationError: "), 401, {}, 0, roots);
    case 404:
      return new ModelFailure(text("litellm.NotFoundError: NotFoundError: "), 404, {}, 0, roots);
    case 408:
      return new ModelFailure(text("litellm.Timeout: Timeout Error: "), 408, { sdk: true, wrapper: true }, 0, roots);
    case 429:
      return new ModelFailure(text("litellm.RateLimitError: RateLimitError: "), 429, { sdk: true, wrapper: true }, retryAfter ? Number(retryAfter) * 1000 || 0 : 0, roots);
    case 502:
      return new ModelFailure(text("litellm.BadGatewayError: BadGatewayError: "), 502, { sdk: true }, 0, roots);
    case 503:
      return new ModelFailure(text("litellm.ServiceUnavailableError: ServiceUnavailableError: "), 503, { sdk: true, loop: true }, 0, roots);
    case 504:
      return new ModelFailure(text("litellm.Timeout: Timeout Error: "), 504, { sdk: true, wrapper: true }, 0, roots);
    default:
      if (status >= 500) return new ModelFailure(text("litellm.InternalServerError: InternalServerError: "), 500, { sdk: true, loop: true }, 0, roots);
      return new ModelFailure(text("litellm.APIError: APIError: "), status, { wrapper: true }, 0, roots);
  }
}

export const failures = {
  connection: (provider: string, roots: readonly string[] = []) =>
    new ModelFailure(`litellm.InternalServerError: InternalServerError: ${exceptionName(provider)} - Connection error.`, 500, { sdk: true, loop: true }, 0, [...roots, "openai.APIConnectionError: Connection error.", "litellm.llms.openai.common_utils.OpenAIError: Connection error."]),
  silence: (roots: readonly string[] = []) =>
    new ModelFailure("litellm.Timeout: APITimeoutError - Request timed out. Error_str: Request timed out.", 408, { sdk: true, wrapper: true }, 0, [...roots, "openai.APITimeoutError: Request timed out.", "litellm.llms.openai.common_utils.OpenAIError: Request timed out."]),
  unusable: (provider: string, body: string) =>
    new ModelFailure(
      `litellm.InternalServerError: InternalServerError: ${exceptionName(provider)} - Empty or invalid response from LLM endpoint. Received: ${pythonRepr(body.slice(0, 200))}. Check the reverse proxy or model server configuration.`,
      500,
      { loop: true },
    ),
  badJson: (provider: string, problem: string) => new ModelFailure(`litellm.InternalServerError: InternalServerError: ${exceptionName(provider)} - ${problem}`, 500, { loop: true }),
  noChoices: () => new ModelFailure("list index out of range", null, {}),
  errorInBody: (body: string) => new ModelFailure(`litellm.APIConnectionError: ${body}`, 422, {}),
  midStream: (message: string) =>
    new ModelFailure(
      `litellm.MidStreamFallbackError: litellm.APIConnectionError: APIConnectionError: OpenAIException - ${message} Original exception: APIConnectionError: litellm.APIConnectionError: APIConnectionError: OpenAIException - ${message}`,
      500,
      {},
    ),
  cloudModel: () =>
    new ModelFailure(
      "litellm.InternalServerError: Vertex_aiException InternalServerError - Your default credentials were not found. To set up Application Default Credentials, see https://cloud.google.com/docs/authentication/external/set-up-adc for more information.",
      500,
      { loop: true },
    ),
  vertexCredentials: () =>
    new ModelFailure(
      "litellm.APIConnectionError: Your default credentials were not found. To set up Application Default Credentials, see https://cloud.google.com/docs/authentication/external/set-up-adc for more information.",
      500,
      { wrapper: true },
    ),
  /** No key, no role: the call is never signed, so it never leaves the gateway. */
  bedrockCredentials: () => new ModelFailure("litellm.AuthenticationError: BedrockException Invalid Authentication - Unable to locate credentials", 401, {}),
  bedrockUnreachable: () =>
    new ModelFailure(
      "litellm.ServiceUnavailableError: BedrockException - Cannot connect to host bedrock-runtime.us-west-2.amazonaws.com:443 ssl:<ssl.SSLContext object at 0x0> [Name or service not known]",
      500,
      { wrapper: true },
    ),
  missingCredentials: () =>
    new ModelFailure(
      "litellm.InternalServerError: InternalServerError: OpenAIException - Missing credentials. Please pass an `api_key`, `workload_identity`, `admin_api_key`, or set the `OPENAI_API_KEY` or `OPENAI_ADMIN_KEY` environment variable.",
      500,
      { loop: true },
    ),
  unmappedProvider: (model: string, provider: string) =>
    new ModelFailure(
      `litellm.BadRequestError: Unmapped LLM provider for this endpoint. You passed model=${provider}/${model}, custom_llm_provider=${provider}. Check supported provider and route: https://docs.litellm.ai/docs/providers`,
      400,
      {},
    ),
  embeddingFamily: () => new ModelFailure("'async for' requires an object with __aiter__ method, got coroutine", null, {}),
} as const;

/** Where Python's JSON reader stops, in its words. */
export function pythonJsonProblem(text: string): string {
  const at = (position: number, what: string): string => {
    const before = text.slice(0, position);
    const line = before.split("\n").length;
    return `${what}: line ${line} column ${position - before.lastIndexOf("\n")} (char ${position})`;
  };
  if (text.trim() === "") return at(0, "Expecting value");
  const opened = text.lastIndexOf('"');
  const quotes = (text.match(/(?<!\\)"/g) ?? []).length;
  if (quotes % 2 === 1) return at(opened, "Unterminated string starting at");
  const gap = /[:,[]\s*([}\],]|$)/.exec(text);
  return at(gap ? gap.index + gap[0].length - (gap[1]?.length ?? 0) : 0, "Expecting value");
}

/** Reason phrases of the statuses that the gateway names in `421 {"detail": ...}`. */
export const reasonPhrases: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  409: "Conflict",
  413: "Request Entity Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};
