import { all, not } from "../../core/truth.ts";
import { chatAnswered, gatewayChats, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "{model} streams its answers",
  hop: "model",
  per: "model",
  after: ["model/reachable"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "pass", when: see("model/stream", (stream) => stream.state === "good" || (!stream.steady && stream.state !== "refused")), reason: "data came piece by piece, with an end" },
    { verdict: "skip", when: all(see("model/stream", (stream) => ["refused", "not-a-stream", "no-answer"].includes(stream.state)), gatewayChats(see)), reason: "the worker's stream is odd, and chat through the gateway works" },
    { verdict: "fail", when: see("gitlab/connection-check", (check) => check.best.outcome === "success" && check.best.ms > 30_000), reason: "its first word comes later than chat waits, 30 s" },
    { verdict: "fail", when: all(see("model/stream", (stream) => stream.steady && stream.state !== "good"), chatAnswered(see)), reason: "its streams cannot be used as they come: {state}" },
  ],
  wouldTell: { do: "See the raw stream, unbuffered", where: "gateway host", command: "docker exec <gateway container> curl -sSN -i -m 30 -H 'Authorization: Bearer <key>' -H 'Content-Type: application/json' -d '{\"model\":\"<name>\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":8,\"stream\":true}' {endpoint}/chat/completions", expect: "content-type text/event-stream, several data lines, a finish reason" },
  names: (read) => ({ state: read("model/stream")?.state.replaceAll("-", " ") }),
} satisfies Check;
