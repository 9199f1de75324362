import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { readCommands } from "../../../src/core/exec.ts";
import { commandLine, commands, commandsOf, describeExec, quoteWord } from "../../../src/probes/exec/commands.ts";
import { tellEnvironment } from "../../../src/probes/exec/output.ts";

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
    expect(text.split("\n").filter((line) => line.includes("NOPASSWD")).every((line) => !/NOPASSWD: ALL|\*(?!\))/u.test(line.replaceAll("\\*", "")))).toBe(true);
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
