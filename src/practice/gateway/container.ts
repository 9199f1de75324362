import type { World } from "../world.ts";

/** What somebody with a shell beside the gateway can print: the list of containers, one of them in full, its log, and the log of a proxy before it. */

const registry = "registry.gitlab.com/gitlab-org/modelops/applied-ml/code-suggestions/ai-assist/model-gateway";
const mapped = (port: string): string => port.split("/")[0] ?? "";
const states = { running: "Up 3 hours", exited: "Exited", restarting: "Restarting", absent: "" } as const;

/** The texts of `docker ps -a`, `docker inspect` and `docker logs`; nothing to inspect where no container is there. */
export function containerTexts({ gateway, agent }: World, log: readonly string[]): { list: string; inspected: string | null; printed: string[] } {
  const { container } = gateway;
  const head = "CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES";
  const printed = container.printed.length > 0 ? [...container.printed] : [...log];
  if (container.state === "absent") return { list: head, inspected: null, printed };
  const image = container.image ?? `${registry}:self-hosted-v${gateway.release}.1-ee`;
  const up = container.state === "running";
  const published = Object.entries(container.ports).map(([port, open]) => (open ? `0.0.0.0:${mapped(port)}->${port}` : port));
  const status = up ? states.running : `${states[container.state]} (${container.exitCode}) 40 seconds ago`;
  const environment = { PATH: "/home/aigateway/app/.venv/bin:/usr/local/bin:/usr/bin:/bin", HOME: "/home/aigateway", ...agent.env, ...gateway.env };
  const inspected = {
    Id: "8f1c5d2e9a31",
    State: { Status: container.state, Running: up, OOMKilled: container.outOfMemory, ExitCode: container.exitCode, Error: "" },
    Name: "/gateway",
    Config: { Image: image, Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`), ExposedPorts: Object.fromEntries(Object.keys(container.ports).map((port) => [port, {}])) },
    NetworkSettings: { Ports: Object.fromEntries(Object.entries(container.ports).map(([port, open]) => [port, open && up ? [{ HostIp: "0.0.0.0", HostPort: mapped(port) }] : null])) },
  };
  const row = ["8f1c5d2e9a31", image, '"/home/aigateway/app/…"', "3 hours ago", status, up ? published.join(", ") : "", "gateway"].join("   ");
  return { list: `${head}\n${row}`, inspected: JSON.stringify([inspected], null, 4), printed };
}

/** What a proxy before the gateway writes when it gets nothing from behind it. */
export function frontLog({ front, ports }: World): string[] {
  if (front === null || front.backend === "up") return [];
  const day = new Date().toUTCString().split(" ");
  if (front.product === "nginx") return [`2026/11/20 10:01:02 [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: _, request: "POST /v2/chat/agent HTTP/1.1", upstream: "http://127.0.0.1:${ports.gateway}/v2/chat/agent", host: "127.0.0.1:${ports.front}"`];
  const stamp = `${day[2] ?? "Nov"} ${day[1] ?? "20"} ${day[4] ?? "10:01:02"}`;
  const reason = front.backend === "unchecked" ? 'Layer7 wrong status, code: 401, info: "Unauthorized", check duration: 4ms' : 'Layer4 connection problem, info: "Connection refused", check duration: 0ms';
  if (front.product === "haproxy") return [`${stamp} lb1 haproxy[812]: Server aigw/gateway1 is DOWN, reason: ${reason}, 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.`];
  return [`[2026-11-20T10:01:02.114Z] "POST /v2/chat/agent HTTP/1.1" 503 UF upstream_reset_before_response_started{remote_connection_failure} - "-" 2011 91 1 - "127.0.0.1" "Ruby" "9d2c" "127.0.0.1" "127.0.0.1:${ports.gateway}"`];
}
