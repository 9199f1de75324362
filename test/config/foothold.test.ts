import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { footholdOf } from "../../src/config/foothold.ts";
import { fileSchema } from "../../src/config/schema.ts";

const folder = mkdtempSync(join(tmpdir(), "duo-triage-foothold-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = `ssh-ed25519 ${"A".repeat(68)}`;
const ssh = { host: "gw.example.com", user: "duo-triage", key_file: "/k", host_key: key };
const accepts = (exec: unknown): boolean => fileSchema.safeParse({ stacks: { prod: { gitlab: { url: "https://gitlab.example.com" }, exec: { gateway: exec } } } }).success;

describe("how a foothold is written down", () => {
  it("takes what Docker, Kubernetes and ssh themselves take for names", () => {
    for (const over of [{}, { host: "10.0.0.5" }, { host: "fe80::5" }, { host: "2001:db8::1" }, { host: "gw_1.corp" }, { user: "CORP\\ops" }, { user: "ops@corp.example" }, { user: "svc$" }, { port: 2222 }, { container: "ai-gateway_1.old" }, { host_key: `${key} root@gw\n` }, { host_key: `ecdsa-sha2-nistp256 ${"B".repeat(139)}=` }]) expect([over, accepts({ ssh: { ...ssh, ...over } })]).toEqual([over, true]);
    for (const host of ["unix:///var/run/docker.sock", "tcp://10.0.0.5:2376", "https://docker.corp:2376", "http://127.0.0.1:2375"]) expect([host, accepts({ docker: { container: "aigw", host } })]).toEqual([host, true]);
    expect(accepts({ kubernetes: { namespace: "ai", selector: "app in (ai-gateway),tier!=test", container: "ai-gateway" } })).toBe(true);
  });

  it("takes nothing that could be an option, a path, a second line or another address", () => {
    const odd = ["-it", "--privileged", "-oProxyCommand=id", "a b", "a\nb", "a;b", "$(id)", "`id`", "", "../x", "..", "a/b", "é", "a\u2028b", "a\0b"];
    for (const container of odd) expect([container, accepts({ docker: { container } }), accepts({ ssh: { ...ssh, container } })]).toEqual([container, false, false]);
    for (const name of [...odd, "Upper", "a.b"]) expect([name, accepts({ kubernetes: { namespace: name, selector: "app=x" } }), accepts({ kubernetes: { namespace: "ai", selector: "app=x", container: name } })]).toEqual([name, false, false]);
    for (const user of odd) expect([user, accepts({ ssh: { ...ssh, user } })]).toEqual([user, false]);
    for (const host of [...odd, "ops@gw", "ssh://gw", "gw:22", "[gw]", "*", "gw,other"]) expect([host, accepts({ ssh: { ...ssh, host } })]).toEqual([host, false]);
    for (const host_key of [`${key}\n* ${key}`, `@cert-authority * ${key}`, `* ${key}`, `gw ${key}`, "ssh-ed25519", `ssh-ed25519  ${"A".repeat(68)}`, `|1|x|y ${key}`, `ssh-ed25519 ${"A".repeat(68)};id`]) expect([host_key, accepts({ ssh: { ...ssh, host_key } })]).toEqual([host_key, false]);
    for (const host of ["ssh://ops@docker", "npipe:////./pipe/docker", "fd://", "unix://relative", "tcp://user:pw@docker:2376", "tcp://docker:2376/x y"]) expect([host, accepts({ docker: { container: "aigw", host } })]).toEqual([host, false]);
    for (const port of [0, -1, 65536, 1.5]) expect(accepts({ ssh: { ...ssh, port } })).toBe(false);
    expect(accepts({ docker: { container: "aigw" }, ssh })).toBe(false);
  });

  it("a Docker that the environment says is reached by ssh is not asked: nothing runs a client for it", () => {
    expect(() => footholdOf({ docker: { container: "aigw" } }, { DOCKER_HOST: "ssh://ops@docker" })).toThrow(/ssh foothold/u);
    expect(footholdOf({ docker: { container: "aigw" } }, { DOCKER_HOST: "tcp://docker:2376", DOCKER_CONTEXT: "other" })).toMatchObject({ host: "tcp://docker:2376" });
  });
});

describe("a kubeconfig", () => {
  const trap = join(folder, "touched");
  const program = join(folder, "credentials.sh");
  writeFileSync(program, `#!/bin/sh\ntouch ${trap}\n`);
  chmodSync(program, 0o755);
  const write = (user: unknown, server: unknown = "https://k8s.example.com/k8s/clusters/c-1"): string => {
    const path = join(folder, `config-${Math.random().toString(36).slice(2)}`);
    writeFileSync(path, JSON.stringify({ "current-context": "one", contexts: [{ name: "one", context: { cluster: "c", user: "u" } }], clusters: [{ name: "c", cluster: { server, "certificate-authority": "pki/ca.pem", "insecure-skip-tls-verify": true } }], users: [{ name: "u", user }] }));
    return path;
  };
  const open = (path: string) => footholdOf({ kubernetes: { namespace: "ai", selector: "app=x", kubeconfig: path } });
  mkdirSync(join(folder, "pki"));
  for (const name of ["ca.pem", "client.pem", "client.key", "token"]) writeFileSync(join(folder, "pki", name), `${name} text\n`);

  it("that has a program make its credentials runs none: it is said", () => {
    for (const user of [{ exec: { apiVersion: "client.authentication.k8s.io/v1", command: program, args: ["x"], interactiveMode: "Never" } }, { "auth-provider": { name: "gcp", config: { "cmd-path": program, "cmd-args": "x" } } }]) expect(() => open(write(user))).toThrow(/never run/u);
    expect(open(write({ token: "t-1", exec: { command: program } }))).toMatchObject({ kind: "kubernetes", server: "https://k8s.example.com/k8s/clusters/c-1" });
    expect(existsSync(trap)).toBe(false);
  });

  it("names files beside itself: certificates, keys, tokens", () => {
    const read = open(write({ "client-certificate": "pki/client.pem", "client-key": join(folder, "pki", "client.key") }));
    expect(read).toMatchObject({ ca: "ca.pem text\n", cert: "client.pem text\n" });
    expect(read?.kind === "kubernetes" && read.key?.reveal()).toBe("client.key text\n");
    const other = open(write({ tokenFile: "pki/token" }));
    expect(other?.kind === "kubernetes" && other.token?.reveal()).toBe("token text");
  });

  it("of another form is refused with a reason", () => {
    expect(() => open(write({ token: "t" }, "unix:///run/k8s.sock"))).toThrow(/https/u);
    expect(() => open(write({ token: "t" }, "k8s"))).toThrow(/https/u);
    const empty = join(folder, "empty");
    writeFileSync(empty, "");
    expect(() => open(empty)).toThrow(/cluster/u);
  });
});
