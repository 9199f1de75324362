import { any, ifSeen, likely, not, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { blindOrFine, gatewayMeetsSilence, namesOwnHost, noAnswer, notGood, sound, unseenModel, workerBlind, workerFine } from "../../terms/model.ts";
import { proxyWouldHelp, unlessConnected, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT308",
  name: "model-only-through-proxy",
  title: "Model {model} can be reached only through the HTTP proxy, and the gateway's model calls do not use it",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1004", "A1008", "M4000"], checks: ["model/reachable", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => unlessConnected(
    see,
    proven(ifSeen(wayToModel(see, proxyWouldHelp)), notGood(see), sound(see)),
    likely(any(noAnswer(see), gatewayMeetsSilence(see)), see("model/reach", (reach) => reach.throughProxy), workerFine(see)),
    suspect(noAnswer(see), blindOrFine(see), not(namesOwnHost(see))),
    suspect(gatewayMeetsSilence(see), workerBlind(see), not(namesOwnHost(see))),
    suspect(unseenModel(see, "slow")),
  ),
  rivals: {
    DT301: "the proxy cannot reach it either",
    DT305: "the proxy cannot resolve the name either",
    DT307: "no proxy has to be used",
    DT309: "the calls do go to the proxy",
  },
  remedy: [
    { do: "Compare the direct way with the way through the proxy", where: "gateway container", command: "docker exec <gateway container> sh -c 'curl -sS -m 5 -o /dev/null -w \"%{http_code}\\n\" {endpoint}/models; curl -sS -m 5 --noproxy \"*\" -o /dev/null -w \"%{http_code}\\n\" {endpoint}/models'", expect: "an answer on the first line and 000 on the second" },
    { do: "Let the model calls obey the proxy", where: "gateway container's environment", command: "HTTPS_PROXY=<proxy> HTTP_PROXY=<proxy> AIOHTTP_TRUST_ENV=True NO_PROXY=<hosts that are reached directly>", expect: "GitLab's connection check of the model is good", risk: "the container is recreated: running requests are cut" },
    { do: "Or open the direct way from the gateway to the model", where: "network", expect: "curl with --noproxy answers" },
  ],
} satisfies Cause;
