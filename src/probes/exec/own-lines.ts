import type { OwnRequests } from "../../core/exec.ts";

const keyWanted = /\b40[13]\b|AuthenticationError|PermissionDenied|[Uu]nauthori[sz]ed|[Ff]orbidden/u;
const troubled = /^(?:warn|error|critical|fatal)/iu;

/**
 * The lines of a log that speak of this run, by the ids of its requests: where there are any, what other requests failed at, now or long ago, is left
 * out, unless it may be what a person reported. Lines without an id (starts, backtraces) stay, and so does everything where no line is this run's.
 * `only`: nothing but this run's own.
 */
export function chooseLines(text: string, { has, apart, alone }: OwnRequests, only = false): string {
  // That a model wants the key that was kept from it on purpose is no fault, and of other addresses the stack knows nothing.
  const told = text.split("\n").map((line) => ({ line, seen: readLine(line) }));
  const lines = told.filter(({ line, seen }) => seen === undefined || !(apart(seen.id) === "all" || (apart(seen.id) === "key" && keyWanted.test(line))));
  const ours = ({ seen }: { seen: Seen | undefined }): boolean => seen !== undefined && has(seen.id);
  if (only) return lines.filter(ours).map(({ line }) => line).join("\n");
  if (!alone || !lines.some(ours)) return lines.length === told.length ? text : lines.map(({ line }) => line).join("\n");
  return lines.filter((one) => one.seen === undefined || ours(one) || !one.seen.troubled).map(({ line }) => line).join("\n");
}

interface Seen {
  id: string;
  troubled: boolean;
}

/** Request id of a JSON line of gateway, agent service or GitLab; undefined where a line has none. */
function readLine(line: string): Seen | undefined {
  const begin = line.indexOf("{");
  if (begin < 0 || begin > 300 || !line.includes("correlation_id")) return undefined;
  try {
    const json = JSON.parse(line.slice(begin)) as Record<string, unknown>;
    const id = json["correlation_id"];
    if (typeof id !== "string" || id === "" || id === "undefined") return undefined;
    return { id, troubled: troubled.test(String(json["level"] ?? json["severity"] ?? "")) || (typeof json["status_code"] === "number" && json["status_code"] >= 400) };
  } catch {
    return undefined;
  }
}
