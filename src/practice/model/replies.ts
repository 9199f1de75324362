import type { ModelServerWorld } from "../world.ts";

/** What the simulated model writes. It knows three kinds of request: GitLab's chat (ReAct form), code, and anything else. */

export interface ChatRequest {
  model?: unknown;
  messages?: { role?: unknown; content?: unknown }[];
  stream?: unknown;
  stop?: unknown;
  tools?: unknown;
  tool_choice?: unknown;
  max_tokens?: unknown;
  max_completion_tokens?: unknown;
  temperature?: unknown;
  stream_options?: unknown;
  [key: string]: unknown;
}

export interface Reply {
  /** Pieces as streamed. */
  pieces: string[];
  finish: "stop" | "length" | "tool_calls";
  reasoning: string | null;
  toolCall: { name: string; arguments: string } | null;
  /** True where `content` is null instead of text. */
  nullContent: boolean;
}

/** Cuts a text into pieces of about one token each. */
export function tokensOf(text: string): string[] {
  return text.match(/ ?[\p{L}\p{N}_]+|\n|[^\p{L}\p{N}_]/gu) ?? [];
}

/** The text of all messages, for counting. */
export function lengthOf(request: ChatRequest): number {
  return (request.messages ?? []).reduce((sum, message) => sum + (typeof message.content === "string" ? message.content.length : JSON.stringify(message.content ?? "").length), 0);
}

function kindOf(request: ChatRequest): "react" | "code" | "other" {
  const all = (request.messages ?? []).map((message) => (typeof message.content === "string" ? message.content : "")).join("\n");
  if (all.includes("Final Answer:")) return "react";
  if (/new_code|code completion|complete the code/i.test(all)) return "code";
  return "other";
}

// A tokenizer of code joins quotes and tags with their neighbours.
const codePieces = ["print", "(", '"Hello', '")', "\n", "</new_code>"];

// A long answer of many lines, for those who watch how it arrives.
const manyLines = Array.from({ length: 12 }, (_, number) => `print(${number + 1})\n`).join("");
const asksForLines = (request: ChatRequest): boolean => (request.messages ?? []).some((message) => typeof message.content === "string" && message.content.includes("one call per line"));

function textFor(model: ModelServerWorld, request: ChatRequest): string {
  const kind = kindOf(request);
  if (model.writes === "nothing") return "";
  if (model.writes === "plain") return "Hello there! How can I help?";
  if (model.writes === "rambling") return "Sure thing, the thing is that, as I said, the thing is that, well";
  if (asksForLines(request)) return manyLines;
  if (kind === "code") return codePieces.join("");
  if (model.writes === "action" && kind === "react") return " I need to look at the issue.\nAction: issue_reader\nAction Input: 1";
  const answer = kind === "react" ? " I do not need a tool.\nFinal Answer: Hello! How can I help you today?" : "Hello! How can I help?";
  // Trained on the form of classic chat, which drops everything before the final answer.
  if (model.writes === "think") return `<think>\nThe user says hello.\n</think>\n${kind === "react" ? answer : `Final Answer: ${answer}`}`;
  if (model.writes === "think-only") return "<think>\nThe user says hello. I could answer with a greeting, or ask what is wanted, or both, so let me weigh";
  return answer;
}

function wantsTool(request: ChatRequest): { name: string } | undefined {
  if (!Array.isArray(request.tools) || request.tools.length === 0 || request.tool_choice === "none") return undefined;
  const first = request.tools[0] as { function?: { name?: unknown } };
  const name = first.function?.name;
  return typeof name === "string" ? { name } : undefined;
}

/** What is left of a text before the first sign that the request wants it to stop at. */
function untilStop(text: string, stop: unknown): string {
  const signs = (Array.isArray(stop) ? stop : [stop]).filter((one): one is string => typeof one === "string" && one !== "");
  const ends = signs.map((one) => text.indexOf(one)).filter((at) => at >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}

/** The model's answer to a request that the server accepted. */
export function replyTo(model: ModelServerWorld, request: ChatRequest): Reply {
  const limit = Number(request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY);
  const none: Reply = { pieces: [], finish: "stop", reasoning: null, toolCall: null, nullContent: false };
  const tool = wantsTool(request);
  if (tool && model.writes === "answer") {
    const parameters = JSON.stringify({});
    if (model.tools === "ok") return { ...none, finish: "tool_calls", toolCall: { name: tool.name, arguments: parameters }, nullContent: true };
    const spoken = `<tool_call>\n{"name": "${tool.name}", "arguments": ${parameters}}\n</tool_call>`;
    return { ...none, pieces: tokensOf(spoken) };
  }
  if (model.writes === "reasoning-only") {
    return { ...none, finish: "length", reasoning: "The user wants a greeting. I could say hello, or ask what is wanted, or offer some help with that", nullContent: true };
  }
  const text = untilStop(textFor(model, request), request.stop);
  const pieces = text === codePieces.join("") ? codePieces : tokensOf(text);
  if (pieces.length > limit) return { ...none, pieces: pieces.slice(0, limit), finish: "length" };
  return { ...none, pieces };
}
