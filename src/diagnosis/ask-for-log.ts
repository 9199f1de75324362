import type { CommandPlace, Deployment } from "../core/deployment.ts";
import type { Facts } from "../core/fact.ts";
import type { Hop } from "../core/hop.ts";
import type { AskedTest } from "../core/result.ts";

/** The eight hexadecimal characters with which every request id of a run begins; undefined for a run of another form. */
export const markOfRun = (run: string): string | undefined => /^r-([0-9a-f]{8})/u.exec(run)?.[1];

/** Request ids of a run: UUIDs, as some servers demand, that begin with the run's own mark, so that one search finds its lines in every log. */
export function markIds(run: string, newId: () => string): () => string {
  const mark = markOfRun(run);
  return mark === undefined ? newId : () => `${mark}${newId().slice(8)}`;
}

const placeOf: Record<Hop, CommandPlace> = { licence: "gitlab", gitlab: "gitlab", "gitlab-to-gateway": "gitlab", gateway: "gateway", "gateway-to-gitlab": "gateway", "gateway-to-model": "gateway", model: "model", "agent-platform": "gateway", triage: "gateway" };

/**
 * How the parts of the stack run: the configuration knows the footholds that it names; otherwise somebody pasted or fetched what a runtime says. Of
 * GitLab itself that tells nothing: a Linux package beside a gateway in a container is the usual.
 */
export function deploymentOf(facts: Facts, runs: Deployment = {}): Deployment {
  const told = facts.filter((fact) => fact.id.startsWith("reported/")).flatMap((fact) => (fact.value as { sources?: readonly string[] } | undefined)?.sources ?? []);
  const kind = told.includes("kubernetes") ? "helm" : told.includes("container") ? "docker" : undefined;
  return kind === undefined ? runs : { gateway: { kind }, model: { kind }, ...runs };
}

const paste = "Paste the output here; secrets in it are hidden before anything else sees them";
const logsOfGitlab = "/var/log/gitlab/gitlab-rails/llm.log /var/log/gitlab/gitlab-rails/exceptions_json.log /var/log/gitlab/gitlab-rails/production_json.log";

/**
 * The one thing to ask for where a log would tell and nobody lets us read it: one command, which finds the lines of this very run by the id that its
 * requests carried. The output is pasted back.
 */
export function askForLog(hop: Hop, run: string): AskedTest {
  const mark = markOfRun(run);
  const place = placeOf[hop];
  if (place === "model") return { do: `Read the last lines of the model server's log. ${paste}`, where: "model host", command: "docker logs --since 30m --tail 200 <model container> 2>&1" };
  if (place === "gitlab") return { do: `Read what GitLab wrote about the requests of this run. ${paste}`, where: "GitLab node", inside: "gitlab", command: `sudo grep -a -h ${mark ?? "error_returned"} ${logsOfGitlab}` };
  return {
    do: `Read what the gateway wrote about the requests of this run${mark === undefined ? "" : `, which carry ids that begin with ${mark}`}. ${paste}`,
    where: "gateway host",
    command: `docker logs --since 30m <gateway container> 2>&1${mark === undefined ? "" : ` | grep -a ${mark}`}`,
  };
}
