import { likely, proven } from "../../core/truth.ts";
import type { Reach } from "../../facts/reach.ts";
import type { Cause } from "../../facts/rules.ts";
import { gitlabReaches } from "../../terms/network.ts";

/** The target whose certificate the worker does not trust, and who issued it. */
function certificateNames(gitlab: Reach | undefined, gateway: Reach | undefined): Record<string, string> {
  const reach = gitlab?.state === "untrusted" ? gitlab : gateway;
  const leaf = reach?.tls?.kind === "look" ? reach.tls.chain[0] : undefined;
  return { target: reach === gitlab ? "GitLab" : "the gateway", issuer: leaf?.issuer ?? "not shown", host: reach?.host ?? "<host>", port: String(reach?.port ?? "<port>") };
}

export default {
  code: "DT910",
  name: "certificate-unknown-to-worker-only",
  title: "The worker does not trust the certificate of {target} (issuer {issuer})",
  hop: "triage",
  severity: "warning",
  breaks: [],
  explains: { codes: [], checks: ["gitlab/certificate", "gitlab-to-gateway/certificate"] },
  proof: (see) => [
    proven(see("gateway/reach", (reach) => reach.state === "untrusted"), gitlabReaches(see)),
    likely(see("gitlab/reach", (reach) => reach.state === "untrusted")),
  ],
  rivals: {
    DT510: "direct_access is 500 and host_probe holds `certificate verify failed`: GitLab does not trust it either",
    DT513: "the issuer is a TLS-inspecting product and only on one way",
    DT154: "GitLab's certificate is expired or has the wrong name",
    DT511: "notAfter is in the past",
    DT512: "the name does not match",
  },
  remedy: [
    { do: "Compare the issuer with the one that GitLab sees before you trust it", where: "GitLab node and worker host", command: "openssl s_client -connect {host}:{port} </dev/null | openssl x509 -noout -issuer -fingerprint", expect: "the same fingerprint on both", risk: "different fingerprints mean that something re-signs the traffic" },
    { do: "Give the worker the private CA", where: "duo-triage.yaml: stacks.{stack}.gitlab.ca_file or gateway.ca_file (or NODE_EXTRA_CA_CERTS before the worker starts)", expect: "duo-triage config validate --connect passes" },
  ],
  names: (read) => (certificateNames(read("gitlab/reach"), read("gateway/reach"))),
} satisfies Cause;
