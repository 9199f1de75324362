import { inspect } from "node:util";

/**
 * A value that cannot be printed: every way of turning it into text gives `[secret]`. `reveal` is called in one kind of place only,
 * where the value goes onto the wire.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [Symbol.toPrimitive](): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

/** The clear text of a value that may be a secret, for the wire. */
export function revealed(value: string | Secret): string {
  return typeof value === "string" ? value : value.reveal();
}
