import type { Check } from "../../facts/rules.ts";

export default {
  title: "GitLab's certificate is good",
  hop: "gitlab",
  after: ["gitlab/reachable"],
  judge: (see) => [
    { verdict: "fail", when: see("gitlab/reach", (reach) => ["expired", "not-yet-valid", "name-mismatch", "not-tls", "tls-refused", "tls-cut", "client-certificate"].includes(reach.state)), reason: "the handshake with {gitlabHost} fails: {state}" },
    { verdict: "warn", when: see("gitlab/reach", (reach) => reach.state === "untrusted"), reason: "the worker does not trust the issuer of the certificate" },
    { verdict: "pass", when: see("gitlab/reach", (reach) => reach.scheme === "https" && reach.state === "open"), reason: "trusted, in date, for the right name" },
    { verdict: "skip", when: see("gitlab/reach", (reach) => reach.scheme === "http"), reason: "GitLab is addressed by plain http" },
  ],
  wouldTell: { do: "Look at the handshake from the worker", where: "worker host", command: "openssl s_client -connect {gitlabHost}:443 -servername {gitlabHost} </dev/null", expect: "a chain that ends in a known root, with the right name and dates" },
  names: (read) => ({ state: read("gitlab/reach")?.state.replaceAll("-", " ") }),
} satisfies Check;
