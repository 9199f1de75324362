import { any, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { accepted, chatAnswered, chatFeature, gatewayChats, gatewayAnswers, gatewayGood, modelUnasked, refusedWith, usedFor } from "../../terms/model.ts";
import { chatIsEmpty } from "../../terms/gitlab.ts";

export default {
  code: "DT360",
  name: "streaming-broken",
  title: "Model {model} answers without streaming but gives nothing usable as a stream",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["chat", "agentic-chat", "flows"],
  explains: { codes: ["A1002", "A1003", "A1004", "A1007", "A1008", "A9999"], checks: ["model/streams", "gateway-to-model/chat-answers"] },
  per: "model",
  proof: (see) => [
    proven(chatAnswered(see), see("model/stream", (stream) => stream.state === "not-a-stream" && stream.steady), unlessSeen(gatewayChats(see))),
    proven(see("model/shapes", (shapes) => accepted(shapes.plain) === true && refusedWith(shapes.streamOptions) === true && refusedWith(shapes.withoutStreamOptions) === true), unlessSeen(gatewayChats(see))),
    suspect(see("gateway/chat", (chat) => chat.outcome === "silent"), gatewayGood(see), modelUnasked(see)),
    suspect(usedFor(see, chatFeature), gatewayAnswers(see), modelUnasked(see), any(chatIsEmpty(see), see("gitlab/chat", (chat) => chat.code !== null && ["A1002", "A1003", "A1004", "A9999"].includes(chat.code) && chat.ms < 25_000))),
  ],
  rivals: {
    DT367: "the stream is well formed and empty",
    DT328: "without streaming the answer is unusable too",
    DT354: "only stream_options is refused",
    DT362: "some data comes first",
    DT343: "only long prompts end so",
  },
  remedy: [
    { do: "See the raw stream, unbuffered", where: "gateway container", command: "docker exec <gateway container> curl -sSN -i -m 30 -H 'Authorization: Bearer <key>' -H 'Content-Type: application/json' -d '{\"model\":\"<name>\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":8,\"stream\":true}' {endpoint}/chat/completions", expect: "content-type text/event-stream and several `data: {` lines" },
    { do: "Let the proxy or server pass streams on", where: "model host, or the proxy before it", expect: "the stream above" },
    { do: "Until then keep users working without streams", where: "gateway container's environment", command: "AIGW_CUSTOM_MODELS__DISABLE_STREAMING=true", expect: "chat answers, in one piece", risk: "users wait for the whole answer; the container is recreated" },
  ],
} satisfies Cause;
