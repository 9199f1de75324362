import { all, any, likely, not, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bareCode, blindOrFine, chatAnswered, gatewayGot, gatewayMeetsUnusable, hiddenByKey, modelUnasked, namesOwnHost, noAnswer, sound, unseenModel } from "../../terms/model.ts";
import { besideModel, proxySpoils, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT309",
  name: "model-traffic-sent-to-proxy",
  title: "The gateway sends its calls for {endpointHost} to an HTTP proxy that does not pass them on",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    wayToModel(see, proxySpoils),
    likely(gatewayGot(see, 403, 407, 502, 503, 504), chatAnswered(see), see("model/reach", (reach) => !reach.throughProxy), see.both("model/chat", "model/endpoint", (chat, endpoint) => chat.withKey || endpoint.hasApiToken !== true), sound(see)),
    // A proxy that is down refuses the call: as if the model were.
    suspect(noAnswer(see), blindOrFine(see), not(namesOwnHost(see))),
    suspect(hiddenByKey(see, "fast", "later")),
    suspect(any(bareCode(see, 403), bareCode(see, 407), bareCode(see, 502), bareCode(see, 503), bareCode(see, 504), all(gatewayMeetsUnusable(see), sound(see), modelUnasked(see)))),
    suspect(unseenModel(see, "slow", "never")),
  ),
  rivals: {
    DT308: "no proxy applies, and the direct way is closed",
    DT332: "the worker with the same key is refused too",
    DT347: "the worker gets the same page at the endpoint",
    DT328: "the worker gets the same answer at the endpoint",
  },
  remedy: [
    { do: "See which proxy variables the running gateway has", where: "gateway container", command: "docker exec <gateway container> sh -c \"cat /proc/1/environ | tr '\\0' '\\n' | grep -i _proxy\"", expect: "NO_PROXY covers {endpointHost}" },
    { do: "Add the model's host to NO_PROXY", where: "gateway container's environment", command: "NO_PROXY=<gitlab-host>,{endpointHost},localhost,127.0.0.1", expect: "GitLab's connection check of the model is good", risk: "the container is recreated: running requests are cut" },
    { do: "Or allow the call on the proxy", where: "HTTP proxy", expect: "curl through the proxy answers 200 or 401" },
  ],
} satisfies Cause;
