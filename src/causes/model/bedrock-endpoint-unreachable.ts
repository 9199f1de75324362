import { any, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gatewayGood, gatewayGot, provider, unseenModel } from "../../terms/model.ts";

export default {
  code: "DT384",
  name: "bedrock-endpoint-unreachable",
  title: "The gateway cannot reach the Bedrock endpoint of its region",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see("gateway/chat", (chat) => chat.outcome === "error" && chat.provider === "bedrock" && chat.errorClass === "ServiceUnavailableError" && /^litellm\.\w+: BedrockException - Cannot connect to host /u.test(chat.said ?? ""))),
    suspect(provider(see, "bedrock"), any(gatewayGot(see, 500, 503, 408), see("gitlab/connection-check", (check) => check.best.outcome === "wait" || check.best.outcome === "unanswered")), unlessSeen(gatewayGood(see))),
    suspect(unseenModel(see, "slow")),
  ],
  rivals: {
    DT383: "an answer of AWS arrives",
    DT385: "an answer of AWS arrives (403)",
  },
  remedy: [
    { do: "Try the endpoint where the gateway runs", where: "gateway container", command: "docker exec <gateway container> curl -sS -m 5 -o /dev/null -w '%{http_code}\\n' https://bedrock-runtime.<region>.amazonaws.com", expect: "any number other than 000" },
    { do: "In a VPC without internet name the private endpoint", where: "gateway container's environment", command: "AWS_BEDROCK_RUNTIME_ENDPOINT=https://<vpc-endpoint>", expect: "GitLab's connection check of the model is good", risk: "the container is recreated: running requests are cut" },
    { do: "Or open egress to the endpoint", where: "security group or firewall", expect: "the curl above answers" },
  ],
} satisfies Cause;
