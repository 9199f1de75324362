import { any, likely, not, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { blindOrFine, gatewayMeetsSilence, noAnswer, stored, unseenModel, workerFine } from "../../terms/model.ts";
import { notLongUp, unlessBroken, wayToModel } from "../../terms/beside.ts";

const isAddress = (host: string): boolean => host.includes(":") || /^\d{1,3}(?:\.\d{1,3}){3}$/u.test(host);
type Earlier = FactValues["gitlab/earlier"];
type Reach = FactValues["model/reach"];

/** None of the addresses that any model had in the last good run is among those of now. */
const moved = (earlier: Earlier, reach: Reach): boolean | undefined => {
  const now = reach.dns?.kind === "answer" ? reach.dns.system : [];
  const before = Object.values(earlier.modelAddresses).flat();
  if (now.length === 0 || before.length === 0) return undefined;
  return !now.some((address) => before.includes(address));
};

export default {
  code: "DT306",
  name: "model-address-changed",
  title: "Model host {endpointHost} moved to a new address, and the gateway still calls the old one",
  hop: "gateway-to-model",
  severity: "degraded",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    // A process that is new to the name connects, and the one that has run for long does not: unless the server came back in between.
    suspect(any(noAnswer(see), gatewayMeetsSilence(see)), stored(see, (endpoint) => endpoint.host !== null && !isAddress(endpoint.host)), wayToModel(see, ({ status, proxy }) => proxy === null && status !== null && status < 500), unlessSeen(notLongUp(see))),
    ...unlessBroken(
      see,
      likely(any(noAnswer(see), gatewayMeetsSilence(see)), workerFine(see), see.both("gitlab/earlier", "model/reach", moved)),
      suspect(noAnswer(see), blindOrFine(see), stored(see, (endpoint) => !endpoint.loopback && endpoint.host !== null && !isAddress(endpoint.host)), unlessSeen(not(see.both("gitlab/earlier", "model/reach", moved)))),
      suspect(unseenModel(see, "slow")),
    ),
  ],
  rivals: {
    DT301: "the new address refuses too",
    DT305: "the name does not resolve beside the gateway at all",
    DT307: "a fresh process beside the gateway cannot connect either",
  },
  remedy: [
    { do: "Compare the address now with the one of the last good run", where: "gateway container", command: "docker exec <gateway container> getent hosts {endpointHost}", expect: "an address that answers on port {endpointPort}" },
    { do: "Restart the gateway, or wait some minutes until it asks the name server again", where: "gateway host", command: "docker restart <gateway container>", expect: "GitLab's connection check of the model is good", risk: "running requests are cut, and the key cache is filled anew: GitLab must be reachable" },
    { do: "Give the model a stable address: a load balancer or a service name", where: "network", expect: "the address stays when the server moves" },
  ],
} satisfies Cause;
