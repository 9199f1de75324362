import { ifSeen, proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { used } from "../../terms/model.ts";

export default {
  code: "DT344",
  name: "prompt-silently-truncated",
  title: "The model server cuts GitLab's prompts for {model} to {window} tokens without saying so",
  plainTitle: "The model server cuts GitLab's prompts for {model} without saying so",
  hop: "model",
  severity: "degraded",
  breaks: ["chat", "code-generation", "agentic-chat", "flows"],
  explains: { codes: ["A1006", "A6000", "M4001"], checks: ["model/window"] },
  per: "model",
  proof: (see) => [
    proven(see("model/server", (server) => server.product === "ollama"), see("model/loaded", (loaded) => (loaded.window === null ? undefined : loaded.loaded && loaded.window < 8192)), used(see)),
    proven(ifSeen(see("model/long-prompt", (prompt) => prompt.cut)), used(see)),
  ],
  rivals: {
    DT343: "the server refuses long prompts",
    DT366: "the window is large enough and the answers are still poor",
  },
  remedy: [
    { do: "Give the model a larger window; with Ollama", where: "Ollama host", command: "OLLAMA_CONTEXT_LENGTH=32768 ollama serve", expect: "GET /api/ps shows context_length 32768", risk: "more memory per model; loaded models are loaded anew" },
    { do: "Behind a router such as LiteLLM, or on another server, do the same where the model itself runs", where: "model host", expect: "/duo check {stack} --deep: a long prompt is read whole" },
  ],
  names: (read) => ({ window: read("model/loaded")?.window ?? read("model/long-prompt")?.counted ?? undefined }),
} satisfies Cause;
