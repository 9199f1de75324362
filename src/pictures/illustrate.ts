import type { Attachment, ChatAdapter, PostRequest } from "../core/chat.ts";
import type { Drawing, Painter, Picture } from "../core/picture.ts";
import type { Reply } from "../core/reply.ts";
import { drawDay } from "./day.ts";
import { drawPath } from "./path.ts";

/** The drawings of a reply's blocks, in order. */
export function drawingsOf(reply: Reply): Drawing[] {
  return reply.blocks.flatMap((block) => (block.kind === "path" ? [drawPath(block.path)] : block.kind === "day" ? [drawDay(block.day)] : []));
}

// An edit of a message brings its picture again: the last ones are kept.
const kept = 30;

export interface Illustrations {
  painter: Painter;
  /** All that a message's answer rests on, for one that is too long. */
  whole(request: PostRequest): Promise<Attachment | undefined>;
}

/** A chat whose messages bring their pictures, and a file of the whole run where they are too long. */
export function illustrate(adapter: ChatAdapter, { painter, whole }: Illustrations): ChatAdapter {
  const painted = new Map<string, Picture>();
  const paint = async (drawing: Drawing): Promise<Picture | undefined> => {
    const known = painted.get(drawing.svg);
    if (known !== undefined) return known;
    const picture = await painter.paint(drawing);
    if (picture !== undefined) painted.set(drawing.svg, picture);
    for (const old of [...painted.keys()].slice(0, Math.max(0, painted.size - kept))) painted.delete(old);
    return picture;
  };
  return {
    ...adapter,
    async post(request) {
      const pictures = (await Promise.all(drawingsOf(request.reply).map(paint))).flatMap((picture) => picture ?? []);
      return adapter.post({ ...request, ...(pictures.length === 0 ? {} : { pictures }), whole: () => whole(request) });
    },
  };
}
