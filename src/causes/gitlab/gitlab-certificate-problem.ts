import { proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { Reach } from "../../facts/reach.ts";

/** What is wrong with the certificate, and the value that shows it. */
function certificateNames(reach: Reach | undefined): Record<string, string> {
  if (reach === undefined) return {};
  const leaf = reach.tls?.kind === "look" ? reach.tls.chain[0] : undefined;
  if (reach.state === "name-mismatch") return { problem: "for another name", detail: `it holds ${leaf?.names.slice(0, 4).join(", ") ?? "other names"}, not ${reach.host}` };
  if (reach.state === "not-yet-valid") return { problem: "not valid yet", detail: `it begins on ${leaf?.notBefore.slice(0, 10) ?? "a later day"}` };
  return { problem: "expired", detail: `it ended on ${leaf?.notAfter.slice(0, 10) ?? "an earlier day"}` };
}

export default {
  code: "DT154",
  name: "gitlab-certificate-problem",
  title: "GitLab's own certificate is {problem}: {detail}",
  plainTitle: "GitLab's own certificate is not accepted",
  hop: "gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A9999", "DCR4005"], checks: ["gitlab/certificate", "gitlab/signing-keys", "gateway/holds-keys", "gitlab/reachable"] },
  proof: (see) => [
    proven(see("gitlab/reach", (reach) => reach.state === "expired" || reach.state === "not-yet-valid"), unlessSeen(see("worker/clock", (clock) => clock.gateway !== null && Math.abs(clock.gateway.offsetMs) - clock.gateway.uncertaintyMs > 60_000)), see("worker/sentinel", (sentinel) => sentinel.reachable)),
    proven(see("gitlab/reach", (reach) => reach.state === "name-mismatch" && !reach.throughProxy)),
  ],
  rivals: {
    DT911: "the worker's own clock is wrong: GitLab's and the gateway's Date agree against it",
    DT910: "dates and name are right, only the issuer is unknown to the worker",
    DT244: "dates, name and chain are right, only the gateway does not trust the private CA",
    DT513: "the issuer is a TLS-inspecting product (Zscaler, Netskope), on the worker's way only",
  },
  remedy: [
    { do: "Renew or reissue the certificate with the name in external_url and the full chain", where: "GitLab node or the proxy before it", command: "openssl s_client -connect <host>:443 -servername <host> </dev/null | openssl x509 -noout -dates -subject -issuer", expect: "notAfter in the future, right name" },
    { do: "Reload the web server", where: "GitLab node", command: "gitlab-ctl hup nginx", expect: "the handshake is clean" },
    { do: "Restart the gateway if junk-token calls give 500: it may have cached an empty key set", where: "gateway host", command: "docker restart <gateway container>", expect: "junk token gives 401" },
  ],
  names: (read) => (certificateNames(read("gitlab/reach"))),
} satisfies Cause;
