import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { sessionEnded } from "../../terms/agent-platform.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT441",
  name: "executor-image-unavailable",
  title: "The flow's job cannot pull its executor image",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["flows"],
  explains: { codes: ["executor-image-pull", "DCR5000"], checks: [] },
  proof: (see) => [
    proven(reported(see, "executor-image-pull")),
    suspect(sessionEnded(see, "DCR5000")),
  ],
  rivals: {
    DT440: "the job never left `pending`",
    DT427: "the image was pulled and the job's program reports another protocol",
    DT207: "the missing image is the gateway's own",
  },
  remedy: [
    { do: "Try the pull on the runner's host", where: "runner host", command: "docker pull <image of the job log>", expect: "it is pulled" },
    { do: "Without the internet: copy the image of GitLab's release into a registry of your own and name that registry", where: "Admin > GitLab Duo > Flow execution > Image registry", command: "<registry host>/<path>", expect: "the next job pulls from there" },
    { do: "Give the runner the registry's login and certificate, if it is private", where: "runner's config.toml, or the CI variable DOCKER_AUTH_CONFIG", expect: "the pull succeeds", risk: "the variable holds credentials: mask it" },
  ],
} satisfies Cause;
