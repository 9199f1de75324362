import { randomUUID } from "node:crypto";
import type { UserWorld } from "../world.ts";
import { CallFailure } from "../wire.ts";
import { callGateway, serviceHeaders, withinLimit } from "./context.ts";
import type { GitlabContext } from "./context.ts";
import { metadataOf, modelFor, providerOf } from "./entitlement.ts";
import { rubyTroubleOf } from "./ruby.ts";

/** Classic Duo Chat: a question becomes a Sidekiq job, the job an answer or an error code. */

export interface ChatMessage {
  id: string;
  requestId: string;
  userId: number;
  role: "USER" | "ASSISTANT";
  content: string;
  errors: string[];
  timestamp: string;
}

/** Questions and answers of this instance. */
export interface ChatBoard {
  messages: ChatMessage[];
  /** Jobs that nobody works off. */
  waiting: { since: number }[];
}

const sentences = {
  time: "I'm sorry, I couldn't respond in time. Please try again.",
  answer: "I'm sorry, I can't generate a response. Please try again.",
  prompts: "I'm sorry, you've entered too many prompts. Please run /clear or /reset before asking the next question.",
  loop: "I'm sorry, Duo Chat agent reached the limit before finding an answer for your question. Please try a different prompt or clear your conversation history with /clear.",
  subscription: "I'm sorry, you don't have the GitLab Duo subscription required to use Duo Chat. Please contact your administrator.",
  tool: "I'm sorry, but answering this question requires a different Duo subscription. Please contact your administrator.",
} as const;

interface Outcome {
  content: string;
  code: string | null;
  /** Status and server of an answer that GitLab could not use. */
  answer?: { status: number; server: string | undefined };
  /** What GitLab's HTTP client raised instead of an answer. */
  raised?: string;
}

const failed = (content: string, code: string | null, more: Pick<Outcome, "answer" | "raised"> = {}): Outcome => ({ content, code, ...more });

interface Line {
  type?: string;
  data?: { text?: string; message?: string; retryable?: boolean };
}

function outcomeOfLines(lines: Line[]): Outcome {
  const error = lines.find((line) => line.type === "error");
  if (error) {
    const message = error.data?.message ?? "";
    if (message.includes("tool not available")) return failed(sentences.tool, "G3001");
    return message.includes("prompt is too long") ? failed(sentences.prompts, "A1005") : failed(sentences.answer, "A1004");
  }
  const text = lines.filter((line) => line.type === "final_answer_delta").map((line) => line.data?.text ?? "").join("");
  if (text !== "") return { content: text, code: null };
  if (lines.length === 0) return failed(sentences.time, "A1002");
  const unknown = lines.find((line) => line.type === "unknown");
  if (unknown) return unknown.data?.text ? { content: unknown.data.text, code: null } : failed(sentences.answer, "A9999");
  // Tool after tool without an end: the executor gives up after ten turns.
  return failed(sentences.loop, "A1006");
}

function outcomeOfTrouble(error: unknown): Outcome {
  if (!(error instanceof CallFailure)) throw error;
  if (error.code === "DECRYPT") return failed(sentences.answer, "A9999");
  const trouble = rubyTroubleOf(error);
  const raised = trouble.text;
  if (trouble.kind === "read-timeout") return failed(sentences.time, "A1000", { raised });
  return failed(sentences.answer, trouble.kind === "end-of-file" ? "A1003" : "A9999", { raised });
}

async function ask(context: GitlabContext, user: UserWorld, question: string): Promise<Outcome> {
  const world = context.world();
  const model = modelFor(world, "duo_chat");
  if (!model && providerOf(world, "duo_chat") === "disabled") return failed("I'm sorry, I can't generate a response. You do not have access to GitLab Duo Chat.", "M3004");
  const limitMs = world.gitlab.duo.aiGatewayTimeoutSeconds * 1000;
  const body = {
    messages: [{ role: "user", content: question, context: null, current_file: null, additional_context: [] }],
    options: { agent_scratchpad: { agent_type: "react", steps: [] } },
    unavailable_resources: [],
    ...(model ? { model_metadata: metadataOf(model) } : {}),
  };
  const correlation = randomUUID();
  try {
    const headers = await serviceHeaders(world, user, "gitlab-ai-gateway", { blank: model === undefined && world.gitlab.licence?.type !== "online_cloud" });
    const answer = await callGateway(context, "sidekiq", "/v2/chat/agent", { headers, body, limitMs, requestId: correlation });
    const from = { status: answer.status, server: [answer.headers.server].flat()[0] };
    if (answer.status === 403) {
      answer.body.resume();
      return failed(sentences.subscription, "M3006", { answer: from });
    }
    const lines: Line[] = [];
    let raw = "";
    let cut = false;
    const source = answer.body[Symbol.asyncIterator]();
    for (;;) {
      // Every read has the whole limit again: it is a limit on silence.
      const next = await withinLimit(context, limitMs + context.patience.skipped(correlation), correlation, () => source.next()).catch((error: unknown) => {
        if (error instanceof CallFailure) throw error;
        cut = true;
        return { done: true as const, value: undefined };
      });
      if (next.done) break;
      raw += String(next.value as Buffer);
    }
    if (answer.status !== 200) {
      // A wrong instance id ends in the sentence without any code.
      return failed(sentences.answer, raw.includes("Header mismatch 'X-Gitlab-Instance-Id'") ? null : "A9999", { answer: from });
    }
    for (const line of raw.split("\n").filter((text) => text.trim() !== "")) {
      try {
        lines.push(JSON.parse(line) as Line);
      } catch {
        // Lines of another kind (a page of a proxy) hold no event.
      }
    }
    const outcome = outcomeOfLines(lines);
    return cut && outcome.code !== "A1004" && outcome.code !== "A1005" && outcome.code !== "G3001" ? failed(sentences.answer, "A1003") : outcome;
  } catch (error) {
    return outcomeOfTrouble(error);
  }
}

/** The line of `llm.log` for an answer that ended in an error; written whether AI logs are on or not. */
function logLine({ content, code, answer, raised }: Outcome, correlation: string): string {
  const about = answer === undefined ? { message: "error_returned" } : { message: "Failed to request to v2/chat/agent", status: answer.status, ai_response_server: answer.server };
  return JSON.stringify({ severity: "ERROR", time: new Date().toISOString(), correlation_id: correlation, "meta.caller_id": "Llm::CompletionWorker", class: "Gitlab::Duo::Chat::ReactExecutor", ...about, ai_event_name: "error_returned", ai_component: "duo_chat", error_code: code, error: raised ?? content });
}

/** Takes a question; the answer appears on the board later, if Sidekiq works. */
export function takeQuestion(context: GitlabContext, user: UserWorld, question: string): string {
  const requestId = randomUUID();
  const { board } = context;
  const message = (role: ChatMessage["role"], content: string, errors: string[]): ChatMessage => ({ id: randomUUID(), requestId, userId: user.id, role, content, errors, timestamp: new Date().toISOString() });
  board.messages.push(message("USER", question, []));
  if (context.world().gitlab.sidekiq === "stopped") {
    board.waiting.push({ since: Date.now() });
    return requestId;
  }
  void ask(context, user, question)
    .catch(() => failed(sentences.answer, "A9999"))
    .then((outcome) => {
      const { content, code } = outcome;
      if (code !== null) context.log.push(logLine(outcome, requestId));
      const link = code === null ? "" : ` Error code: [${code}](https://docs.gitlab.com/ee/user/gitlab_duo_chat/troubleshooting.html#error-${code.toLowerCase()})`;
      const isError = code !== null || Object.values(sentences).some((sentence) => sentence === content);
      board.messages.push(message("ASSISTANT", content, isError ? [`${content}${link}`] : []));
    });
  return requestId;
}
