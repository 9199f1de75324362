import { all, any, likely, suspect, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { gatewayGood, gatewayGot, provider, unseenModel } from "../../terms/model.ts";

/** Without credentials or network the gateway gives up on a cloud after some 4 s. */
const cloudSilent = (see: See): Term => all(any(gatewayGot(see, 500, 503, 408), see("gitlab/connection-check", (check) => check.best.outcome === "wait" || check.best.outcome === "unanswered")), unlessSeen(gatewayGood(see)));

export default {
  code: "DT383",
  name: "bedrock-credentials",
  title: "The gateway has no valid AWS credentials for Bedrock",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    likely(provider(see, "bedrock"), see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && check.best.code === 401)),
    suspect(provider(see, "bedrock"), any(cloudSilent(see), see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && check.best.code === 403))),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT385: "another Bedrock model on the same gateway is good",
    DT384: "no answer of AWS arrives",
    DT382: "the code is 404",
  },
  remedy: [
    { do: "See what the running process has, names only", where: "gateway container", command: "docker exec <gateway container> sh -c \"cat /proc/1/environ | tr '\\0' '\\n' | grep -o '^AWS_[A-Z_]*' | sort -u\"", expect: "key id, secret and region, or a bearer token and region" },
    { do: "Set static keys, or a role that the container can use; temporary keys need AWS_SESSION_TOKEN and expire", where: "gateway container's environment", command: "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION_NAME", expect: "GitLab's connection check of the model is good", risk: "the container is recreated: running requests are cut" },
  ],
} satisfies Cause;
