import type { Probes } from "../core/ports.ts";
import { header } from "../core/probe-answer.ts";
import { markOfRun } from "./ask-for-log.ts";

/**
 * Hands that remember under which ids the targets wrote about what they were asked: those that a run plants begin with its mark, and a target that
 * gives ids of its own, as GitLab's Workhorse does, tells them in `X-Request-ID`.
 */
export function rememberIds(probes: Probes, run: string): { probes: Probes; own(id: string): boolean } {
  const mark = markOfRun(run);
  const seen = new Set<string>();
  const note = <Answer extends { kind: string }>(answer: Answer): Answer => {
    const id = "headers" in answer ? header(answer as never, "x-request-id") : undefined;
    if (id !== undefined && id.length >= 8 && id.length <= 100) seen.add(id);
    return answer;
  };
  return {
    probes: { ...probes, http: async (...asked) => note(await probes.http(...asked)), stream: async (...asked) => note(await probes.stream(...asked)) },
    own: (id) => seen.has(id) || (mark !== undefined && id.startsWith(mark)),
  };
}
