import { all, unlessSeen } from "../../core/truth.ts";
import type { Check, See } from "../../facts/rules.ts";
import { gitlabGotNone, gitlabMeets, gitlabReaches } from "../../terms/network.ts";

const untrusted = (see: See) => see("gateway/reach", (value) => value.tls?.kind === "look" && !value.tls.trusted);

export default {
  title: "The gateway's certificate is good for GitLab",
  hop: "gitlab-to-gateway",
  after: ["gitlab-to-gateway/worker-reaches"],
  judge: (see) => [
    { verdict: "skip", when: see("gateway/address", (value) => value.scheme === "http"), reason: "plain http" },
    { verdict: "fail", when: all(see("gateway/reach", (value) => value.tls?.kind === "look" && !value.tls.datesValid), unlessSeen(gitlabReaches(see))), reason: "outside its dates" },
    { verdict: "fail", when: all(see("gateway/reach", (value) => value.tls?.kind === "look" && !value.tls.nameMatches), unlessSeen(gitlabReaches(see))), reason: "not for {gatewayHost}" },
    { verdict: "fail", when: gitlabMeets(see, "certificate"), reason: "GitLab does not trust it" },
    { verdict: "pass", when: see("gateway/reach", (value) => value.tls?.kind === "look" && value.tls.trusted), reason: "trusted, right name, right dates" },
    { verdict: "skip", when: gitlabReaches(see), reason: "only the worker does not trust it; GitLab gets through" },
    { verdict: "fail", when: all(untrusted(see), gitlabGotNone(see)), reason: "not trusted by the worker, and GitLab does not get through" },
    { verdict: "warn", when: untrusted(see), reason: "not trusted by the worker; whether GitLab trusts it was not seen" },
  ],
  wouldTell: { do: "Look at the certificate that GitLab is shown", where: "GitLab node", inside: "gitlab", command: "openssl s_client -connect {gatewayHost}:{gatewayPort} -servername {gatewayHost} </dev/null | openssl x509 -noout -issuer -subject -dates", expect: "the issuer, name and dates of the gateway itself" },
} satisfies Check;
