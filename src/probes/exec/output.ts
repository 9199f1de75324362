import type { ExecAnswer, ReadCommand } from "../../core/exec.ts";

/** Most bytes that one command may bring; what comes after is cut off, not waited for. */
export const outputLimit = 512 * 1024;

/** Gathers output up to the limit. */
export function gatherOutput(): { add(chunk: Buffer): boolean; text(): string; cut(): boolean } {
  const chunks: Buffer[] = [];
  let size = 0;
  let cut = false;
  return {
    add(chunk) {
      if (size >= outputLimit) {
        cut = true;
        return false;
      }
      const kept = chunk.subarray(0, outputLimit - size);
      cut ||= kept.length < chunk.length;
      chunks.push(kept);
      size += kept.length;
      return !cut;
    },
    text: () => Buffer.concat(chunks).toString("utf8"),
    cut: () => cut,
  };
}

const secretNames = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTHORIZATION|EXTRA_HEADERS)/u;

/** The environment of a process, one variable a line; what may be a secret is told by its shape alone, before anything else sees it. */
export function tellEnvironment(environ: string): string {
  return environ.split("\0").filter((entry) => entry.includes("=")).map((entry) => {
    const name = entry.slice(0, entry.indexOf("="));
    const value = entry.slice(name.length + 1);
    if (!secretNames.test(name) || value === "") return `${name}=${value.replace(/(\/\/)[^/@\s]*@/gu, "$1[hidden]@").replace(/[\r\n]+/gu, " ")}`;
    if (/EXTRA_HEADERS/u.test(name)) return `${name}=${/authorization|api-key/iu.test(value) ? "[authorization hidden]" : "[hidden]"}`;
    if (!/SIGNING_KEY|VALIDATION_KEY/u.test(name)) return `${name}=[hidden]`;
    const good = value.startsWith("-----BEGIN") && value.trim().split("\n").length >= 10;
    return `${name}=${good ? "-----BEGIN [hidden], several lines" : value.includes("\\n") ? "one line with written \\n" : "not a PEM key"}`;
  }).join("\n");
}

/** What is asked for stands on no list, or its data is not of the listed form: nothing is run. */
export const notListed = (command: ReadCommand): ExecAnswer => ({ kind: "failure", command, reason: "not-there", said: "this command, or its data, is not on the list", ms: 0 });
