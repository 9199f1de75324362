import { proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT414",
  name: "websocket-upgrade-stripped",
  title: "A proxy before GitLab strips the WebSocket upgrade, so agent answers never reach the browser or editor",
  hop: "gitlab",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: [], checks: ["gitlab/websocket"] },
  proof: (see) => [
    // Where something else than GitLab answers every address, the upgrade shares the fate of the rest.
    proven(see("gitlab/cable", (value) => value.stripped), unlessSeen(see("gitlab/front", (front) => !front.alive))),
  ],
  rivals: {
    DT637: "401 or 403 on the upgrade: it reached GitLab, the token or the Origin is refused",
    DT150: "plain requests to GitLab fail as well",
    DT130: "upgrade 101 is good and no answer is produced: Sidekiq",
  },
  remedy: [
    { do: "Forward the two headers and HTTP/1.1", where: "reverse proxy or load balancer before GitLab", command: "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;", expect: "101 on /-/cable", risk: "a reload may end open connections" },
    { do: "Allow long idle connections there", where: "same place", command: "proxy_read_timeout 3600s", expect: "agentic chat does not stop after a minute" },
    { do: "Test with the Rake task of 19.3 or later", where: "GitLab node", command: "gitlab-rake \"gitlab:duo:verify_self_hosted_setup[<username>]\"", expect: "`WebSocket upgrade completed (HTTP 101)`", risk: "it mints an OAuth token for that user" },
  ],
} satisfies Cause;
