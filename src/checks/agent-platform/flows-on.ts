import { all, any } from "../../core/truth.ts";
import type { Check, See } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { assigned } from "./pictures.ts";

const row = (see: See, name: string) => see("gitlab/health-check", (value) => value.probes.some((probe) => probe.name.replace(/_probe$/u, "") === name && !probe.success));
/** Up to 19.4 GitLab mixes two services up then. */
function disagree(settings: FactValues["gitlab/feature-settings"], version: FactValues["gitlab/version"]): boolean {
  const release = version.major * 1000 + version.minor;
  if (settings.state !== "read" || release < 18_008 || release > 19_004) return false;
  const provider = (feature: string): string | undefined => settings.features.find((one) => one.feature === feature)?.provider;
  const platform = provider("duo_agent_platform");
  const review = provider("review_merge_request_dap");
  return platform !== undefined && review !== undefined && ((review === "self_hosted" && platform !== "self_hosted") || (platform === "self_hosted" && review === "vendored"));
}

export default {
  title: "Flows are switched on",
  hop: "agent-platform",
  judge: (see) => [
    { verdict: "fail", when: all(assigned(see), any(row(see, "allow_flow_execution"), row(see, "allow_foundational_flows"))), reason: "GitLab's own check says that they are off" },
    { verdict: "fail", when: see.both("gitlab/feature-settings", "gitlab/version", disagree), reason: "a flow and Agents & flows are not assigned alike" },
    { verdict: "pass", when: all(assigned(see), see("gitlab/health-check", (value) => value.probes.some((probe) => probe.name.startsWith("allow_f") && probe.success))), reason: "on" },
  ],
} satisfies Check;
