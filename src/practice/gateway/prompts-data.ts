/** Sizes and parameters of the gateway's prompts, so far as a model server can notice them. The wording is ours. */

const filler = (length: number, opening: string): string => {
  const sentence = "Answer briefly, use only what you know for certain, and say so where you do not know. ";
  return `${opening}${sentence.repeat(Math.ceil(length / sentence.length))}`.slice(0, length);
};

export const chatSystemText = filler(14_381, "You are the assistant of a DevSecOps platform. Think first, then either use a tool in the form Thought, Action, Action Input, or write Final Answer: and your answer. ");
export const checkSystemText = filler(3_961, "You check a model configuration. ");
export const checkUserText = "just say hello.";

/** Parameters of the chat prompt by family of models. */
export function chatParameters(family: string): Record<string, unknown> {
  if (family === "gpt") return { max_tokens: 8192 };
  const own = { max_tokens: family === "llama3" ? 4096 : 8192, stop: ["Observation:"], temperature: 0.1 };
  return family === "mistral" ? { ...own, continue_final_message: true, add_generation_prompt: false } : own;
}

/** The model's name as the gateway has it for the family, whatever the identifier says. */
export function familyModelName(family: string): string {
  return ["general", "gemini", "claude_3"].includes(family) ? "gpt-3.5-turbo" : family;
}

/** Parameters of the model check by family. */
export function checkParameters(family: string): Record<string, unknown> {
  if (family === "gpt") return { max_tokens: 16 };
  return { max_tokens: 16, temperature: family === "gemini" ? 1 : 0 };
}

const fim = ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_separator|>"];
const inst = ["[INST]", "[/INST]", "[PREFIX]", "[MIDDLE]"];

/** Parameters and sizes of code completion by family: [parameters, characters of the system turn (0 = none), of the user turn]. */
export function completionPrompt(family: string): { parameters: Record<string, unknown>; system: number; user: number } {
  switch (family) {
    case "codegemma":
      return { parameters: { max_tokens: 128, stop: fim, temperature: 0.95 }, system: 0, user: 61 };
    case "codellama":
      return { parameters: { max_tokens: 128, stop: ["<PRE>", "<SUF>", "<MID>", "<EOT>"], temperature: 0.95 }, system: 0, user: 38 };
    case "deepseekcoder":
      return { parameters: { max_tokens: 128, temperature: 0 }, system: 0, user: 55 };
    case "gpt":
      return { parameters: { max_tokens: 64 }, system: 4476, user: 64 };
    case "llama3":
      return { parameters: { max_tokens: 64, temperature: 0 }, system: 4725, user: 224 };
    case "codestral":
      return { parameters: { max_tokens: 64, stop: inst, temperature: 0.32 }, system: 4813, user: 38 };
    case "mistral":
    case "mixtral":
      return { parameters: { max_tokens: 64, stop: inst, temperature: 0 }, system: 4725, user: 38 };
    default:
      return { parameters: { max_tokens: 128, temperature: family === "gemini" ? 1 : 0 }, system: 4725, user: 2109 };
  }
}

const generationNames: Record<string, string> = {
  codegemma: "CodeGemma Generations",
  codellama: "Codellama 13B Code Generations",
  deepseekcoder: "DeepSeekCoder Code Generations",
  gpt: "GPT Code Generations",
  llama3: "LLaMA3 Code Generations",
  mistral: "Mistral 7B Code Generations",
  mixtral: "Mixtral Code Generations",
  codestral: "Codestral 22B Code Generations",
};

/** Name of the prompt of code generation, which the answer shows. */
export function generationName(family: string): string {
  return generationNames[family] ?? "Code Generations Agent";
}

export function generationParameters(family: string): Record<string, unknown> {
  if (family === "gpt") return { max_tokens: 512, temperature: 1 };
  if (family === "mixtral") return { max_tokens: 4096, temperature: 0 };
  if (["codegemma", "deepseekcoder"].includes(family)) return { max_tokens: 512, temperature: 0.95 };
  if (["codestral", "codellama", "llama3", "mistral"].includes(family)) return { max_tokens: 256, temperature: family === "codestral" ? 0.3 : 0.95 };
  return { max_tokens: 2048, stop: ["UNABLE_TO_GENERATE"], temperature: 0.2 };
}

export function completionName(family: string): string {
  return family === "codestral" ? "Codestral 22B Code Completions" : `${family} Code Completions`;
}

/** Text of a code prompt of a given length. */
export function codeText(length: number, code: string): string {
  return filler(Math.max(length, code.length), `Complete the code. ${code} `);
}

/** Token counts that the client estimates itself where the model's stream ended without saying. */
export function estimateTokens(what: "chat" | "check" | "answer", text: string): number {
  const words = (text.match(/\s?[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]\n?|\n/gu) ?? []).length;
  if (what === "chat") return 3059 + words;
  return what === "check" ? 886 : words;
}

/** Versions of the prompts that a caller can ask for; what another version is told. */
export const promptVersions: Record<string, { versions: string[]; scope: string; inputs: string[] }> = {
  "model_configuration/check": { versions: ["1.0.0"], scope: "complete_code", inputs: [] },
  "chat/react": { versions: ["1.0.0", "1.0.1", "1.0.2-dev", "1.1.0"], scope: "duo_chat", inputs: [] },
  "chat/explain_code": { versions: ["1.0.0"], scope: "explain_code", inputs: ["language_info", "file_content", "selected_text", "input"] },
  "code_suggestions/generations": {
    versions: ["1.0.0", "1.0.1", "1.0.2", "1.1.0", "1.1.0-dev", "1.2.0", "1.2.0-dev", "2.0.0", "2.0.1", "2.0.2", "2.0.2-dev", "2.0.3", "3.0.2-dev"],
    scope: "generate_code",
    inputs: [],
  },
};
