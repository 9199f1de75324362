import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "../../src/config/load.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");

interface Service {
  command: string | string[];
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  user: string;
  secrets: string[];
  configs?: { source: string; target: string }[];
  healthcheck: { test: string[] };
  restart: string;
  stop_grace_period?: string;
  mem_limit: string;
  ports?: string[];
  volumes?: string[];
  tmpfs: string[];
  networks: string[];
}
const compose = parse(read("docker-compose.yml"), { merge: true }) as { services: Record<string, Service>; secrets: Record<string, { file: string }>; configs: Record<string, { file: string }>; volumes: Record<string, unknown>; networks: Record<string, { internal?: boolean }> };
const services = Object.entries(compose.services);

describe("docker-compose.yml", () => {
  it("gives no process more rights than it needs", () => {
    expect(Object.keys(compose.services)).toEqual(["bot", "worker", "redis"]);
    for (const [name, service] of services) {
      expect(service, name).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"], restart: "unless-stopped" });
      expect(service.user, name).toMatch(/^[1-9]\d*:[1-9]\d*$/u);
      expect(service.mem_limit).toBeTruthy();
      expect(service.healthcheck.test.length).toBeGreaterThan(1);
    }
    // Only the operations port is published, and on this host alone.
    expect(services.flatMap(([, { ports = [] }]) => ports)).toEqual(["${METRICS_ADDRESS:-127.0.0.1}:${METRICS_PORT:-9464}:9464"]);
  });

  it("takes secrets from files alone, each process its own", () => {
    for (const [name, service] of services) {
      expect(service.secrets.filter((secret) => compose.secrets[secret] === undefined), name).toEqual([]);
      expect(JSON.stringify(service)).not.toMatch(/glpat-|xox[bp]-|requirepass [a-z0-9]/u);
    }
    expect(compose.services["worker"]?.secrets).toEqual(["redis_password", "gitlab_token"]);
    expect(compose.services["redis"]?.secrets).toEqual(["redis_password"]);
  });

  it("lets nobody but bot and worker reach Redis, and Redis reach nobody", () => {
    expect(compose.networks).toMatchObject({ inside: { internal: true } });
    expect(services.map(([name, { networks }]) => [name, networks])).toEqual([["bot", ["inside", "outside"]], ["worker", ["inside", "outside"]], ["redis", ["inside"]]]);
    for (const [name, service] of services) expect(Number.parseInt(service.stop_grace_period ?? "", 10), name).toBeGreaterThanOrEqual(30);
  });

  it("keeps jobs over a restart and evicts none", () => {
    const command = [compose.services["redis"]?.command].flat().join(" ");
    for (const part of ["--appendonly yes", "--maxmemory-policy noeviction", "--dir /data"]) expect(command).toContain(part);
    expect(compose.services["redis"]?.volumes).toEqual(["redis:/data"]);
    expect(Object.keys(compose.volumes)).toEqual(["redis"]);
    // The volume of the image is covered, or each container that is made anew leaves one behind.
    for (const volume of read("Dockerfile").matchAll(/^VOLUME (\S+)$/gmu)) for (const name of ["bot", "worker"]) expect(compose.services[name]?.tmpfs.map((line) => line.split(":")[0])).toContain(volume[1]);
  });

  it.each(["bot", "worker"])("mounts a configuration for the %s that duo-triage takes, whose secrets are all given", (name) => {
    const service = compose.services[name]!;
    const source = service.configs?.[0]?.source ?? "";
    const file = /:-\.\/(.+)\}$/u.exec(compose.configs[source]?.file ?? "")?.[1] ?? "";
    const wanted: string[] = [];
    const config = parseConfig(read(file), { file, env: { GITLAB_URL: "https://gitlab.example.com" }, cwd: "/", readFile: (path) => (wanted.push(path), "abc") });
    expect(config.queue.kind).toBe("redis");
    expect([...new Set(wanted)].map((path) => path.replace("/run/secrets/", "")).toSorted()).toEqual(service.secrets.toSorted());
    expect(Number.parseInt(service.stop_grace_period ?? "", 10)).toBeGreaterThanOrEqual(30);
  });

  it("names variables that the example has", () => {
    const used = new Set([...read("docker-compose.yml").matchAll(/\$\{([A-Z_]+)/gu)].map((match) => match[1]));
    for (const name of ["GITLAB_URL", "SECRETS"]) expect(used).toContain(name);
    for (const line of read("manifests/compose/env.example").split("\n").filter((text) => /^(?:# )?[A-Z_]+=/u.test(text))) expect(used).toContain(line.replace("# ", "").split("=")[0]);
  });

  const tool = [["docker", "compose"], ["podman-compose"]].find(([program, ...rest]) => ["version", "config --help"].every((words) => spawnSync(program!, [...rest, ...words.split(" ")]).status === 0));
  it.skipIf(tool === undefined)(`is read by ${tool?.join(" ") ?? "a compose tool — LANE NOT RUN: neither docker compose nor a podman-compose with `config` found"}`, () => {
    const [program, ...rest] = tool!;
    const read = spawnSync(program!, [...rest, "-f", `${root}docker-compose.yml`, "config"], { encoding: "utf8", env: { ...process.env, GITLAB_URL: "https://gitlab.example.com" } });
    expect(read.status, read.stderr).toBe(0);
    expect(Object.keys((parse(read.stdout) as typeof compose).services)).toEqual(expect.arrayContaining(["bot", "worker", "redis"]));
  });
});

describe("Dockerfile", () => {
  it("keeps production alone, runs as nobody special, and copies what there is", () => {
    const text = read("Dockerfile");
    expect(text.match(/^FROM /gmu)).toHaveLength(3);
    expect(text).toMatch(/npm ci --omit=dev --ignore-scripts/u);
    const last = text.slice(text.lastIndexOf("\nFROM "));
    expect(last).toMatch(/^USER node$/mu);
    // The embedded database's folder is made where the process runs.
    expect(last).toMatch(/chown node:node \/data\nVOLUME \/data\nWORKDIR \/data\nUSER node$/mu);
    expect(last).not.toMatch(/npm|COPY src/u);
    // A frontend of its own would be fetched from docker.io by whoever builds from mirrors.
    expect(text).not.toMatch(/^# *syntax *=/mu);
    // What the program reads beside itself comes along.
    const beside = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts")).flatMap((path) => [...read(`src/${path}`).matchAll(/new URL\("(?:\.\.\/)+([^"]+\.[a-z]+)", import\.meta\.url\)/gu)].map((match) => match[1]));
    expect(beside).toEqual(expect.arrayContaining(["docs/causes.md", "package.json"]));
    for (const path of beside) expect(last, path).toMatch(new RegExp(`^COPY ${path} `, "mu"));
    const context = read(".dockerignore").split("\n").filter((line) => line.startsWith("!")).map((line) => line.slice(1));
    for (const name of context) expect(existsSync(`${root}${name}`), name).toBe(true);
    for (const line of text.matchAll(/^COPY (?!--from)(.+) \S+$/gmu)) for (const name of line[1]!.split(" ")) expect(context).toContain(name);
  });
});
