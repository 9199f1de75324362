import type { IncomingMessage } from "node:http";
import { failures, pythonJsonProblem } from "./failures.ts";
import type { StreamedAnswer } from "./model-call.ts";

/** Token counts as the model server reports them. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
}

/**
 * Reads server-sent events as the gateway's client does: lines without `data:` are passed over, a broken connection counts as an end
 * in good order, silence and `error` objects do not.
 */
export function piecesOf(body: IncomingMessage): StreamedAnswer {
  const state = { finish: null as string | null, usage: null as Usage | null, chunks: 0 };
  async function* read(): AsyncGenerator<string> {
    let rest = "";
    try {
      for await (const chunk of body) {
        rest += String(chunk as Buffer);
        const lines = rest.split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const piece = readLine(line, state);
          if (piece !== undefined) yield piece;
        }
      }
    } catch (error) {
      if (error instanceof Error && error.message === "IDLE_TIMEOUT") throw failures.midStream("Timeout on reading data from socket");
      if (!(error instanceof Error) || !("code" in error)) throw error;
    }
  }
  return { pieces: read(), end: () => state };
}

function readLine(line: string, state: { finish: string | null; usage: Usage | null; chunks: number }): string | undefined {
  if (!line.startsWith("data:")) return undefined;
  const text = line.slice(5).trim();
  if (text === "[DONE]") return undefined;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw failures.midStream(pythonJsonProblem(text));
  }
  const error = value.error as { message?: unknown } | undefined;
  if (error) throw failures.midStream(String(error.message ?? JSON.stringify(error)));
  if (typeof value.usage === "object" && value.usage !== null) state.usage = value.usage as Usage;
  const first = Array.isArray(value.choices) ? (value.choices[0] as { delta?: { content?: unknown }; finish_reason?: unknown } | undefined) : undefined;
  if (!first) return undefined;
  state.chunks += 1;
  if (typeof first.finish_reason === "string") state.finish = first.finish_reason;
  return typeof first.delta?.content === "string" ? first.delta.content : "";
}
