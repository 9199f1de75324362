import type { Desk, Saying } from "../core/desk.ts";
import { nearest } from "../core/nearest.ts";

/** The stack that a line is about: the word if it names one, else the channel's, else the only one. Otherwise why not. */
export function chooseStack(word: string | undefined, saying: Saying, desk: Desk): { stack: string; used: boolean } | { problem: string } {
  const names = desk.stacks.map((stack) => stack.name);
  if (word !== undefined && names.includes(word)) return { stack: word, used: true };
  const standing = saying.channelStack ?? (names.length === 1 ? names[0] : undefined);
  if (standing !== undefined) return { stack: standing, used: false };
  if (names.length === 0) return { problem: "No stack is configured. Run `duo-triage init`, or set GITLAB_URL and GITLAB_TOKEN." };
  const near = word === undefined ? undefined : nearest(word, names);
  return { problem: word === undefined ? `Which stack? ${names.join(", ")}` : `No stack is called "${word.slice(0, 40)}"${near === undefined ? `. There are: ${names.join(", ")}` : `, did you mean "${near}"?`}` };
}
