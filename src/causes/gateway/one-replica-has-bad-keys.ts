import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";

const stateCounts = (value: FactValues["gateway/junk-token"]): { good: number; bad: number } => {
  const states = [value.first.state, ...(value.second === null ? [] : [value.second.state]), ...value.repeated];
  return { good: states.filter((state) => state === "keys").length, bad: states.filter((state) => state === "no-keys").length };
};
/** The first may have met the same process before it had fetched its keys: it alone proves nothing. */
const mixed = (value: FactValues["gateway/junk-token"]): boolean => {
  const { good, bad } = stateCounts(value);
  return value.state === null && good > 0 && bad > (value.first.state === "no-keys" ? 1 : 0);
};

function failedOf(value: FactValues["gateway/junk-token"] | undefined, statuses: readonly number[] | undefined): Record<string, number | undefined> {
  const counts = value === undefined ? { good: 0, bad: 0 } : stateCounts(value);
  if (counts.bad > 0) return { failed: counts.bad, tries: counts.good + counts.bad };
  return { failed: statuses?.filter((status) => status === 503).length, tries: statuses?.length };
}

export default {
  code: "DT252",
  name: "one-replica-has-bad-keys",
  title: "One of several gateway workers or replicas holds bad keys: {failed} of {tries} identical requests fail",
  plainTitle: "One of several gateway workers or replicas holds bad keys: some of several identical requests fail",
  hop: "gateway",
  severity: "degraded",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway/editor-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    proven(see("gateway/junk-token", mixed)),
    proven(see("gateway/junk-token", (value) => value.state === "keys"), see("gitlab/token-route", (value) => value.statuses.includes(201) && value.statuses.includes(503))),
  ],
  rivals: {
    DT250: "all 20 junk probes give 500",
    DT251: "all tokens are refused",
    DT525: "the odd answers are 502/503 HTML of a balancer",
    DT209: "the odd answers are refused connections or 502, process start time jumps",
    DT130: "chat fails and code works, not both in turn",
  },
  remedy: [
    { do: "Find the bad one", where: "gateway replicas", command: "kubectl logs -l app=<gateway> --prefix | grep 'JWKS refreshed'", expect: "one pod with empty or other kids" },
    { do: "Restart that one, or all", where: "gateway host", command: "kubectl delete pod <name>", expect: "20 junk probes, 20 times 401", risk: "requests in flight on that pod are lost" },
    { do: "With WEB_CONCURRENCY above 1 the same happens inside one container: restart it", where: "gateway host", command: "docker restart <container>", expect: "as above" },
  ],
  names: (read) => failedOf(read("gateway/junk-token"), read("gitlab/token-route")?.statuses),
} satisfies Cause;
