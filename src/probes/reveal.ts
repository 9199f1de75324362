import type { HttpRequest } from "../core/ports.ts";
import { Secret } from "../core/secret.ts";

/** Header values as they go onto the wire. A Secret is opened here, in `bodyFor`, and where a proxy is dialled; nowhere else. */
export function headersFor(headers: Readonly<Record<string, string | Secret>> | undefined): [string, string][] {
  return Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value instanceof Secret ? value.reveal() : value]);
}

/** JSON as it goes onto the wire. */
export function bodyFor(json: unknown): string {
  // The replacer sees what toJSON made of a Secret; its holder still has the Secret itself.
  return JSON.stringify(json, function (this: unknown, key: string, value: unknown) {
    const held = (this as Record<string, unknown>)[key];
    return held instanceof Secret ? held.reveal() : value;
  });
}

/** Whether anything that a request would send is a Secret: header, JSON at any depth, or a login in the address. */
export function holdsSecret(request: Pick<HttpRequest, "headers" | "json" | "url">): boolean {
  if (Object.values(request.headers ?? {}).some((value) => value instanceof Secret)) return true;
  if (URL.canParse(request.url) && new URL(request.url).username !== "") return true;
  let found = false;
  JSON.stringify(request.json, function (this: unknown, key: string, value: unknown) {
    found ||= (this as Record<string, unknown>)[key] instanceof Secret;
    return value;
  });
  return found;
}
