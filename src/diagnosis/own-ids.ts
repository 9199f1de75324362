import type { OwnRequests } from "../core/exec.ts";
import type { HttpRequest, Probes } from "../core/ports.ts";
import { header } from "../core/probe-answer.ts";
import { markOfRun } from "./ask-for-log.ts";

/**
 * Hands that remember under which ids the targets wrote about what they were asked: those that a run plants begin with its mark, and a target that
 * gives ids of its own, as GitLab's Workhorse does, tells them in `X-Request-ID`.
 */
export function rememberIds(probes: Probes, run: string): { probes: Probes; own: Pick<OwnRequests, "has" | "apart"> } {
  const mark = markOfRun(run);
  const seen = new Set<string>();
  const marked = new Map<string, "key" | "all">();
  const note = <Answer extends { kind: string }>(answer: Answer, { headers, apart }: HttpRequest): Answer => {
    const told = "headers" in answer ? header(answer as never, "x-request-id") : undefined;
    if (told !== undefined && told.length >= 8 && told.length <= 100) seen.add(told);
    const planted = headers?.["x-request-id"];
    if (apart !== undefined) for (const id of [told, planted]) if (typeof id === "string") marked.set(id, apart);
    return answer;
  };
  return {
    probes: { ...probes, http: async (request, limits) => note(await probes.http(request, limits), request), stream: async (request, limits) => note(await probes.stream(request, limits), request) },
    own: { has: (id) => seen.has(id) || (mark !== undefined && id.startsWith(mark)), apart: (id) => marked.get(id) },
  };
}
