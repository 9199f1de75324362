import { all, any } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { proxyBeforeGateway } from "../../terms/network.ts";
import { arrivesAtOnce, arrivesAtOnceThroughGitlab, arrivesInPieces, eventsHeldBack, gatewayStreamCut, gatewayStreams, gitlabStreamCut, gitlabStreams, oneEvent } from "../../terms/streams.ts";

export default {
  title: "Streamed answers of the gateway arrive whole, and while they are written",
  hop: "gitlab-to-gateway",
  after: ["gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway/accepts-tokens", "gateway-to-model/answers"],
  judge: (see) => [
    { verdict: "fail", when: any(gatewayStreamCut(see), gitlabStreamCut(see)), reason: "a streamed answer is cut in the middle, twice of two" },
    { verdict: "fail", when: any(gatewayStreams(see, "stalls"), gitlabStreams(see, "stalls")), reason: "a streamed answer falls silent in the middle" },
    { verdict: "fail", when: any(eventsHeldBack(see), all(arrivesAtOnce(see), proxyBeforeGateway(see))), reason: "a streamed answer arrives at once, at its end" },
    { verdict: "warn", when: any(oneEvent(see), arrivesAtOnce(see)), reason: "a streamed answer arrives in one piece, though nothing is seen before the gateway" },
    { verdict: "skip", when: arrivesAtOnceThroughGitlab(see), reason: "through GitLab a streamed answer arrives at once, and nothing tells whether that is GitLab, what stands before it, the gateway or a model that writes fast" },
    { verdict: "pass", when: arrivesInPieces(see), reason: "its pieces came one by one" },
  ],
  wouldTell: { do: "Ask one streamed chat question beside the gateway and one over its address, and compare when the lines come", where: "gateway host, then GitLab node", expect: "lines spread over the whole time on both; all at the end, or a cut, only over the address means the proxy" },
} satisfies Check;
