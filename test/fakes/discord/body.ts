import type { IncomingMessage } from "node:http";
import type { Upload } from "./limits.ts";

const most = 30 * 1024 * 1024;

/** Reads a request's JSON, alone or beside uploaded files in a multipart form. `undefined`: not JSON. */
export async function readBody(request: IncomingMessage): Promise<{ json: unknown; files: Upload[] } | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > most) return undefined;
    parts.push(part as Buffer);
  }
  const bytes = Buffer.concat(parts);
  const type = request.headers["content-type"] ?? "";
  if (bytes.length === 0) return { json: undefined, files: [] };
  try {
    if (!type.startsWith("multipart/form-data")) return { json: JSON.parse(bytes.toString("utf8")) as unknown, files: [] };
    const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
    const files: Upload[] = [];
    for (const [field, value] of form.entries()) if (typeof value !== "string") files.push({ field, name: value.name, bytes: Buffer.from(await value.arrayBuffer()) });
    const payload = form.get("payload_json");
    return { json: typeof payload === "string" ? (JSON.parse(payload) as unknown) : {}, files };
  } catch {
    return undefined;
  }
}
