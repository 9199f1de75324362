import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../src/checks/registry.generated.ts";
import type { AskedTest } from "../../src/core/result.ts";
import { chooseForm, formsOf } from "../../src/diagnosis/command-forms.ts";
import { fillCommand } from "../../src/diagnosis/names.ts";
import { lookAlikes, separators } from "../../src/knowledge/look-alikes.generated.ts";
import { separatingTestFor } from "../../src/knowledge/look-alikes.ts";

const asked: [string, Pick<AskedTest, "command" | "inside">][] = [
  ...Object.entries(separators).map(([id, { command, inside }]): [string, Pick<AskedTest, "command" | "inside">] => [id, { ...(command === undefined ? {} : { command: `echo '[test ${id}]'; ${command}` }), ...(inside === undefined ? {} : { inside }) }]),
  ...Object.entries(checks).map(([id, { wouldTell }]): [string, Pick<AskedTest, "command" | "inside">] => [id, wouldTell ?? {}]),
].filter(([, { command }]) => command !== undefined && !/^echo '[^']*'; (?:\{|log_format)|^\/duo/u.test(command));

/** As a reader types it: with the names of the own stack instead of the placeholders. */
const typed = (command: string): string => fillCommand(command, { gitlabUrl: "https://gitlab.corp", gatewayUrl: "http://aigw.corp:5052", gatewayHost: "aigw.corp", gatewayPort: "5052", endpoint: "http://vllm.corp:8000/v1", endpointHost: "vllm.corp", endpointPort: "8000", servedName: "mistral", agentAddress: "aigw.corp:50052", gitlabHost: "gitlab.corp", stack: "prod" }).replace(/<([a-z][a-z _-]{0,60})>/gu, (_whole, name: string) => `the-${name.replaceAll(/[ _]/gu, "-")}`);

describe("a command for each way of installing", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "forms-"));
    // They run the inner command here, as the runtimes would inside, and otherwise tell what they were asked.
    const inner = (until: string) => `#!/bin/sh\ncase " $* " in *" exec "*) ${until}; exec "$@";; *) printf '%s\\n' "$@";; esac\n`;
    const programs: Record<string, string> = { docker: inner("shift 2"), kubectl: inner('while [ "$1" != -- ]; do shift; done; shift'), sudo: '#!/bin/sh\nexec "$@"\n', curl: "#!/bin/sh\nprintf 'curl'; printf ' [%s]' \"$@\"; echo\n", python: "#!/bin/sh\nprintf 'python'; printf ' [%s]' \"$@\"; echo\n", openssl: "#!/bin/sh\nprintf 'openssl'; printf ' [%s]' \"$@\"; echo\n", "gitlab-rails": "#!/bin/sh\nprintf 'rails'; printf ' [%s]' \"$@\"; echo\n", "gitlab-ctl": "#!/bin/sh\necho status\n", journalctl: "#!/bin/sh\nprintf ' [%s]' \"$@\"; echo\n" };
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), 0o755);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (command: string) => spawnSync("bash", ["-c", command], { env: { PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`, KEY: "k", TOKEN: "t", AIGW_SELF_SIGNED_JWT__SIGNING_KEY: "one\ntwo" }, encoding: "utf8", timeout: 20_000 });

  it.each(asked)("%s: every form is one that a shell reads, and says its mark first", (id, { command = "", inside }) => {
    const forms = formsOf(command, inside);
    for (const form of forms.length === 0 ? [command] : forms.map((one) => one.command)) {
      const read = spawnSync("bash", ["-n", "-c", typed(form)], { encoding: "utf8" });
      expect(read.stderr, form).toBe("");
      if (id in separators) expect(form.startsWith(`echo '[test ${id}]'; `), form).toBe(true);
    }
    if (/docker|<(?:gateway|model|gitlab) container>/u.test(command) || inside !== undefined) expect(forms.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["docker", "helm"]));
    for (const { kind, command: form } of forms) if (kind === "helm") expect(form).not.toMatch(/\bdocker\b|container>/u);
  });

  it.each(asked.filter(([, { command = "", inside }]) => /^(?:echo '[^']*'; )?docker exec /u.test(command) || (inside !== undefined && !command.includes("/var/log/") && !command.startsWith("gitlab-ctl"))))("%s: what runs inside gets the same words in each form", (_id, { command = "", inside }) => {
    const [first, ...others] = formsOf(command, inside).map(({ command: form }) => run(typed(form).split("; docker port")[0]?.split("; kubectl -n the-namespace get svc")[0]?.split(" ; docker logs")[0]?.split(" ; kubectl -n the-namespace get pods")[0] ?? ""));
    expect(others.length).toBeGreaterThan(0);
    // The first process of this machine has none of the gateway's settings.
    if (!command.includes("/proc/1/environ")) expect(first?.stdout).not.toBe("");
    for (const other of others) expect(other.stdout).toBe(first?.stdout);
  });

  it("in Kubernetes the last line is the command's own, where it fails", () => {
    const helm = formsOf("docker exec <gateway container> python -c 'x' 2>&1 | tail -n 1").find(({ kind }) => kind === "helm")?.command ?? "";
    writeFileSync(join(folder, "kubectl"), "#!/bin/sh\necho 'httpx.ConnectError: [Errno 111] Connection refused'\necho 'command terminated with exit code 1' >&2\nexit 1\n");
    expect(run(typed(helm)).stdout).toBe("httpx.ConnectError: [Errno 111] Connection refused\n");
  });

  it("is one command where it is known how the thing runs, with the runtime's own names, and each form where it is not", () => {
    const command = "docker exec <gateway container> date -u";
    expect(chooseForm(command, undefined, {})).toEqual({ command, forms: [{ kind: "docker", command }, { kind: "helm", command: "kubectl -n <namespace> exec deploy/<gateway deployment> -- date -u" }] });
    expect(chooseForm(command, undefined, { gateway: { kind: "docker", container: "aigw" } })).toEqual({ command: "docker exec aigw date -u", chosen: "docker" });
    expect(chooseForm(command, undefined, { gateway: { kind: "helm", namespace: "duo", selector: "app in (a, b)", container: "gw" } })).toEqual({ command: `kubectl -n duo exec "$(kubectl -n duo get pods -l 'app in (a, b)' -o name | head -n 1)" -c gw -- date -u`, chosen: "helm" });
    // What is known of another place says nothing of this one, and a gateway is no Linux package.
    expect(chooseForm(command, undefined, { gitlab: { kind: "package" } }).forms).toHaveLength(2);
    expect(chooseForm(command, undefined, { gateway: { kind: "package" } }).forms).toHaveLength(2);
    expect(chooseForm("curl -s {endpoint}", undefined, { gateway: { kind: "helm" } })).toEqual({ command: "curl -s {endpoint}" });
  });

  it("every test of the catalogue that is asked for by name keeps its command, whatever it was made into", () => {
    for (const { codes } of lookAlikes) {
      const test = separatingTestFor(codes)?.test;
      if (test?.command !== undefined) expect(chooseForm(test.command, test.inside, {}).command).toBe(test.command);
    }
  });
});
