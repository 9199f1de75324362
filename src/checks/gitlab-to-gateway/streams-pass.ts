import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { proxyBeforeGateway, streamArrivesAtOnce, streamArrivesInPieces } from "../../terms/network.ts";

export default {
  title: "Streamed answers of the gateway arrive while they are written",
  hop: "gitlab-to-gateway",
  after: ["gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway/accepts-tokens", "gateway-to-model/answers"],
  judge: (see) => [
    { verdict: "fail", when: all(streamArrivesAtOnce(see), proxyBeforeGateway(see)), reason: "a streamed answer arrives in one piece, at its end" },
    { verdict: "warn", when: streamArrivesAtOnce(see), reason: "a streamed answer arrives in one piece, though nothing stands before the gateway" },
    { verdict: "pass", when: streamArrivesInPieces(see), reason: "its lines came one by one" },
  ],
  wouldTell: { do: "Ask one streamed chat question beside the gateway and one over its address, and compare when the lines come", where: "gateway host, then GitLab node", expect: "lines spread over the whole time on both; all at the end only over the address means the proxy" },
} satisfies Check;
