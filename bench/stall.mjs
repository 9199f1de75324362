// Loaded before a bot: tells its parent how long the event loop stood still. On a machine that is shared a loop also stands still while
// others have the processor, so the time that this thread was really at work is told apart (Linux; elsewhere both are the same).
import { subscribe } from "node:diagnostics_channel";
import { readFileSync } from "node:fs";

const everyMs = 10;
const path = `/proc/self/task/${process.pid}/schedstat`;
/** ms that the main thread has been on a processor. */
const worked = () => {
  try {
    return Number(readFileSync(path, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return performance.now();
  }
};
let gaps = [];
let last = { at: performance.now(), work: worked() };
setInterval(() => {
  const now = { at: performance.now(), work: worked() };
  gaps.push({ still: now.at - last.at - everyMs, own: now.work - last.work });
  last = now;
}, everyMs).unref();

// How long requests to the bot itself took from their head to the end of its answer: what the sender adds is not in it.
const began = new WeakMap();
let answered = [];
subscribe("http.server.request.start", ({ request }) => void began.set(request, performance.now()));
subscribe("http.server.response.finish", ({ request }) => {
  const at = began.get(request);
  if (at !== undefined) answered.push(performance.now() - at);
});

const worst = (list) => list.reduce((most, value) => Math.max(most, value), 0);
const within = (list, share) => [...list].sort((a, b) => a - b)[Math.max(0, Math.ceil(list.length * share) - 1)] ?? 0;
process.on("message", ({ id, what }) => {
  if (what !== "stalls") return;
  const own = gaps.map((gap) => gap.own);
  process.send?.({ id, value: { still: worst(gaps.map((gap) => gap.still)), own: worst(own), own999: within(own, 0.999), longer: own.filter((ms) => ms > 50).length, answered99: within(answered, 0.99), answeredWorst: worst(answered) } });
  gaps = [];
  answered = [];
});
// The parent's line keeps no process alive.
process.channel?.unref();
