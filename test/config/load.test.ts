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
    expect(problemsOf(() => parse("stacks:\n  prod:\n    gitlab: { token: abc }\nworker: { concurrency: lots }\n"))).toMatch(/stacks\.prod\.gitlab\.url: is missing.*\n.*worker\.concurrency: a text stands here/u);
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

const prod = "stacks:\n  prod:\n    gitlab:\n      url: https://gitlab.example.com\n";

describe("mistakes that people make", () => {
  it.each<[string, string, RegExp]>([
    ["tabs", "stacks:\n\tprod: 1\n", /^duo-triage\.yaml:2: a tab stands at the begin of the line\. Indent with blanks/u],
    ["no deeper indentation", "stacks:\n  prod:\n  gitlab: { url: 'https://g' }\n", /^duo-triage\.yaml:2: stacks\.prod: nothing stands here\. Write what belongs to `prod` below it, indented deeper/u],
    ["no scheme", prod.replace("https://", ""), /:4: stacks\.prod\.gitlab\.url: `gitlab\.example\.com` stands here\. Write an address that begins with http/u],
    ["a port that is none", prod.replace(".com", ".com:99999"), /:4: .*`https:\/\/gitlab\.example\.com:99999` stands here\. Write an address such as/u],
    ["the address of the API", prod.replace(".com", ".com/api/v4"), /:4: .*Write the address that people open, without \/api/u],
    ["a login in the address", prod.replace("https://", "https://root:tiger-lily@"), /:4: stacks\.prod\.gitlab\.url: a text stands here\. Write the address without user name and password/u],
    ["a key twice", `${prod}      url: https://b\n`, /:5: `url` stands here a second time\. Keep one of the two/u],
    ["no blank after a colon", prod.replace("url: ", "url:"), /:3: stacks\.prod\.gitlab: a text stands here\. Put a blank after `url:`/u],
    ["a variable without braces", `${prod}      token: $GITLAB_TOKEN\n`, /:5: stacks\.prod\.gitlab\.token: .*Write \$\{NAME\}, with braces/u],
    ["a proxy without scheme", `${prod}      proxy: proxy.internal:3128\n`, /:5: .*`proxy\.internal:3128` stands here\. Write http:\/\/host:port/u],
    ["a proxy of another kind", `${prod}      proxy: socks5://proxy.internal:1080\n`, /:5: .*Write http:\/\/host:port/u],
    ["a certificate that is not there", `${prod}      ca_file: nowhere.pem\n`, /:5: stacks\.prod\.gitlab\.ca_file: the file nowhere\.pem cannot be read \(ENOENT\)/u],
    ["a model's endpoint without scheme", `${prod}    models: [{ name: m, endpoint: 'vllm:8000/v1' }]\n`, /:5: stacks\.prod\.models\.0\.endpoint: `vllm:8000\/v1` stands here/u],
    ["models as keys", `${prod}    models: { m: { endpoint: 'http://v' } }\n`, /:5: stacks\.prod\.models: a group of keys stands here\. Write a list/u],
    ["a number in quotes", `${prod}worker: { concurrency: "8" }\n`, /:5: worker\.concurrency: a text stands here\. Write a number, without quotes/u],
    ["a number too big", `${prod}ops: { port: 99999 }\n`, /:5: ops\.port: `99999` stands here\. Write a number of at most 65535/u],
    ["a word that is not among the choices", `${prod}    profile: airgapped\n`, /:5: stacks\.prod\.profile: `airgapped` stands here\. Write online or offline/u],
    ["yes for true", `${prod}    agent_platform: { url: "a:1", secure: yes }\n`, /:5: .*Write true or false/u],
    ["a time zone that is none", `${prod}chat: { slack: { channels: { C1: { time_zone: Europe/Berln } } } }\n`, /:5: .*`Europe\/Berln` stands here\. Write a time zone/u],
    ["a channel of no stack", `${prod}chat: { slack: { channels: { C1: { stack: prd } } } }\n`, /:5: chat\.slack\.channels\.C1\.stack: no stack is called `prd`\. Did you mean `prod`\?/u],
    ["a role on no stack", `${prod}access: { roles: { operator: { stacks: [prd] } } }\n`, /:5: access\.roles\.operator\.stacks: no stack is called `prd`/u],
    ["a day that is none", `${prod}    expect: [{ code: DT220, reason: x, until: 2026-02-30 }]\n`, /:5: .*Write a day that is in the calendar/u],
    ["another database", `${prod}queue: { database_url: "mysql://u:tiger-lily@h/d" }\n`, /:5: queue\.database_url: a text stands here\. Write postgres:/u],
    ["a name of a stack in capitals", prod.replace("prod", "Prod"), /:2: stacks\.Prod: this name cannot be taken\. A stack's name has lower-case letters/u],
    ["two documents", `${prod}---\n${prod}`, /:5: a second document begins here/u],
    ["bytes that are no text", `${prod}\0\n`, /:5: this is no text in UTF-8/u],
    ["a sentence", "hello\n", /^duo-triage\.yaml: a text stands here\. Write keys and values/u],
    ["a value from the environment", prod.replace("https://gitlab.example.com", "${WHERE}"), /:4: .*`\$\{WHERE\}` stands here\. Write an address/u],
  ])("%s", (_what, source, said) => {
    const text = problemsOf(() => parse(source, { WHERE: "tiger-lily" }));
    expect(text).toMatch(said);
    expect(text).not.toContain("tiger-lily");
  });

  it("takes anchors from a key of the writer's own, merged keys, a byte order mark and CRLF", () => {
    const config = parse("\uFEFFx-usual: &usual { gitlab: { url: 'https://g' } }\r\nstacks:\r\n  a: { <<: *usual, site: dmz }\r\n  b: *usual\r\n");
    expect(Object.values(config.stacks).map(({ name, site, gitlab }) => [name, site, gitlab.url])).toEqual([["a", "dmz", "https://g"], ["b", "default", "https://g"]]);
  });

  it("says of the environment which variable is wrong", () => {
    const said = (env: Record<string, string>): string => problemsOf(() => loadConfig({ env, cwd: folder }));
    expect(said({ GITLAB_URL: "gitlab.example.com" })).toContain("the environment: GITLAB_URL: is no address of GitLab. Write an address that begins with");
    expect(said({ DATABASE_URL: "db:5432" })).toContain("the environment: DATABASE_URL: is no address of PostgreSQL");
    expect(said({ SLACK_BOT_TOKEN: "xoxb-1", PORT: "web" })).toContain("the environment: PORT: is no port");
    expect(said({ GITLAB_TOKEN: "of-another-program" })).toBe("no problem");
  });
});
