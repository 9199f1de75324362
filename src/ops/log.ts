import { pino, type Logger } from "pino";

/** What happens, for operators: one JSON line each, or a plain line where a person watches. */
export interface Log {
  info(text: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(text: string, fields?: Readonly<Record<string, unknown>>): void;
  error(text: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface LogOptions {
  level: "debug" | "info" | "warn" | "error";
  /** `text` is for a person at a terminal: warnings and errors only. */
  format: "json" | "text";
  /** The choke point: nothing is written that did not go through it. */
  redact(text: string): string;
  write(line: string): void;
  /** Fields of every line. */
  about: Readonly<Record<string, unknown>>;
}

/** Opens the log. Secrets are hidden in the finished line, whatever field they hide in. */
export function openLog({ level, format, redact, write, about }: LogOptions): Log {
  if (format === "text") {
    const plain = (text: string, fields?: Readonly<Record<string, unknown>>): void => {
      const run = typeof fields?.["run"] === "string" ? ` (run ${fields["run"]})` : "";
      write(`${redact(`${text}${run}`)}\n`);
    };
    return { info: () => undefined, warn: plain, error: plain };
  }
  const logger: Logger = pino(
    { level, base: { ...about }, timestamp: pino.stdTimeFunctions.isoTime, messageKey: "message", formatters: { level: (label) => ({ level: label }) } },
    { write: (line: string) => write(redact(line)) },
  );
  return {
    info: (text, fields = {}) => logger.info(fields, text),
    warn: (text, fields = {}) => logger.warn(fields, text),
    error: (text, fields = {}) => logger.error(fields, text),
  };
}
