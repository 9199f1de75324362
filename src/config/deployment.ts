import type { Deployment, Running } from "../core/deployment.ts";
import type { ConfigFile } from "./schema.ts";

type Written = ConfigFile["stacks"][string]["exec"];
type Foothold = NonNullable<Written>["gateway"];

/** How the parts of a stack run, as far as its footholds tell: over ssh GitLab is a Linux package, and the gateway stands in the container that is named. */
export function deploymentIn(written: Written): Deployment | undefined {
  const runningOf = (one: Foothold, bySsh: (container: string | undefined) => Running | undefined): Running | undefined => {
    if (one?.docker !== undefined) return { kind: "docker", container: one.docker.container };
    if (one?.kubernetes !== undefined) return { kind: "helm", namespace: one.kubernetes.namespace, selector: one.kubernetes.selector, ...(one.kubernetes.container === undefined ? {} : { container: one.kubernetes.container }) };
    return one?.ssh === undefined ? undefined : bySsh(one.ssh.container);
  };
  const gateway = runningOf(written?.gateway, (container) => (container === undefined ? undefined : { kind: "docker", container }));
  const gitlab = runningOf(written?.gitlab, () => ({ kind: "package" }));
  return gateway === undefined && gitlab === undefined ? undefined : { ...(gateway === undefined ? {} : { gateway }), ...(gitlab === undefined ? {} : { gitlab }) };
}
