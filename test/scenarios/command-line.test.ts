import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rehearsalSchema } from "../../src/core/rehearsal.ts";
import { resultSchema } from "../../src/core/result.ts";
import { readTarGz } from "../kit/untar.ts";
import { lockDirectory } from "../../src/store/directory-lock.ts";
import { startPracticeStack, type PracticeStack } from "../../src/practice/stack.ts";

const bin = resolve("dist/bin.js");
const folder = mkdtempSync(join(tmpdir(), "duo-triage-cli-"));
const clean = { PATH: process.env["PATH"] ?? "", HOME: folder };

interface Ran {
  status: number | null;
  out: string;
  err: string;
}

function run(args: readonly string[], options: { input?: string; env?: Record<string, string>; timeoutMs?: number } = {}): Promise<Ran> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env: { ...clean, ...options.env } });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    const limit = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 60_000);
    child.on("close", (status) => {
      clearTimeout(limit);
      settle({ status, out, err });
    });
    child.stdin.end(options.input ?? "");
  });
}

beforeAll(() => {
  const built = spawnSync(process.execPath, ["scripts/build.mjs"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stdout + built.stderr);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the command line", () => {
  it("explains a code with no configuration, network or queue", async () => {
    const { status, out } = await run(["explain", "Error code: A1003"]);
    expect(status).toBe(0);
    expect(out).toMatch(/A1003: .*\nSeen in: /u);
    expect((await run(["explain", "-", "--json"], { input: "litellm.AuthenticationError: 401\nError code: A1004" })).out).toContain('"A1004"');
  });

  it("names for each cause of an explanation where it is described: the published page, else the copy beside the program", async () => {
    const copy = resolve("docs/causes.md");
    const { out } = await run(["explain", "DT321"]);
    expect(out).toContain(`Described at: DT321 ${copy}#dt321\n`);
    expect(readFileSync(copy, "utf8")).toContain('<a id="dt321"></a>');
    const suspects = (await run(["explain", "Error code: A1003"])).out;
    expect(suspects.match(/Described at: DT\d{3} /gu)?.length).toBeGreaterThan(1);
    writeFileSync(join(folder, "published.yaml"), JSON.stringify({ docs: { causes_url: "https://example.com/causes.md" }, stacks: {} }));
    expect((await run(["explain", "DT321", "--config", "published.yaml"])).out).toContain("Described at: DT321 https://example.com/causes.md#dt321\n");
    expect((await run(["explain", "DT321", "--json", "--config", "published.yaml"])).out).not.toContain("causes.md");
  });

  it("exports who did what, an empty list from an empty store, and says when the store is away", async () => {
    const empty = await run(["audit", "export", "--format", "csv"], { timeoutMs: 120_000 });
    expect(empty.out).toBe("at,did,what,platform,channel,person,name,role,stack,run,incident,to,words,outcome\r\n");
    expect({ status: empty.status, err: empty.err }).toEqual({ status: 0, err: expect.stringContaining("0 entries of") });
    const away = await run(["audit", "export"], { env: { REDIS_URL: "redis://127.0.0.1:1" }, timeoutMs: 120_000 });
    expect({ status: away.status, out: away.out }).toEqual({ status: 1, out: "" });
    expect(away.err).toContain("export stopped: ");
  }, 120_000);

  it.each([
    [["chekc"], 'did you mean "check"?'],
    [["check", "--jsn"], "did you mean --json?"],
    [["check", "lab"], "no stack is configured"],
    [["check", "lab", "--config", "none.yaml"], "cannot be read (ENOENT)"],
    [["replay", "none.json"], "not a saved run"],
    [["practice", "--fault", "licence-expird"], 'did you mean "licence-expired"?'],
    [["audit", "exprt"], "Usage: duo-triage audit export"],
    [["audit", "export", "--format", "xml"], "--format takes jsonl or csv"],
    [["audit", "export", "--since", "soon"], "--since takes a date"],
    [["check", "lab", "--timeout", "soon"], "--timeout takes seconds"],
    [["check", "lab", "--json", "--junit"], "--json and --junit are two forms of one answer"],
    [["check", "lab", "--only", "gitlab/reachabel"], 'did you mean "gitlab/reachable"?'],
    [["check", "lab", "--only", "DT301,weather"], '--only: nothing is called "weather". It takes checks, hops'],
    [["check", "lab", "--only", ","], "--only takes checks, hops"],
    [["explain", "A1003", "--save", "run.json"], "--save is about the run of a stack: add --stack NAME"],
    [["check", "--save", "nowhere/run.json"], "--save nowhere/run.json: cannot be written (ENOENT)"],
    [["check", "lab", "--report", "."], "--report .: cannot be written (EISDIR)"],
    [["practice", "--port", "99999"], "--port takes a number up to 65535"],
  ])("answers %j with exit 2 and what to write", async (args, text) => {
    const { status, out, err } = await run(args);
    expect(err).toContain(text);
    expect({ status, out }).toEqual({ status: 2, out: "" });
  });

  it("says at once, instead of a prompt that can answer nothing, that another bot has the data folder", async () => {
    const taken = join(folder, "taken");
    const lock = await lockDirectory(taken);
    writeFileSync(join(folder, "taken.yaml"), `queue: { directory: ${taken} }\n`);
    const { status, out, err } = await run(["start", "--config", "taken.yaml"], { input: "/duo explain A1003\n" });
    lock.release();
    expect({ status, out, err }).toEqual({ status: 2, out: "", err: expect.stringContaining(`is in use by process ${process.pid} `) });
  });

  it("refuses a port that somebody has", async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, "127.0.0.1", () => done()));
    const { port } = taken.address() as AddressInfo;
    const { status, err } = await run(["practice", "--port", String(port)]);
    await new Promise((done) => taken.close(done));
    expect(err).toContain(`--port ${port}: something listens there already`);
    expect(status).toBe(2);
  });

  it.each(["DT301", "A1003", "chat", "model", "gitlab/reachable", "custom"])("narrows a check to %s", async (only) => {
    expect((await run(["check", "lab", "--only", only])).err).toContain("no stack is configured");
  });

  it("prints a JSON Schema of configuration, result and job", async () => {
    for (const kind of ["config", "result", "job"]) expect(JSON.parse((await run(["schema", kind])).out)).toMatchObject({ type: "object" });
  });

  it("writes a configuration by asking, and never the token", async () => {
    const path = join(folder, "init.yaml");
    const { status, out } = await run(["init", "--config", path], { input: "prod\nhttp://127.0.0.1:9\nGITLAB_TOKEN\nglpat-secretsecretsecret\ny\n" });
    expect(status).toBe(0);
    expect(readFileSync(path, "utf8")).toContain("token: ${GITLAB_TOKEN}");
    expect(`${out}${readFileSync(path, "utf8")}`).not.toContain("glpat-secret");
    expect((await run(["config", "validate", "--config", path], { env: { GITLAB_TOKEN: "x-y-z" } })).out).toContain("valid, stacks prod");
  }, 60_000);
});

describe("a check from the command line", () => {
  let stack: PracticeStack;
  beforeAll(async () => {
    stack = await startPracticeStack({});
    writeFileSync(join(folder, "lab.yaml"), JSON.stringify({ stacks: { lab: { gitlab: { url: stack.gitlabUrl, token: "${TOKEN}" } } } }));
  }, 60_000);
  afterAll(() => stack.close());
  const check = (...args: string[]): Promise<Ran> => run(["check", "lab", "--config", "lab.yaml", ...args], { env: { TOKEN: stack.tokens.admin } });

  it("passes a healthy stack: exit 0, one JSON document on standard output, progress on standard error", async () => {
    const { status, out, err } = await check("--json");
    const result = resultSchema.parse(JSON.parse(out));
    expect({ status, verdict: result.verdict, causes: result.diagnosis.causes, cannotTell: result.diagnosis.cannotTell }).toEqual({ status: 0, verdict: "pass", causes: [], cannotTell: [] });
    expect(err).toMatch(/seen \d+\/\d+/u);
    const rehearsed = await run(["rehearse", "lab", "19.4", "--json", "--config", "lab.yaml"], { env: { TOKEN: stack.tokens.admin } });
    expect([rehearsed.status, rehearsalSchema.parse(JSON.parse(rehearsed.out)).verdict]).toEqual([4, "go-after"]);
    expect((await run(["rehearse", "lab", "soon", "--config", "lab.yaml"], { env: { TOKEN: stack.tokens.admin } })).status).toBe(2);
  }, 60_000);

  it("names a broken thing: exit 3 in every output mode, and the saved evidence gives the same answer again", async () => {
    await stack.breakWith("licence-expired");
    const saved = join(folder, "run.json");
    const { status, out } = await check("--json", "--save", saved);
    const packet = await run(["bundle", saved, "-o", "packet.tar.gz"]);
    expect([packet.status, packet.err]).toEqual([0, ""]);
    expect(packet.out).toMatch(/^packet\.tar\.gz: \d+ KiB\. Hidden: /u);
    expect(Object.entries(readTarGz(readFileSync(join(folder, "packet.tar.gz")))).find(([path]) => path.endsWith("/ticket.md"))?.[1]).toContain((JSON.parse(out) as { run: string }).run);
    for (const wrong of [["bundle"], ["bundle", "r-none"], ["bundle", "none.json"], ["bundle", saved, "--stack", "x"]]) expect((await run(wrong)).status, wrong.join(" ")).toBe(2);
    const result = resultSchema.parse(JSON.parse(out));
    expect({ status, causes: result.diagnosis.causes.map((cause) => cause.code) }).toEqual({ status: 3, causes: ["DT601"] });
    const replayed = await run(["replay", saved, "--json"]);
    expect({ status: replayed.status, result: JSON.parse(replayed.out) as unknown }).toEqual({ status: 3, result: JSON.parse(out) });
    const junit = await run(["replay", saved, "--junit"]);
    expect({ status: junit.status, failed: /failures="[1-9]/u.test(junit.out) }).toEqual({ status: 3, failed: true });
    expect((await run(["replay", saved])).out).toMatch(/X FAIL {2}Duo on lab: .*\nCause: .*DT601/u);
    await stack.mend();
  }, 90_000);

  it("explains a code and asks a stack which of its causes holds: text, then the verdict; one document with --json", async () => {
    await stack.breakWith("custom-models-disabled");
    const explain = (...args: string[]): Promise<Ran> => run(["explain", "Error code: A9999", "--stack", "lab", "--config", "lab.yaml", ...args], { env: { TOKEN: stack.tokens.admin } });
    const { status, out } = await explain();
    expect(out).toMatch(/A9999: [\s\S]*X FAIL {2}Duo on lab: [\s\S]*DT221/u);
    expect(status).toBe(3);
    const json = await explain("--json");
    expect(JSON.parse(json.out)).toMatchObject({ reported: ["A9999"], result: { verdict: "fail", diagnosis: { causes: [{ code: "DT221" }] } } });
    expect(json.status).toBe(3);
    await stack.mend();
  }, 180_000);

  it("is undecided, exit 5, when nothing can be seen", async () => {
    writeFileSync(join(folder, "gone.yaml"), JSON.stringify({ stacks: { lab: { gitlab: { url: "http://gitlab.invalid" } } } }));
    expect((await run(["check", "lab", "--config", "gone.yaml", "--json"])).status).toBe(5);
  }, 60_000);
});

describe("the bot on a bare machine", () => {
  it("answers piped lines through the embedded queue, prints every answer, and ends with 0", async () => {
    const { status, out } = await run(["start"], { input: "/duo check\nsteps\n/duo practice break licence-expired\n/duo check\nwhy\n/duo history\n", timeoutMs: 170_000 });
    expect(out.split("\n\n")[0]?.split("\n").length).toBeLessThanOrEqual(12);
    expect(out).toMatch(/OK PASS {2}Duo on practice: works/u);
    expect(out).toMatch(/X FAIL {2}Duo on practice.*\nCause: .*DT601/u);
    expect(out).toMatch(/How we know: DT601/u);
    expect(out.match(/Duo on practice/gu)?.length).toBe(2);
    expect(status).toBe(0);
  }, 180_000);
});
