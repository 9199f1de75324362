import { any, likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { blindOrFine, gatewayMeetsSilence, noAnswer, reached, stored, unseenModel } from "../../terms/model.ts";
import { besideModel, proxyWouldHelp, wayToModel } from "../../terms/beside.ts";

const isAddress = (host: string): boolean => host.includes(":") || /^\d{1,3}(?:\.\d{1,3}){3}$/u.test(host);

export default {
  code: "DT305",
  name: "model-name-unresolved",
  title: "The gateway cannot resolve the host name {endpointHost} of model {model}",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/reachable", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    wayToModel(see, (way) => way.proxy === null && way.phase === "resolve" && !proxyWouldHelp(way)),
    likely(any(noAnswer(see), gatewayMeetsSilence(see)), reached(see, "name-not-found")),
    suspect(noAnswer(see), blindOrFine(see), stored(see, (endpoint) => !endpoint.loopback && endpoint.host !== null && !isAddress(endpoint.host))),
    suspect(unseenModel(see, "slow")),
  ),
  rivals: {
    DT301: "the name resolves beside the gateway and the port refuses",
    DT306: "the name resolves there, to another address than the process still uses",
    DT310: "the name resolves there and the connection opens",
  },
  remedy: [
    { do: "Resolve the name where the gateway runs", where: "gateway container", command: "docker exec <gateway container> getent hosts {endpointHost}", expect: "one line with an address; no output means unresolved" },
    { do: "Correct the spelling, or use a name that the container's resolver knows (full name, or <service>.<namespace>.svc)", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", expect: "GitLab's connection check of the model is good" },
    { do: "Or give the container the right resolver or a hosts entry", where: "gateway host", command: "docker run --add-host {endpointHost}:<address> ...", expect: "getent prints the address", risk: "the container is recreated: running requests are cut" },
  ],
} satisfies Cause;
