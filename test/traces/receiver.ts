import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

// The JSON encoding of OTLP 1.x as a collector decodes it: ids in hexadecimal, 64-bit numbers as text, nothing unknown.
const hex = (bytes: number) => z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${bytes * 2}}$`, "u"));
const value = z.union([z.strictObject({ stringValue: z.string() }), z.strictObject({ intValue: z.string().regex(/^-?\d+$/u) }), z.strictObject({ boolValue: z.boolean() }), z.strictObject({ doubleValue: z.number() })]);
const attributes = z.array(z.strictObject({ key: z.string().min(1), value }));
const span = z.strictObject({
  traceId: hex(16), spanId: hex(8), parentSpanId: hex(8).optional(), traceState: z.string().optional(), name: z.string().min(1), kind: z.number().int().min(1).max(5),
  startTimeUnixNano: z.string().regex(/^\d{19}$/u), endTimeUnixNano: z.string().regex(/^\d{19}$/u), attributes, status: z.strictObject({ code: z.literal(2).optional(), message: z.string().optional() }),
});
const document = z.strictObject({ resourceSpans: z.array(z.strictObject({ resource: z.strictObject({ attributes }), scopeSpans: z.array(z.strictObject({ scope: z.strictObject({ name: z.string(), version: z.string() }), spans: z.array(span) })) })) });

export interface ReceivedSpan extends Omit<z.infer<typeof span>, "attributes"> {
  attributes: Record<string, string | boolean | number>;
  resource: Record<string, string | boolean | number>;
}

const plain = (list: z.infer<typeof attributes>): ReceivedSpan["attributes"] => Object.fromEntries(list.map(({ key, value: one }) => [key, Object.values(one)[0] as string]));

/** A collector that takes OTLP over HTTP with JSON, strictly. */
export async function openReceiver() {
  const spans: ReceivedSpan[] = [];
  const requests: { headers: IncomingHttpHeaders; path: string; body: string }[] = [];
  const state: { answers: { status: number; headers?: Record<string, string> }[] } = { answers: [] };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString("utf8");
      requests.push({ headers: request.headers, path: `${request.method} ${request.url}`, body });
      const planned = state.answers.shift();
      if (planned !== undefined) return response.writeHead(planned.status, planned.headers).end("busy");
      const read = document.safeParse(JSON.parse(body));
      if (!read.success) return response.writeHead(400).end(z.prettifyError(read.error));
      for (const { resource, scopeSpans } of read.data.resourceSpans) for (const one of scopeSpans.flatMap((scope) => scope.spans)) spans.push({ ...one, attributes: plain(one.attributes), resource: plain(resource.attributes) });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, requests, state,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
