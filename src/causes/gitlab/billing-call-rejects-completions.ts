import { all, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { offlineLicence } from "../../terms/licence.ts";

const refusedByBilling = (see: See) =>
  all(
    see("gitlab/version", (version) => version.major === 19 && version.minor === 4 && version.patch <= 1),
    see("gitlab/completion", (completion) => completion.status === 403 && !completion.fromGateway && (completion.said ?? "").includes("16:Forbidden by auth provider")),
  );

export default {
  code: "DT135",
  name: "billing-call-rejects-completions",
  title: "GitLab {version} with an online licence refuses every code suggestion because its own billing call is rejected",
  plainTitle: "This release of GitLab with an online licence refuses every code suggestion because its own billing call is rejected",
  hop: "gitlab",
  severity: "outage",
  breaks: ["code-completion", "code-generation"],
  explains: { codes: [], checks: ["gateway-to-model/completion-answers", "gateway/accepts-tokens"] },
  proof: (see) => [
    proven(refusedByBilling(see), unlessSeen(offlineLicence(see))),
  ],
  rivals: {
    DT422: "the same text comes with status 400 from the agent platform route, and the gateway is 19.6 or newer",
    DT402: "agent platform calls fail with status 16 too, completions do not",
    DT637: "the 403 body is a JSON detail starting with Unauthorized to access",
  },
  remedy: [
    { do: "Upgrade GitLab to the next 19.4 patch or a newer minor", where: "GitLab", expect: "completions are 200" },
    { do: "Until then use Chat, which is not affected", where: "users" },
  ],
} satisfies Cause;
