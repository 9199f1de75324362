import type { Answer } from "../core/desk.ts";
import { type Command, note } from "./command.ts";

const inThread = "This works in a thread: there duo-triage answers codes that nobody asked it about, where the channel is configured so.";

/** `stop listening`: what is said in this thread to nobody is left alone. */
export const stop: Command = {
  name: "stop", synopsis: "stop listening", help: "in a thread: answers here only when named", role: "viewer", thread: true, quiet: true,
  async run(_words, saying): Promise<Answer> {
    if (saying.conversation.thread === undefined) return note(inThread, "unknown");
    return { ...note("duo-triage no longer listens in this thread. It answers when it is named; `listen` makes it listen again."), listening: false };
  },
};

export const listen: Command = {
  name: "listen", synopsis: "listen", help: "in a thread: undoes stop listening", role: "viewer", thread: true, quiet: true,
  async run(_words, saying): Promise<Answer> {
    if (saying.conversation.thread === undefined) return note(inThread, "unknown");
    return { ...note("duo-triage listens in this thread again, as far as its channel is configured so."), listening: true };
  },
};
