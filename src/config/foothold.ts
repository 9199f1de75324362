import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
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
    const host = docker.host ?? env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
    if (!/^(?:unix|tcp|https?):\/\//u.test(host)) throw new Error(`Docker at ${host.slice(0, 80)} cannot be asked: a Docker that is reached by ssh is an ssh foothold`);
    return { kind: "docker", container: docker.container, host, ...(docker.ca_file === undefined ? {} : { ca: read(docker.ca_file) }), ...(docker.cert_file === undefined ? {} : { cert: read(docker.cert_file) }), ...(docker.key_file === undefined ? {} : { key: new Secret(read(docker.key_file)) }) };
  }
  if (ssh !== undefined) return { kind: "ssh", host: ssh.host, port: ssh.port ?? 22, user: ssh.user, keyFile: resolve(ssh.key_file), hostKey: ssh.host_key, sudo: ssh.sudo, ...(ssh.container === undefined ? {} : { container: ssh.container }) };
  if (kubernetes === undefined) return undefined;
  const head = { kind: "kubernetes", namespace: kubernetes.namespace, selector: kubernetes.selector, ...(kubernetes.container === undefined ? {} : { container: kubernetes.container }) } as const;
  if (kubernetes.kubeconfig !== undefined) return { ...head, ...readKubeconfig(read(kubernetes.kubeconfig), dirname(resolve(kubernetes.kubeconfig))) };
  return { ...head, server: `https://${env["KUBERNETES_SERVICE_HOST"] ?? "kubernetes.default.svc"}:${env["KUBERNETES_SERVICE_PORT"] ?? "443"}`, ca: read(`${inCluster}/ca.crt`), token: new Secret(read(`${inCluster}/token`).trim()) };
}

interface Kubeconfig {
  "current-context"?: string;
  contexts?: { name: string; context: { cluster: string; user: string } }[];
  clusters?: { name: string; cluster: { server: string; "certificate-authority"?: string; "certificate-authority-data"?: string } }[];
  users?: { name: string; user: { token?: string; tokenFile?: string; "client-certificate"?: string; "client-certificate-data"?: string; "client-key"?: string; "client-key-data"?: string; exec?: unknown; "auth-provider"?: unknown } }[];
}

/**
 * Server and credentials of the current context: tokens and client certificates, from the file or from files beside it. A program that would make the
 * credentials (`exec`, `auth-provider`) is never run: it is said, and the foothold stays closed.
 */
function readKubeconfig(text: string, folder: string): { server: string; ca?: string; token?: Secret; cert?: string; key?: Secret } {
  const file = parse(text) as Kubeconfig | null;
  const context = file?.contexts?.find((one) => one.name === file["current-context"])?.context;
  const cluster = file?.clusters?.find((one) => one.name === context?.cluster)?.cluster;
  const user = file?.users?.find((one) => one.name === context?.user)?.user;
  if (cluster === undefined) throw new Error("the kubeconfig names no cluster for its current context");
  if (!URL.canParse(cluster.server) || !/^https?:$/u.test(new URL(cluster.server).protocol)) throw new Error("the kubeconfig's server is no address that begins with https://");
  const given = (data: string | undefined, path: string | undefined): string | undefined => (data === undefined ? (path === undefined ? undefined : read(resolve(folder, path))) : Buffer.from(data, "base64").toString("utf8"));
  const ca = given(cluster["certificate-authority-data"], cluster["certificate-authority"]);
  const token = user?.token ?? (user?.tokenFile === undefined ? undefined : read(resolve(folder, user.tokenFile)).trim());
  const [cert, key] = [given(user?.["client-certificate-data"], user?.["client-certificate"]), given(user?.["client-key-data"], user?.["client-key"])];
  if (token === undefined && cert === undefined && (user?.exec !== undefined || user?.["auth-provider"] !== undefined)) throw new Error("the kubeconfig has a program make its credentials (exec or auth-provider), which is never run: write the token of a service account into it");
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
