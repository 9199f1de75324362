// The world outside of the chaos bench: a chat platform that limits, breaks, and sometimes posts without saying so; stacks that are broken
// or well; and the count of what stands in the channels.
import { createServer } from "node:http";

export async function openWorld() {
  /** `<run> <slot>`: how often it was posted anew, and what it says now. */
  const messages = new Map();
  const worked = new Map();
  const broken = new Set();
  let posts = 0;

  async function answer(request, response) {
    const url = new URL(request.url, "http://world");
    const say = (status, body = {}, headers = {}) => response.writeHead(status, headers).end(JSON.stringify(body));
    if (url.pathname === "/target") {
      const run = url.searchParams.get("run");
      worked.set(run, (worked.get(run) ?? 0) + 1);
      return say(200, { broken: broken.has(url.searchParams.get("stack")) });
    }
    if (url.pathname === "/find") {
      const found = messages.get(`${url.searchParams.get("run")} ${url.searchParams.get("slot")}`);
      return found === undefined ? say(404) : say(200, { id: found.id });
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { run, slot, channel, edit, text } = JSON.parse(Buffer.concat(chunks).toString());
    const luck = Math.random();
    if (luck < 0.04) return say(429, {}, { "retry-after": "1" });
    if (luck < 0.07) return say(500);
    const key = `${run} ${slot}`;
    const known = messages.get(key);
    if (edit === undefined) messages.set(key, { id: String((posts += 1)), run, slot, channel, text, count: (known?.count ?? 0) + 1, at: known?.at ?? Date.now() });
    else for (const message of messages.values()) if (message.id === edit) message.text = text;
    if (luck < 0.09) return request.socket.destroy();
    return say(200, { id: edit ?? messages.get(key).id });
  }
  // A member that is killed while it posts takes its socket with it.
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`, messages, worked, broken,
    has: (run, slot) => messages.has(`${run} ${slot}`),
    /** What was posted into a channel, of one kind of slot. */
    of: (channel, kind) => [...messages.values()].filter((message) => message.channel === channel && message.slot.startsWith(kind)),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
