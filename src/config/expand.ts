import { readFileSync, statSync } from "node:fs";

/** Where `${...}` takes its values from. */
export interface Sources {
  env: Readonly<Record<string, string | undefined>>;
  /** Trimmed content of a file; throws where it cannot be read. */
  readFile(path: string): string;
}

const limitBytes = 256 * 1024;

export function readSmallFile(path: string): string {
  if (statSync(path).size > limitBytes) throw new Error(`larger than ${limitBytes} bytes`);
  return readFileSync(path, "utf8").trim();
}

/** `${NAME}` takes an environment variable, `${file:PATH}` the trimmed content of a file. A missing one is handed to `missing` with what to do. */
export function expand(text: string, sources: Sources, missing: (problem: string, advice: string) => void): string {
  return text.replace(/\$\{([^}\n]{1,400})\}/gu, (_whole, inside: string) => {
    const name = inside.trim();
    if (name.startsWith("file:")) {
      const path = name.slice("file:".length);
      try {
        const content = sources.readFile(path);
        if (content === "") missing(`the file ${path} is empty`, "Put the value into it, or take the line out");
        return content;
      } catch (error) {
        missing(`the file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "error"})`, "Create it, or correct the path");
        return "";
      }
    }
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/u.test(name)) {
      missing(`\${${name.slice(0, 40)}} is neither a variable nor file:PATH`, "Write ${NAME} or ${file:/path}");
      return "";
    }
    const value = sources.env[name];
    if (value === undefined || value === "") missing(`the environment variable ${name} is not set`, `Set ${name}, or take the line out`);
    return value ?? "";
  });
}
