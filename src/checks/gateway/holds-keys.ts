import type { Check } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";

// The first may have met a process before it had fetched its keys.
const mixed = (value: FactValues["gateway/junk-token"]): boolean => {
  const states = [...(value.second === null ? [] : [value.second.state]), ...value.repeated];
  return states.includes("no-keys") && (states.includes("keys") || value.first.state === "keys");
};

export default {
  title: "The gateway holds keys to check tokens",
  hop: "gateway",
  judge: (see) => [
    { verdict: "fail", when: see("gateway/junk-token", (value) => value.state === "no-keys"), reason: "it holds none" },
    { verdict: "fail", when: see("gateway/junk-token", mixed), reason: "equal requests get different answers: one replica holds none" },
    { verdict: "skip", when: see("gateway/junk-token", (value) => value.state === "open"), reason: "authentication is off" },
    { verdict: "pass", when: see("gateway/junk-token", (value) => value.state === "keys"), reason: "a forged token is recognised as such" },
  ],
  wouldTell: { do: "Read the error class beside the gateway's last fetch of keys, and compare the key ids with GitLab's", where: "gateway host", command: "docker logs --since 24h <gateway container> 2>&1 | grep -E 'JWKS refreshed|oidc_provider|No keys' | tail -n 5", expect: "key ids of {gitlabUrl}/oauth/discovery/keys; an exception names the fault of the way" },
} satisfies Check;
