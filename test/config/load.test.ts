import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig, parseConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/config/problem.ts";

const folder = mkdtempSync(join(tmpdir(), "duo-triage-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const parse = (source: string, env: Record<string, string> = {}) => parseConfig(source, { file: "duo-triage.yaml", env, cwd: folder });
const problemsOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "no problem";
};

describe("configuration", () => {
  it("needs only the address of GitLab, and has a default for everything else", () => {
    const config = parse("stacks:\n  prod:\n    gitlab: { url: https://gitlab.example.com }\n");
    expect(config.stacks["prod"]).toMatchObject({ name: "prod", gitlab: { url: "https://gitlab.example.com" }, site: "default", profile: "online", models: [] });
    expect(config.queue).toEqual({ kind: "embedded", directory: join(folder, ".duo-triage") });
    expect(config.worker).toEqual({ sites: ["default"], concurrency: 8, runsPerTarget: 4, tokensPerDay: 100_000 });
  });

  it("names file, line, key and what to write for an unknown key", () => {
    const text = problemsOf(() => parse("stacks:\n  prod:\n    gitlab:\n      url: https://gitlab.example.com\n      tokn: x\n"));
    expect(text).toBe("duo-triage.yaml:5: stacks.prod.gitlab.tokn: this key is not known. Did you mean `token`?");
  });

  it("names every problem at once: a missing key, a wrong type, a missing variable", () => {
    expect(problemsOf(() => parse("stacks:\n  prod:\n    gitlab: { token: abc }\nworker: { concurrency: lots }\n"))).toMatch(/stacks\.prod\.gitlab\.url: is missing.*\n.*worker\.concurrency: a string stands here/u);
    expect(problemsOf(() => parse("stacks:\n  prod:\n    gitlab:\n      url: https://g\n      token: ${NOT_SET_HERE}\n"))).toBe("duo-triage.yaml:5: stacks.prod.gitlab.token: the environment variable NOT_SET_HERE is not set. Set NOT_SET_HERE, or take the line out");
  });

  it("fills in variables and files, and wraps what is secret so that it cannot be printed", () => {
    writeFileSync(join(folder, "key"), "  model-key-from-file \n");
    const config = parse("stacks:\n  prod:\n    gitlab: { url: 'https://g', token: '${TOKEN}' }\n    models: [{ name: m, api_key: '${file:key}' }]\n", { TOKEN: "glpat-abcdefghijklmnop" });
    expect(config.stacks["prod"]?.gitlab.token?.reveal()).toBe("glpat-abcdefghijklmnop");
    expect(config.stacks["prod"]?.models[0]?.apiKey?.reveal()).toBe("model-key-from-file");
    expect(config.secrets).toHaveLength(2);
    expect(`${JSON.stringify(config)} ${String(config.stacks["prod"]?.gitlab.token)}`).not.toMatch(/glpat|model-key/u);
  });

  it("does not repeat a secret that stands on the wrong line", () => {
    expect(problemsOf(() => parse("stacks:\n  prod:\n    gitlab: glpat-abcdefghijklmnop\n"))).not.toContain("glpat");
  });

  it("makes one stack of the environment where there is no file", () => {
    const config = loadConfig({ env: { GITLAB_URL: "https://g", GITLAB_TOKEN: "t-o-k-e-n" }, cwd: folder });
    expect(Object.keys(config.stacks)).toEqual(["default"]);
    expect(loadConfig({ env: {}, cwd: folder }).stacks).toEqual({});
  });

  it("says what to do about a file that is not there", () => {
    expect(problemsOf(() => loadConfig({ path: join(folder, "none.yaml"), env: {} }))).toMatch(/cannot be read \(ENOENT\)\. Give another file with --config/u);
  });

  it("answers any text with a configuration or with problems, never with a crash", () => {
    const piece = fc.constantFrom("stacks:", "  prod:", "\n", "    gitlab:", " url: https://g", "- ", "{", "}", "${A}", "${file:/etc/hostname}", "&a", "*a", "!!js/x", "\t", ": ", "chat:", "null", "[1,2", '"', "'", "<<: ");
    fc.assert(fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 8 })), { maxLength: 20 }), (parts) => {
      try {
        parse(parts.join(""));
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }), { numRuns: 300 });
  });
});
