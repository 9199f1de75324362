import { any, ifSeen, proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentFeature, usedFor } from "../../terms/model.ts";

export default {
  code: "DT371",
  name: "tool-parser-mismatch",
  title: "The model server of {model} does not recognise the model's tool calls: they arrive as text ({marker})",
  plainTitle: "The model server of {model} does not recognise the model's tool calls: they arrive as text",
  hop: "model",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["A1007", "A1008"], checks: ["model/tools"] },
  per: "model",
  proof: (see) => [
    proven(usedFor(see, agentFeature), any(see("model/tools", (tools) => tools.rawMarkup), ifSeen(see("model/agent-turns", (turns) => turns.rawMarkup)))),
  ],
  rivals: {
    DT370: "requests with tools are refused",
    DT366: "plain prose instead of a call",
  },
  remedy: [
    { do: "Use the parser, and for Llama 3 the template, of the model's family", where: "model host", command: "vllm serve <model> --enable-auto-tool-choice --tool-call-parser <parser>", expect: "tool_calls is filled, content is empty", risk: "the restart takes the load time" },
    { do: "For Mistral models use its own tokenizer mode with parser mistral", where: "model host", command: "vllm serve <model> --tokenizer_mode mistral --enable-auto-tool-choice --tool-call-parser mistral", expect: "tool_calls is filled", risk: "the restart takes the load time" },
  ],
  names: (read) => ({ marker: read("model/tools")?.rawMarkup === true ? read("model/tools")?.auto.content?.slice(0, 40) : read("model/agent-turns")?.rawMarkup === true ? "when streamed" : undefined }),
} satisfies Cause;
