import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gitlabElsewhere } from "../../terms/gitlab.ts";

/** Of the configuration only what a run can see wrong; what cannot be read at all stops before any run. */
export default {
  code: "DT909",
  name: "configuration-invalid",
  title: "The configuration is wrong at {key}: {problem}",
  hop: "triage",
  severity: "warning",
  breaks: [],
  explains: { codes: [], checks: ["gitlab/answers", "gitlab/certificate", "gitlab/reachable"] },
  proof: (see) => [proven(gitlabElsewhere(see))],
  rivals: {
    DT151: "GitLab itself answers with errors, or not at all, under the address that browsers use",
    DT154: "the port speaks TLS as the address says, and the certificate is bad",
    DT910: "the handshake ends well, and only this worker does not trust the issuer",
  },
  remedy: [
    { do: "Write the address that browsers use", where: "duo-triage.yaml: stacks.{stack}.gitlab.url (or GITLAB_URL)", command: "url: {instead}", expect: "`duo-triage config validate --connect` passes" },
    { do: "Run the check again; without GitLab nothing else could be judged", where: "chat", command: "/duo check {stack}" },
  ],
  names: (read) => {
    const address = read("gitlab/address");
    return { key: "gitlab.url", problem: address?.problem ?? undefined, instead: address?.instead ?? undefined };
  },
} satisfies Cause;
