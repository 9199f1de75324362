import { likely, proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { granted, versionBetween } from "../../terms/gitlab.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT623",
  name: "default-namespace-missing",
  title: "The person who got the error belongs to several Duo namespaces and has chosen none as default",
  hop: "licence",
  severity: "degraded",
  breaks: ["chat", "agentic-chat", "flows"],
  explains: { codes: ["G3002", "DCR4004", "M3006"], checks: [] },
  proof: (see) => [
    proven(reported(see, "G3002", "DCR4004")),
    likely(reported(see, "M3006"), versionBetween(see, [19, 0], [19, 99]), see("gitlab/seat", (seat) => seat.assigned.length > 0), granted(see)),
  ],
  rivals: {
    DT612: "M3006 and the seat query is empty",
    DT637: "M3006 and the gateway answers 403",
    DT624: "G3002 from an editor whose local repository has no GitLab remote (19.x): set the remote, not the preference",
  },
  remedy: [
    { do: "Choose a default GitLab Duo namespace", where: "the user's Preferences", expect: "the next question is answered" },
    { do: "In an editor, open a project that has this GitLab as its remote", where: "the user's machine" },
  ],
} satisfies Cause;
