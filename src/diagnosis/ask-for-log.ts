import type { Facts } from "../core/fact.ts";
import type { Hop } from "../core/hop.ts";
import type { SeparatingTest } from "../core/result.ts";

/** How GitLab and the gateway run, as far as it is known; what is not known is taken for the usual. */
export type Deployment = "package" | "docker" | "helm";

/** The eight hexadecimal characters with which every request id of a run begins; undefined for a run of another form. */
export const markOfRun = (run: string): string | undefined => /^r-([0-9a-f]{8})/u.exec(run)?.[1];

/** Request ids of a run: UUIDs, as some servers demand, that begin with the run's own mark, so that one search finds its lines in every log. */
export function markIds(run: string, newId: () => string): () => string {
  const mark = markOfRun(run);
  return mark === undefined ? newId : () => `${mark}${newId().slice(8)}`;
}

type Place = "gateway" | "gitlab" | "model";

const placeOf: Record<Hop, Place> = { licence: "gitlab", gitlab: "gitlab", "gitlab-to-gateway": "gitlab", gateway: "gateway", "gateway-to-gitlab": "gateway", "gateway-to-model": "gateway", model: "model", "agent-platform": "gateway", triage: "gateway" };

/** What stands in the facts about how the stack runs: somebody pasted or fetched what Kubernetes says. */
export function deploymentIn(facts: Facts): Deployment | undefined {
  const told = facts.filter((fact) => fact.id.startsWith("reported/")).flatMap((fact) => (fact.value as { sources?: readonly string[] } | undefined)?.sources ?? []);
  return told.includes("kubernetes") ? "helm" : told.includes("container") ? "docker" : undefined;
}

/**
 * The one thing to ask for where a log would tell and nobody lets us read it: one command for how the stack runs, which finds the lines of this
 * very run by the id that its requests carried. The output is pasted back.
 */
export function askForLog(hop: Hop, run: string, deployment: Deployment | undefined): SeparatingTest {
  const place = placeOf[hop];
  const mark = markOfRun(run);
  const find = mark === undefined ? "" : ` | grep -a ${mark}`;
  const paste = "Paste the output here; secrets in it are hidden before anything else sees them";
  if (place === "model") {
    return { do: `Read the last lines of the model server's log. ${paste}`, where: deployment === "helm" ? "any shell with kubectl" : "model host", command: deployment === "helm" ? "kubectl logs --since 30m --tail 200 <model pod>" : "docker logs --since 30m --tail 200 <model container> 2>&1" };
  }
  if (place === "gateway") {
    return {
      do: `Read what the gateway wrote about the requests of this run${mark === undefined ? "" : `, which carry ids that begin with ${mark}`}. ${paste}`,
      where: deployment === "helm" ? "any shell with kubectl" : "gateway host",
      command: deployment === "helm" ? `kubectl logs --since 30m -l app=ai-gateway --all-containers --prefix --tail=-1${find}` : `docker logs --since 30m <gateway container> 2>&1${find}`,
    };
  }
  const files = "/var/log/gitlab/gitlab-rails/llm.log /var/log/gitlab/gitlab-rails/exceptions_json.log /var/log/gitlab/gitlab-rails/production_json.log";
  const chosen = mark ?? "error_returned";
  const command = deployment === "helm" ? `kubectl logs --since 30m -l 'app in (webservice, sidekiq)' --all-containers --prefix --tail=-1 | grep -a ${chosen}` : deployment === "docker" ? `docker exec <gitlab container> grep -a -h ${chosen} ${files}` : `sudo grep -a -h ${chosen} ${files}`;
  return { do: `Read what GitLab wrote about the requests of this run. ${paste}`, where: deployment === "helm" ? "any shell with kubectl" : deployment === "docker" ? "GitLab's Docker host" : "GitLab node, Linux package", command };
}
