import { existsSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { UsageError } from "./arguments.ts";

/** What init asks the world, handed in. */
export interface InitDesk {
  input: Readable;
  output: Writable;
  interactive: boolean;
  path: string;
  force: boolean;
  /** Tests an address and a token live: sentences about what was seen, and whether to go on. */
  test(url: string, token: string | undefined): Promise<{ good: boolean; said: readonly string[] }>;
}

/** Asks a few questions, tests the answers live, writes a commented file. A token is read without echo and never written: the file names a variable. */
export async function runInit(desk: InitDesk): Promise<number> {
  if (existsSync(desk.path) && !desk.force) throw new UsageError(`${desk.path} exists already. Give --force to replace it`);
  const ask = openQuestions(desk);
  try {
    const name = (await ask("Name of the stack [prod]: ")) || "prod";
    if (!/^[a-z0-9][a-z0-9_-]{0,39}$/u.test(name)) throw new UsageError(`"${name.slice(0, 40)}" is no name for a stack: lower-case letters, digits, - and _`);
    const url = (await ask("Address of GitLab (https://...): ")).replace(/\/+$/u, "");
    if (!/^https?:\/\/[^\s/]+/u.test(url)) throw new UsageError(`"${url.slice(0, 80)}" is no address: it begins with http:// or https://`);
    const variable = (await ask("Environment variable that will hold the GitLab token [GITLAB_TOKEN], or - for none: ")) || "GITLAB_TOKEN";
    const token = variable === "-" ? undefined : await ask("The token itself, only to test it now (not shown, not written; empty to skip): ", true);
    const { good, said } = await desk.test(url, token === "" ? undefined : token);
    desk.output.write(`${said.map((line) => `  ${line}`).join("\n")}\n`);
    if (!good && !/^y/iu.test(await ask("Write the file all the same? [y/N]: "))) {
      desk.output.write("Nothing was written.\n");
      return 3;
    }
    writeFileSync(desk.path, fileFor(name, url, variable), { mode: 0o600 });
    desk.output.write(`Written: ${desk.path}\n${variable === "-" ? "" : `Set ${variable} in the environment, then: `}duo-triage check ${name}\n`);
    return 0;
  } finally {
    ask.close();
  }
}

interface Ask {
  (question: string, hidden?: boolean): Promise<string>;
  close(): void;
}

function openQuestions(desk: InitDesk): Ask {
  let hiding = false;
  const lines = createInterface({ input: desk.input, output: desk.interactive ? muted(desk.output, () => hiding) : undefined, terminal: desk.interactive } as Parameters<typeof createInterface>[0]);
  const waiting: ((line: string) => void)[] = [];
  const arrived: string[] = [];
  let over = false;
  lines.on("line", (line) => {
    const next = waiting.shift();
    if (next === undefined) arrived.push(line);
    else next(line);
  });
  lines.on("close", () => {
    over = true;
    for (const next of waiting.splice(0)) next("");
  });
  const ask = async (question: string, hidden = false): Promise<string> => {
    desk.output.write(question);
    hiding = hidden;
    const line = arrived.shift() ?? (over ? "" : await new Promise<string>((resolve) => waiting.push(resolve)));
    hiding = false;
    if (hidden || !desk.interactive) desk.output.write("\n");
    return line.trim();
  };
  return Object.assign(ask, { close: () => lines.close() });
}

function muted(output: Writable, hiding: () => boolean): NodeJS.WritableStream {
  return new Proxy(output as unknown as NodeJS.WritableStream, {
    get(target, key) {
      if (key === "write") return (text: unknown, ...rest: unknown[]) => (hiding() ? true : (target.write as (...all: unknown[]) => boolean)(text, ...rest));
      const value = Reflect.get(target, key) as unknown;
      return typeof value === "function" ? (value as (...all: unknown[]) => unknown).bind(target) : value;
    },
  });
}

function fileFor(name: string, url: string, variable: string): string {
  return `# duo-triage: what it looks after. Check it with: duo-triage config validate
stacks:
  ${name}:
    gitlab:
      url: ${url}
${variable === "-" ? "      # token: ${GITLAB_TOKEN}      # any user: versions and access; administrator: settings, models, licence\n" : `      token: \${${variable}}      # administrator with scope api sees most; read_api of any user sees versions\n`}      # ca_file: /etc/ssl/private-ca.pem    # where GitLab's certificate comes from your own CA
    # Only if GitLab does not tell, or this machine reaches the gateway under another name:
    # gateway: { url: http://aigw.internal:5052 }
    # Keys let duo-triage ask a model server itself; names as in GitLab's list of self-hosted models:
    # models:
    #   - { name: mistral, api_key: "\${MODEL_KEY}" }
    # profile: offline                        # air-gapped: cloud services are not expected to answer
`;
}
