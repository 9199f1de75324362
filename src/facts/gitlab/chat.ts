import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { askGraphql } from "../../targets/gitlab/graphql.ts";
import { listAt, member, textAt } from "../../targets/gitlab/rest.ts";
import type { Value as DuoSettings } from "./duo-settings.ts";
import { lacksAiScope, type Value as Token } from "./token.ts";

/** One chat question through GitLab (deep): mutation aiAction, then aiMessages. */
export const schema = z.object({
  accepted: z.boolean(),
  /** errors of aiAction, or null. */
  refusal: z.string().nullable(),
  /** An answer or an error came; false = silence until `ms`. */
  answered: z.boolean(),
  /** A1000, M3006 ... from errors[0]. */
  code: z.string().nullable(),
  text: z.string().nullable(),
  ms: z.number(),
});
export type Value = z.infer<typeof schema>;

const ask = "mutation ($content: String!) { aiAction(input: { chat: { content: $content } }) { requestId errors } }";
const askAbout = "mutation ($content: String!, $about: AiModelID!) { aiAction(input: { chat: { resourceId: $about, content: $content } }) { requestId errors } }";
const read = "query ($ids: [ID!]) { aiMessages(requestIds: $ids, roles: [ASSISTANT]) { nodes { content errors } } }";

/** The code stands in `errors[0]`, as `Error code: [A1001](https://...)`; `content` never has it. */
export function chatCode(errors: readonly string[]): string | null {
  for (const error of errors) {
    const match = /Error code:\s{0,4}\[?([AGM]\d{4}|DCR\d{4})\b/iu.exec(error.slice(0, 2000));
    if (match?.[1] !== undefined) return match[1].toUpperCase();
  }
  return null;
}

const texts = (list: readonly unknown[] | null): string[] => (list ?? []).flatMap((entry) => (typeof entry === "string" ? [cleanLine(entry, 600)] : []));

export default {
  title: "A chat question through GitLab",
  hop: "gateway-to-model",
  cost: "deep",
  rung: "user",
  needs: ["gitlab/token"],
  uses: ["gitlab/duo-settings"],
  timeoutMs: 190_000,
  schema,
  async observe(world) {
    const token = world.read("gitlab/token") as Token;
    if (lacksAiScope(token)) return absent({ reason: "not-permitted", rung: "ai-features" });
    const content = "Reply with the word ready.";
    let sent = await askGraphql(world, ask, { content });
    if (sent.kind === "rejected" || (sent.kind === "data" && member(sent.data, "aiAction") === null)) {
      const user = await askGraphql(world, "query { currentUser { id } }");
      const about = user.kind === "data" ? textAt(user.data, "currentUser", "id") : null;
      if (about !== null) sent = await askGraphql(world, askAbout, { content, about });
    }
    if (sent.kind === "denied" || sent.kind === "invalid-token") return absent({ reason: "not-permitted", rung: "ai-features" });
    if (sent.kind !== "data") return absent(sent.kind === "undefined-fields" || sent.kind === "rejected" ? { reason: "not-applicable", because: "this GitLab does not take chat questions in this form" } : { reason: "blocked", by: "gitlab/front" });
    const refusals = [...texts(listAt(sent.data, "aiAction", "errors")), ...sent.errors.map((error) => error.message)];
    const request = textAt(sent.data, "aiAction", "requestId");
    if (request === null) return { accepted: false, refusal: refusals[0] ?? "no request id and no reason", answered: false, code: chatCode(refusals), text: null, ms: sent.ms };
    const settings = world.read("gitlab/duo-settings") as DuoSettings | undefined;
    const limit = Math.min(((settings?.aiGatewayTimeoutSeconds ?? 60) + 60) * 1000, 180_000, world.leftMs() - 1000);
    const began = world.now().getTime();
    while (world.now().getTime() - began < limit && !world.signal.aborted) {
      const polled = await askGraphql(world, read, { ids: [request] });
      const node = polled.kind === "data" ? listAt(polled.data, "aiMessages", "nodes")?.at(-1) : undefined;
      if (node !== undefined) {
        const errors = texts(listAt(node, "errors"));
        return { accepted: true, refusal: null, answered: true, code: chatCode(errors), text: cleanLine(errors[0] ?? textAt(node, "content") ?? "", 300), ms: world.now().getTime() - began };
      }
      await world.pause(1500);
    }
    return { accepted: true, refusal: null, answered: false, code: null, text: null, ms: world.now().getTime() - began };
  },
  describe(value) {
    if (!value.accepted) return `GitLab did not take the chat question: ${value.refusal ?? ""}`;
    if (!value.answered) return `the chat question was taken and had no answer in ${Math.round(value.ms / 1000)} s`;
    return value.code === null ? `the chat question was answered in ${value.ms} ms` : `the chat question ended in ${value.code} after ${value.ms} ms`;
  },
} satisfies Fact<Value>;
