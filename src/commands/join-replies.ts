import type { Reply } from "../core/reply.ts";

/** Several replies as one message. */
export function joinReplies(replies: readonly Reply[], slot = replies[0]?.slot ?? "answer"): Reply {
  const actions = replies.flatMap((reply) => reply.actions ?? []);
  return { slot, audience: "everyone", blocks: replies.flatMap((reply) => [...reply.blocks]), ...(actions.length === 0 ? {} : { actions }) };
}
