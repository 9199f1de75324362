import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { beside } from "../../terms/beside.ts";

export default {
  code: "DT225",
  name: "docs-database-missing",
  title: "The gateway has no documentation database, so chat answers questions about GitLab without its documents",
  hop: "gateway",
  severity: "degraded",
  breaks: ["chat"],
  explains: { codes: ["M2000"], checks: ["gitlab/chat"] },
  proof: (see) => [
    proven(see("gitlab/chat", (value) => value.code === "M2000"), beside(see, ({ docs }) => (docs === null ? undefined : !docs))),
    suspect(see("gitlab/chat", (value) => value.code === "M2000")),
  ],
  rivals: {
    DT624: "M3003 instead of M2000: the item, not the documentation, was not found",
    DT221: "with custom models off the search goes to a cloud service and fails instead of answering empty",
  },
  remedy: [
    { do: "Look for the file", where: "gateway container", command: "ls -l tmp/docs.db", expect: "present, some megabytes" },
    { do: "Remove the mount that covers the working folder, or use an unchanged self-hosted image: the file is built into it for its own GitLab tag", where: "container definition", expect: "file present after recreation", risk: "short interruption" },
    { do: "Ask chat how to create a merge request", where: "GitLab Duo Chat", expect: "an answer with sources instead of M2000" },
  ],
} satisfies Cause;
