import type { CannedAnswer } from "../world.ts";

/** Error bodies of model servers and of the proxies before them, as they go over the wire. */

export interface ErrorAnswer {
  status: number;
  body: string;
  headers?: [string, string][];
}

const json = (status: number, value: unknown, headers: [string, string][] = []): CannedAnswer => ({
  status,
  headers: [["content-type", "application/json"], ...headers],
  body: JSON.stringify(value),
});

const page = (status: number, title: string): CannedAnswer => ({
  status,
  headers: [
    ["server", "nginx/1.27.4"],
    ["content-type", "text/html"],
  ],
  body: `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx/1.27.4</center>\r\n</body>\r\n</html>\r\n`,
});

/** The error object of the OpenAI interface as vLLM 0.10.1 and later sends it. */
export function openAiError(status: number, message: string, type: string, param: string | null = null): CannedAnswer {
  return json(status, { error: { message, type, param, code: status } });
}

export const cannedAnswers = {
  nginx403: page(403, "Forbidden"),
  nginx404: page(404, "Not Found"),
  nginx413: page(413, "Request Entity Too Large"),
  nginx502: page(502, "Bad Gateway"),
  nginx504: page(504, "Gateway Time-out"),
  haproxy503: {
    status: 503,
    headers: [
      ["cache-control", "no-cache"],
      ["content-type", "text/html"],
    ],
    body: "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n",
  },
  vllmEngineDead: openAiError(500, "EngineCore encountered an issue. See stack trace (above) for the root cause.", "InternalServerError"),
  vllmUnauthorized: json(401, { error: "Unauthorized" }),
  vllmRoute: json(404, { detail: "Not Found" }),
  forbiddenDetail: json(403, { detail: "Forbidden" }),
  plain400: { status: 400, headers: [["content-type", "text/plain; charset=utf-8"]], body: "Bad Request" },
  plain500: { status: 500, headers: [["content-type", "text/plain; charset=utf-8"]], body: "Internal Server Error" },
  empty500: { status: 500, headers: [], body: "" },
  quota: json(
    429,
    { error: { message: "You exceeded your current quota, please check your plan and billing details.", type: "insufficient_quota", param: null, code: "insufficient_quota" } },
    [["x-request-id", "req_1c5a"]],
  ),
  rateLimit: json(429, { error: { message: "Rate limit reached for requests", type: "requests", param: null, code: "rate_limit_exceeded" } }, [["retry-after", "2"]]),
  coolingDown: json(429, {
    error: {
      message: "No deployments available for selected model, Try again in 5 seconds. Passed model=test-model. pre-call-checks=False, cooldown_list=[]",
      type: "None",
      param: "None",
      code: "429",
    },
  }),
  routerUpstream401: json(401, {
    error: {
      message:
        "litellm.AuthenticationError: AuthenticationError: OpenAIException - Incorrect API key provided: sk-up****0000. You can find your API key at https://platform.openai.com/account/api-keys.. Received Model Group=chat\nAvailable Model Group Fallbacks=None",
      type: null,
      param: null,
      code: "401",
    },
  }),
  routerUpstreamDown: json(500, {
    error: {
      message:
        "litellm.InternalServerError: InternalServerError: OpenAIException - Connection error.. Received Model Group=chat\nAvailable Model Group Fallbacks=None",
      type: null,
      param: null,
      code: "500",
    },
  }),
  ollamaBusy: json(503, { error: { message: "server busy, please try again.  maximum pending requests exceeded", type: "api_error", param: null, code: null } }),
  llamaLoading: json(503, { error: { message: "Loading model", type: "unavailable_error", code: 503 } }),
  signInPage: {
    status: 200,
    headers: [["content-type", "text/html; charset=utf-8"]],
    body: "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head><body>captive portal</body></html>\n",
  },
  emptyOk: { status: 200, headers: [["content-type", "application/json"]], body: "" },
  brokenJson: { status: 200, headers: [["content-type", "application/json"]], body: '{"id": "chatcmpl-7", "object": "chat.completion", "choices": [{"index": 0, "mess' },
  noChoices: json(200, { id: "chatcmpl-7", object: "chat.completion", created: 1790000000, model: "test-model", choices: [], usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } }),
  lmStudioPath: json(200, { error: "Unexpected endpoint or method. (POST /chat/completions)" }),
  doneOnly: { status: 200, headers: [["content-type", "text/event-stream"]], body: "data: [DONE]\n\n" },
} satisfies Record<string, CannedAnswer>;
