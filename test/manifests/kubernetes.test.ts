import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { readFileSync } from "node:fs";
import { parseConfig } from "../../src/config/load.ts";

/** The manifests as a cluster gets them: built by kustomize, checked against the API's own schemas. */

const folder = fileURLToPath(new URL("../../manifests/kubernetes", import.meta.url));
const kubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;
const skipped = kubectl ? "" : " — LANE NOT RUN: kubectl not found";

type Thing = { apiVersion: string; kind: string; metadata: { name: string; namespace?: string }; spec?: Record<string, never>; data?: Record<string, string> };
type Pod = { containers: { name: string; image: string; args?: string[]; securityContext: Record<string, unknown>; resources: { limits: unknown }; volumeMounts: { name: string; mountPath: string }[]; livenessProbe?: unknown; readinessProbe?: unknown }[]; volumes: { name: string; configMap?: { name: string } }[]; securityContext: Record<string, unknown>; terminationGracePeriodSeconds?: number; automountServiceAccountToken?: boolean };

function build(name: string): Thing[] {
  const built = spawnSync("kubectl", ["kustomize", `${folder}/${name}`], { encoding: "utf8" });
  expect(built.stderr).toBe("");
  return parseAllDocuments(built.stdout).map((document) => document.toJS() as Thing);
}

/** Throws with what is wrong by the schema of the thing's own kind. */
async function validate(thing: Thing): Promise<void> {
  const model = (await import(`kubernetes-models/${thing.apiVersion}/${thing.kind}`)) as Record<string, new (thing: Thing) => { validate(): void }>;
  new model[thing.kind]!(thing).validate();
}

const podOf = (thing: Thing): Pod | undefined => (thing.spec as { template?: { spec: Pod } } | undefined)?.template?.spec;

it.skipIf(!kubectl)(`manifests/kubernetes/all.yaml is what kustomize builds of base${skipped}`, () => {
  const built = spawnSync("kubectl", ["kustomize", `${folder}/base`], { encoding: "utf8" });
  const [note = "", ...kept] = readFileSync(`${folder}/all.yaml`, "utf8").split(/(?<=\n)/u);
  expect(note).toMatch(/^# Built by/u);
  expect(kept.join("")).toBe(built.stdout);
}, 60_000);

describe.each(["base", "site-dmz"])(`manifests/kubernetes/%s${skipped}`, { timeout: 60_000 }, (name) => {
  it.skipIf(!kubectl)("builds, and every document is what the API takes", async () => {
    const things = build(name);
    expect(things.length).toBeGreaterThan(3);
    for (const thing of things) await expect(validate(thing), `${thing.kind} ${thing.metadata.name}`).resolves.toBeUndefined();
    const [pod] = things.flatMap((thing) => podOf(thing) ?? []);
    // A check that cannot fail proves nothing.
    await expect(validate({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "x" }, spec: { replicas: "two", selector: {}, template: { spec: pod } } as never })).rejects.toThrow();
  });

  it.skipIf(!kubectl)("gives no process more rights than it needs", () => {
    for (const thing of build(name)) {
      const pod = podOf(thing);
      if (pod === undefined) continue;
      expect(pod.securityContext, thing.metadata.name).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
      expect(pod.automountServiceAccountToken).toBe(false);
      for (const container of pod.containers) {
        expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } });
        expect(container.resources.limits).toBeDefined();
        expect([container.livenessProbe, container.readinessProbe]).not.toContain(undefined);
        // What is mounted is there, and what is there is mounted.
        expect(container.volumeMounts.map((mount) => mount.name).filter((mount) => mount !== "data").toSorted()).toEqual(pod.volumes.map((volume) => volume.name).toSorted());
      }
    }
  });

  it.skipIf(!kubectl)("lets no process reach the cloud's metadata, all of them reach names and the queue, and a drained node wait for nothing broken", () => {
    const things = build(name) as unknown as { kind: string; metadata: { name: string }; spec: { podSelector: { matchLabels: Record<string, string> }; policyTypes: string[]; egress: { to?: { ipBlock?: { cidr: string; except: string[] } }[]; ports?: { protocol: string; port: number }[] }[]; template: { metadata: { labels: Record<string, string> } }; replicas: number; selector: { matchLabels: Record<string, string> }; maxUnavailable: number; unhealthyPodEvictionPolicy: string } }[];
    const covers = (wanted: Record<string, string>, labels: Record<string, string>): boolean => Object.entries(wanted).every(([key, value]) => labels[key] === value);
    const deployments = things.filter(({ kind }) => kind === "Deployment");
    for (const { metadata, spec } of deployments) {
      const { labels } = spec.template.metadata;
      const policies = things.filter((thing) => thing.kind === "NetworkPolicy" && covers(thing.spec.podSelector.matchLabels, labels));
      expect(policies.map((policy) => policy.spec.policyTypes), metadata.name).toEqual([["Ingress", "Egress"]]);
      const egress = policies[0]!.spec.egress;
      expect(egress.find(({ to }) => to === undefined)?.ports).toEqual([{ protocol: "UDP", port: 53 }, { protocol: "TCP", port: 53 }]);
      const blocks = egress.flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
      expect(blocks.map(({ cidr, except }) => [cidr, except[0]])).toEqual([["0.0.0.0/0", "169.254.0.0/16"], ["::/0", "fe80::/10"]]);
      const budgets = things.filter((thing) => thing.kind === "PodDisruptionBudget" && covers(thing.spec.selector.matchLabels, labels));
      expect(budgets.map((budget) => [budget.spec.maxUnavailable, budget.spec.unhealthyPodEvictionPolicy]), metadata.name).toEqual([[1, "AlwaysAllow"]]);
      expect(spec.replicas).toBeGreaterThan(1);
    }
    expect(deployments.length).toBeGreaterThan(0);
  });

  it.skipIf(!kubectl)("mounts configurations that duo-triage takes, and gives running checks their 25 s", () => {
    const things = build(name);
    const maps = things.filter(({ kind }) => kind === "ConfigMap");
    for (const map of maps) {
      const config = parseConfig(map.data?.["duo-triage.yaml"] ?? "", { file: map.metadata.name, env: {}, cwd: "/", readFile: () => "secret" });
      expect(config.queue.kind).toBe("redis");
      expect(config.ops).toMatchObject({ port: 9464 });
    }
    const ours = things.flatMap((thing) => podOf(thing) ?? []).filter((pod) => pod.volumes.some(({ configMap }) => configMap !== undefined));
    expect(ours.length).toBeGreaterThan(0);
    for (const pod of ours) {
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30);
      expect(maps.map((map) => map.metadata.name)).toContain(pod.volumes.find(({ configMap }) => configMap !== undefined)?.configMap?.name);
      expect(pod.containers[0]?.args?.slice(1)).toEqual(["--config", "/etc/duo-triage/duo-triage.yaml"]);
    }
  });
});

it.skipIf(!kubectl)(`rights for exec and the secret's example are valid too${skipped}`, async () => {
  for (const file of ["exec-rbac.yaml", "secret.example.yaml"]) {
    for (const document of parseAllDocuments(readFileSync(`${folder}/${file}`, "utf8"))) await validate(document.toJS() as Thing);
  }
});
