import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentFeatureSelfHosted } from "../../terms/agent-platform.ts";
import { healthRowFails } from "../../terms/gitlab.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT440",
  name: "runner-missing",
  title: "No runner can take flow jobs: none with tag gitlab--duo and a Docker-compatible executor is online",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["flows"],
  explains: { codes: ["DCR4011"], checks: ["agent-platform/runner"] },
  proof: (see) => [
    proven(healthRowFails(see, "compatible_runner"), agentFeatureSelfHosted(see)),
    proven(reported(see, "DCR4011")),
  ],
  rivals: {
    DT444: "no pipeline exists at all: DCR4003",
    DT445: "the pipeline exists and says that compute minutes are used up: DCR4012",
    DT442: "the session stays in `created` and a suitable runner is idle: the service account",
  },
  remedy: [
    { do: "Register an instance runner with a Docker-compatible executor (docker, docker-autoscaler, kubernetes) and the tag", where: "runner host", command: "gitlab-runner register --url {gitlabUrl} --token <runner-token> --executor docker --docker-image alpine", expect: "the runner is online" },
    { do: "Give it the tag gitlab--duo (two hyphens) and let it serve the project", where: "Admin > CI/CD > Runners > the runner", command: "gitlab--duo", expect: "pending flow jobs start" },
    { do: "Ask the Rake task for the whole chain", where: "GitLab node", command: "gitlab-rake \"gitlab:duo:verify_setup[<group>/<project>]\"", expect: "no failed line" },
  ],
} satisfies Cause;
