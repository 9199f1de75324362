import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import type { ExecPlace, FootholdConfig } from "../core/exec.ts";
import { Secret } from "../core/secret.ts";
import type { ConfigFile } from "./schema.ts";

type Written = NonNullable<NonNullable<ConfigFile["stacks"][string]["exec"]>["gateway"]>;

const inCluster = "/var/run/secrets/kubernetes.io/serviceaccount";
const read = (path: string): string => readFileSync(resolve(path), "utf8");

/** The foothold of one place as the probes take it. Throws what cannot be read, with the file's name. */
export function footholdOf(written: Written, env: Readonly<Record<string, string | undefined>> = process.env): FootholdConfig | undefined {
  const { docker, kubernetes, ssh } = written;
  if (docker !== undefined) {
    return { kind: "docker", container: docker.container, host: docker.host ?? env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock", ...(docker.ca_file === undefined ? {} : { ca: read(docker.ca_file) }), ...(docker.cert_file === undefined ? {} : { cert: read(docker.cert_file) }), ...(docker.key_file === undefined ? {} : { key: new Secret(read(docker.key_file)) }) };
  }
  if (ssh !== undefined) return { kind: "ssh", host: ssh.host, port: ssh.port ?? 22, user: ssh.user, keyFile: resolve(ssh.key_file), hostKey: ssh.host_key, sudo: ssh.sudo };
  if (kubernetes === undefined) return undefined;
  const head = { kind: "kubernetes", namespace: kubernetes.namespace, selector: kubernetes.selector, ...(kubernetes.container === undefined ? {} : { container: kubernetes.container }) } as const;
  if (kubernetes.kubeconfig !== undefined) return { ...head, ...readKubeconfig(read(kubernetes.kubeconfig)) };
  return { ...head, server: `https://${env["KUBERNETES_SERVICE_HOST"] ?? "kubernetes.default.svc"}:${env["KUBERNETES_SERVICE_PORT"] ?? "443"}`, ca: read(`${inCluster}/ca.crt`), token: new Secret(read(`${inCluster}/token`).trim()) };
}

interface Kubeconfig {
  "current-context"?: string;
  contexts?: { name: string; context: { cluster: string; user: string } }[];
  clusters?: { name: string; cluster: { server: string; "certificate-authority"?: string; "certificate-authority-data"?: string } }[];
  users?: { name: string; user: { token?: string; tokenFile?: string; "client-certificate-data"?: string; "client-key-data"?: string } }[];
}

/** Server and credentials of the current context: tokens and client certificates; plugins that would run a program are not followed. */
function readKubeconfig(text: string): { server: string; ca?: string; token?: Secret; cert?: string; key?: Secret } {
  const file = parse(text) as Kubeconfig;
  const context = file.contexts?.find((one) => one.name === file["current-context"])?.context;
  const cluster = file.clusters?.find((one) => one.name === context?.cluster)?.cluster;
  const user = file.users?.find((one) => one.name === context?.user)?.user;
  if (cluster === undefined) throw new Error("the kubeconfig names no cluster for its current context");
  const decode = (data: string | undefined): string | undefined => (data === undefined ? undefined : Buffer.from(data, "base64").toString("utf8"));
  const ca = decode(cluster["certificate-authority-data"]) ?? (cluster["certificate-authority"] === undefined ? undefined : read(cluster["certificate-authority"]));
  const token = user?.token ?? (user?.tokenFile === undefined ? undefined : read(user.tokenFile).trim());
  const [cert, key] = [decode(user?.["client-certificate-data"]), decode(user?.["client-key-data"])];
  return { server: cluster.server, ...(ca === undefined ? {} : { ca }), ...(token === undefined ? {} : { token: new Secret(token) }), ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key: new Secret(key) }) };
}

/** Places of a stack that a foothold is written for. */
export function footholdsOf(written: ConfigFile["stacks"][string]["exec"]): Partial<Record<ExecPlace, FootholdConfig>> {
  const found: Partial<Record<ExecPlace, FootholdConfig>> = {};
  for (const place of ["gateway", "gitlab"] as const) {
    const one = written?.[place] === undefined ? undefined : footholdOf(written[place]);
    if (one !== undefined) found[place] = one;
  }
  return found;
}
