import type { HttpRequest, Limits } from "../core/ports.ts";
import type { HttpResult } from "../core/probe-answer.ts";
import { converse, type Tools } from "./converse.ts";

const defaultKeepBytes = 8_192;
// Read on so far beyond what is kept: the connection stays usable, and the length of an ordinary page is known.
const readBeyondBytes = 262_144;

/** One HTTP exchange with the first bytes of its body. */
export function probeHttp(tools: Tools, request: HttpRequest, limits: Limits): Promise<HttpResult> {
  const keepBytes = Math.max(0, request.keepBytes ?? defaultKeepBytes);
  return converse(tools, request, limits, { keepBytes, readAtMost: keepBytes + readBeyondBytes });
}
