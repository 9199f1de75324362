import { likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gatewayMeetsSilence, modelUnasked, noAnswer, reached, unseenModel, workerFine } from "../../terms/model.ts";
import { besideModel, proxyWouldHelp, wayToModel } from "../../terms/beside.ts";

export default {
  code: "DT307",
  name: "model-traffic-dropped",
  title: "Packets from the gateway to {endpointHost}:{endpointPort} vanish: a firewall, security group or network policy drops them",
  plainTitle: "Packets from the gateway to the model server vanish: a firewall, security group or network policy drops them",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1004", "A1008", "M4000"], checks: ["model/reachable", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gateway-to-model/way"] },
  per: "model",
  proof: (see) => besideModel(
    see,
    wayToModel(see, (way) => way.proxy === null && way.phase === "connect" && (way.reason === "timeout" || way.reason === "unreachable") && !proxyWouldHelp(way)),
    likely(gatewayMeetsSilence(see), workerFine(see), see("model/chat", (chat) => chat.first.outcome === "answer" && chat.first.ms < 5000)),
    suspect(noAnswer(see), reached(see, "connect-timeout", "unreachable"), unlessSeen(see("gitlab/connection-check", (check) => check.best.outcome === "model-code"))),
    suspect(gatewayMeetsSilence(see), modelUnasked(see)),
    suspect(unseenModel(see, "slow", "never")),
  ),
  rivals: {
    DT301: "the connection is refused at once",
    DT308: "an HTTP proxy has to be used",
    DT341: "the model itself takes longer than the gateway waits",
    DT342: "requests are waiting at the model server",
    DT302: "the model is still loading",
  },
  remedy: [
    { do: "Try the connection where the gateway runs", where: "gateway container", command: "docker exec <gateway container> curl -sS -m 5 -o /dev/null -w '%{http_code} %{time_connect}\\n' {endpoint}/models", expect: "200 or 401; 000 after 5 s confirms the drop" },
    { do: "Allow TCP from the gateway to the model's port: firewall, cloud security group, Kubernetes NetworkPolicy", where: "network", expect: "the curl above answers" },
    { do: "Check that the address is the right one; an unused network looks the same", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", expect: "the address of the model server" },
  ],
} satisfies Cause;
