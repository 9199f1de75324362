import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { sessionEnded } from "../../terms/agent-platform.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT425",
  name: "agent-service-cannot-call-gitlab",
  title: "Flows start, but the agent service cannot call GitLab back",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["A1007", "DCR5000", "DCR5001", "dws-execution-failure", "agent-platform-sentence", "dws-ca-file-bad"], checks: [] },
  proof: (see) => [
    likely(reported(see, "dws-ca-file-bad")),
    suspect(sessionEnded(see, "A1007", "DCR5000", "DCR5001", "dws-execution-failure", "agent-platform-sentence")),
  ],
  rivals: {
    DT244: "no token is accepted at all, since the fetch of keys fails too (another trust variable)",
    DT426: "the session ends with status 7: `workflow execution didn't start due to forbidden response`",
    DT370: "the text behind `workflow execution failure` names the model",
    DT429: "the text speaks of credentials of Anthropic or Google",
  },
  remedy: [
    { do: "Look whether the service loaded the private root: it says so, and says nothing when the file is missing", where: "gateway host", command: "docker logs <gateway container> 2>&1 | grep -i -E 'custom CA|default SSL verification'", expect: "`Loaded custom CA file`" },
    { do: "Name the bundle in the agent service's own trust variable; SSL_CERT_FILE and REQUESTS_CA_BUNDLE do not count on this leg", where: "gateway container's environment", command: "DUO_WORKFLOW_GITLAB_SSL_CA_FILE=<path of the bundle in the container>", expect: "a flow finishes", risk: "the container is recreated; a misspelt path is ignored without a word" },
    { do: "Ask GitLab's external address from the container", where: "gateway container", command: "docker exec <gateway container> curl -sS -m 10 -o /dev/null -w '%{http_code}' {gitlabUrl}/api/v4/projects", expect: "200" },
  ],
} satisfies Cause;
