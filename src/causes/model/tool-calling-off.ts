import { likely, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { accepted, agentFeature, chatAnswered, gatewayHeard, refusedWith, usedFor } from "../../terms/model.ts";
import { failsAtRandom } from "../../terms/shapes.ts";

/** vLLM's tool call parser for a family, after its documentation of tool calling; the newer families first. */
const parsers: readonly (readonly [RegExp, string])[] = [
  [/qwen3[-_.]?coder/iu, "qwen3_xml"], [/qwen/iu, "hermes"], [/gpt[-_]?oss/iu, "openai"], [/llama[-_.]?4/iu, "llama4_pythonic"], [/llama/iu, "llama3_json"], [/mistral|mixtral|ministral|devstral|codestral/iu, "mistral"],
];

export default {
  code: "DT370",
  name: "tool-calling-off",
  title: "The model server of {model} runs without tool calling, which agents need",
  hop: "model",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["A1007", "A1008"], checks: ["model/tools"] },
  per: "model",
  proof: (see) => [
    proven(usedFor(see, agentFeature), chatAnswered(see), see("model/tools", (tools) => refusedWith(tools.auto) === true && (tools.auto.about === "tools-off" || (tools.auto.status < 500 && accepted(tools.required) === true)))),
    proven(gatewayHeard(see, "tools-off")),
    likely(usedFor(see, agentFeature), chatAnswered(see), see("model/tools", (tools) => refusedWith(tools.auto) === true && tools.auto.status !== 401 && tools.auto.status !== 429 && tools.auto.about !== "window"), unlessSeen(see("model/chat", (chat) => chat.first.outcome === "error" || chat.again?.outcome === "error")), unlessSeen(see("model/shapes", failsAtRandom))),
  ],
  rivals: {
    DT371: "the call stands as text in the answer",
    DT372: "`auto` is accepted and only `any` is refused",
    DT343: "the refusal is about length",
  },
  names: (read) => {
    const endpoint = read("model/endpoint");
    return { parser: parsers.find(([family]) => family.test(`${endpoint?.servedName ?? ""} ${endpoint?.family ?? ""}`))?.[1] };
  },
  remedy: [
    { do: "Start vLLM with tool calling and the parser of the model's family", where: "model host", command: "vllm serve {servedName} --enable-auto-tool-choice --tool-call-parser {parser}", expect: "a chat with a tool answers 200 with tool_calls", risk: "the restart takes the load time" },
    { do: "llama.cpp: start it with its template engine", where: "model host", command: "llama-server --jinja", expect: "a chat with a tool answers 200" },
    { do: "Or give the agent features a model that can call tools", where: "Admin > GitLab Duo > Configure models > AI-native features", expect: "an agent completes a step" },
  ],
} satisfies Cause;
