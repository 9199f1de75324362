import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCommands } from "../../../src/core/exec.ts";
import { quoteWord } from "../../../src/core/shell-words.ts";
import { commandLine, commands, commandsOf, describeExec, vectorOf } from "../../../src/probes/exec/commands.ts";
import { tellEnvironment } from "../../../src/probes/exec/output.ts";

const visudo = ["/usr/sbin/visudo", "/usr/local/sbin/visudo"].find((path) => existsSync(path));
if (visudo === undefined) process.stderr.write("SKIPPED LOUDLY: no visudo here (Debian: sudo), so the printed sudo rules are not checked\n");

describe("the closed list of commands", () => {
  it("holds what core names, and nothing else; each is one vector of fixed words", () => {
    expect(Object.keys(commands).sort()).toEqual([...readCommands].sort());
    for (const { argv } of Object.values(commands)) {
      expect(argv.length).toBeGreaterThan(0);
      expect(argv[0]).toMatch(/^[a-z0-9-]+$/u);
      expect(["sh", "bash", "dash", "env", "sudo", "xargs", "nsenter", "ssh"]).not.toContain(argv[0]);
    }
    expect([...commandsOf("gateway"), ...commandsOf("gitlab")].sort()).toEqual([...readCommands].sort());
  });

  it("data is one word of letters that no shell, no sudo and no Python reads as anything, whatever it says", () => {
    const hostile = ["http://x/$(touch /tmp/x)", "-oProxyCommand=id", "--", "x\ny", "x\0y", "'; import os; os.system('id') #", "`id`", "${HOME}", "\u2028\ud800", "é☃", " ", "", "h".repeat(2000), "☃".repeat(2000)];
    for (const url of hostile) {
      const vector = vectorOf("gateway-ask", { url, port: 5052 }) ?? [];
      expect(vector.slice(0, -1)).toEqual([...commands["gateway-ask"].argv]);
      expect(vector.at(-1)).toMatch(/^[A-Za-z0-9_-]{4,12000}$/u);
      expect((JSON.parse(Buffer.from(vector.at(-1) ?? "", "base64url").toString("utf8")) as { url: string }).url.length).toBe(url.length);
    }
    expect(vectorOf("gateway-look")?.at(-1)).toMatch(/^[A-Za-z0-9_-]+$/u);
  });

  it("what is not on the list has no vector: other commands, data where none is taken, data of another form", () => {
    for (const name of ["rm", "__proto__", "constructor", "toString", "gateway-look; id", ""]) expect(vectorOf(name as never)).toBeUndefined();
    for (const name of readCommands) if (commands[name].data !== true) expect(vectorOf(name, { url: "http://x" })).toBeUndefined();
    for (const data of [{ url: "x".repeat(2001) }, { url: 7 }, { url: ["a"] }, { port: 1.5 }, { port: "5052; id" }, { port: Number.NaN }]) expect(vectorOf("gateway-ask", data as never)).toBeUndefined();
    expect(vectorOf("gateway-ask", { url: "http://x", argv: ["id"] } as never)?.at(-1)).toBe(Buffer.from('{"url":"http://x"}').toString("base64url"));
  });

  it("a container's name ends the vectors of Docker, and is never an option, a path or a second word", () => {
    for (const name of ["gateway-container-log", "gateway-container-state"] as const) {
      expect(vectorOf(name, undefined, { container: "ai-gateway_1.x" })).toEqual([...commands[name].argv, "ai-gateway_1.x"]);
      for (const container of [undefined, "", "-it", "--privileged", "-oProxyCommand=id", "a b", "a\n", "a\nb", "$(id)", "../x", "a/b", "é", "a".repeat(129), 7, ["a"]]) expect(vectorOf(name, undefined, { container: container as string })).toBeUndefined();
      expect(vectorOf(name, { url: "http://x" }, { container: "aigw" })).toBeUndefined();
    }
    for (const name of readCommands) if (commands[name].container !== true) expect(vectorOf(name, undefined, { container: "aigw" })).toEqual(vectorOf(name));
    expect(describeExec("duo-triage", "ai", "aigw")).toMatch(/NOPASSWD: \/usr\/bin\/docker logs --tail 2000 aigw\n/u);
  });

  it("what goes by ssh has no line end and no backslash, which not every login shell reads alike", () => {
    for (const name of readCommands.filter((one) => commands[one].place === "gateway")) expect((vectorOf(name, undefined, { packed: true, container: "aigw" }) ?? []).join(" ")).not.toMatch(/[\n\\]/u);
  });

  it("nothing in it writes: no redirection, no program that changes a thing", () => {
    for (const { argv } of Object.values(commands)) {
      const program = argv.join(" ");
      expect(program).not.toMatch(/\b(?:rm|mv|cp|chmod|chown|kill|tee|dd|curl -X|update!|save!|destroy|delete_all|create!|write\(|open\([^)]*['"][wa])\b/u);
      expect(program).not.toMatch(/cloud_connector:keys:(?:create|rotate|trim)|list\[false\]|api_token(?!\.present\?)/u);
    }
  });

  it("a word that sshd hands to a login shell arrives as that word, whatever stands in it", () => {
    const odd = ["a b", "it's", "$(touch x)", "`id`", "a;b|c&d", "*", "~", "\\", "\"", "a\nb", "--", "-o", "#x", "${HOME}", "é☃", "'; rm -rf / #", "!!"];
    let seed = 7;
    const random = (most: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
    const signs = [..."abc $`\"'\\;|&<>(){}[]*?!#~\n\t=%-"];
    const words = [...odd, ...Array.from({ length: 150 }, () => Array.from({ length: 1 + random(12) }, () => signs[random(signs.length)] ?? "x").join(""))];
    const said = spawnSync("sh", ["-c", `printf '%s\\0' ${words.map(quoteWord).join(" ")}`]).stdout.toString("utf8").split("\0").slice(0, -1);
    expect(said).toEqual(words);
    for (const { argv } of Object.values(commands)) expect(spawnSync("sh", ["-c", `printf '%s\\0' ${commandLine(argv)}`]).stdout.toString("utf8").split("\0").slice(0, -1)).toEqual([...argv]);
  });

  it("the manifest shows every vector, and sudo rules that end where the vector ends", () => {
    const text = describeExec();
    for (const name of readCommands) expect(text).toContain(`# ${name} (`);
    expect(text).toContain("duo-triage ALL=(root) NOPASSWD: /usr/bin/gitlab-rake gitlab\\:duo\\:verify_self_hosted_setup");
    expect(text).toContain("resources: [pods/exec]");
    expect(text.split("\n").filter((line) => line.includes("NOPASSWD")).every((line) => !/NOPASSWD: ALL|\*(?!\))/u.test(line.replaceAll("\\*", "").replace(/ \[A-Za-z0-9_-\]\*$/u, "")))).toBe(true);
  });

  it.skipIf(!visudo)("the sudo rules are ones that visudo takes", () => {
    const folder = mkdtempSync(join(tmpdir(), "duo-triage-sudo-"));
    try {
      const file = join(folder, "sudoers");
      writeFileSync(file, `${describeExec().split("\n").filter((line) => line.includes("NOPASSWD")).join("\n")}\n`, { mode: 0o440 });
      const said = spawnSync(visudo ?? "", ["-c", "-f", file], { encoding: "utf8" });
      expect(`${said.stdout}${said.stderr}`).toContain("parsed OK");
      expect(said.status).toBe(0);
      writeFileSync(join(folder, "bad"), "duo-triage ALL=(root) NOPASSWD /usr/bin/date\n", { mode: 0o440 });
      expect(spawnSync(visudo ?? "", ["-c", "-f", join(folder, "bad")]).status).not.toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("tells an environment without a secret in it", () => {
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${"MIIEabc\n".repeat(20)}-----END RSA PRIVATE KEY-----`;
    const told = tellEnvironment(`PATH=/bin\0HOME=/root\0AIGW_GITLAB_URL=https://user:pw@gitlab.corp\0AIGW_SELF_SIGNED_JWT__SIGNING_KEY=${pem}\0DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY=-----BEGIN\\nMIIE\0AWS_SECRET_ACCESS_KEY=abc123\0`);
    expect(told).not.toMatch(/MIIE|abc123|pw@/u);
    expect(told).toContain("AIGW_SELF_SIGNED_JWT__SIGNING_KEY=-----BEGIN [hidden], several lines");
    expect(told).toContain("DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY=one line with written \\n");
    expect(told.split("\n")).toHaveLength(6);
  });
});
