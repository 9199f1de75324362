// Loaded before a bot: tells its parent how long the event loop stood still, and nothing else. Lines that name `stall` are the bench's own.
import { monitorEventLoopDelay } from "node:perf_hooks";

const everyMs = 10;
const delays = monitorEventLoopDelay({ resolution: everyMs });
delays.enable();
process.on("message", ({ id, what }) => {
  if (what !== "stalls") return;
  const ms = (value) => Math.max(0, value / 1e6 - everyMs);
  process.send?.({ id, value: { worst: ms(delays.max), p99: ms(delays.percentile(99)), p999: ms(delays.percentile(99.9)) } });
  delays.reset();
});
// The parent's line keeps no process alive.
process.channel?.unref();
