import { all, any, likely, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { accepted, chatFeature, gatewayChats, gatewayGood, refusedWith, stored, usedFor } from "../../terms/model.ts";

// The family that a model's own name gives away; the first hit counts.
const marks: readonly (readonly [string, RegExp])[] = [
  ["codestral", /codestral|devstral/iu], ["mixtral", /mixtral/iu], ["mistral", /mistral|ministral|magistral/iu], ["codellama", /code-?llama/iu], ["llama3", /llama-?3/iu], ["codegemma", /codegemma/iu],
  ["deepseekcoder", /deepseek-?coder/iu], ["gpt", /\bgpt|\bo[134]\b/iu], ["claude_3", /claude/iu], ["gemini", /gemini/iu], ["qwen", /qwen/iu],
];
const actualFamily = (servedName: string | null): string | undefined => marks.find(([, form]) => form.test(servedName ?? ""))?.[0];

// Families whose prompts suit one another.
const kin: readonly (readonly string[])[] = [["mistral", "mixtral"]];
const areKin = (a: string, b: string): boolean => a === b || kin.some((names) => names.includes(a) && names.includes(b));

const familiesDiffer = (see: See): Term =>
  stored(see, (endpoint) => {
    const actual = actualFamily(endpoint.servedName);
    return actual !== undefined && endpoint.family !== null && endpoint.family !== "general" && !areKin(endpoint.family, actual);
  });

export default {
  code: "DT327",
  name: "wrong-model-family",
  title: "Model {model} is set to family {family}, but the server runs {actual}, so it gets prompts made for another model",
  plainTitle: "Model {model} is set to a family that its server does not run, so it gets prompts made for another model",
  hop: "gateway-to-model",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1002", "A1004", "A1006", "A6000", "A9999", "M4001"], checks: ["model/takes-chat-shape", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    likely(familiesDiffer(see), gatewayGood(see), any(
      see("gateway/chat", (chat) => chat.formless),
      all(usedFor(see, /^code_completions$/u), see("gitlab/completion", (completion) => completion.noChoices)),
      all(usedFor(see, chatFeature), see("gitlab/chat", (chat) => chat.code !== null && ["A1002", "A1004", "A1006", "A9999"].includes(chat.code))),
    )),
    likely(stored(see, (endpoint) => endpoint.family === "mistral"), see("model/shapes", (shapes) => refusedWith(shapes.whole) === true && accepted(shapes.prefill) === true && refusedWith(shapes.prefillContinued) === true), unlessSeen(gatewayChats(see))),
  ],
  rivals: {
    DT366: "the family fits, and the model does not follow the prompts",
    DT352: "the refusal is about the last turn",
    DT353: "the refusal names `stop`",
    DT367: "the model's own answer is empty",
  },
  remedy: [
    { do: "Set the family of the served model; `general` for one that has none", where: "Admin > GitLab Duo > Configure models > {model} > Model family", expect: "chat answers and code completion suggests" },
    { do: "Ask chat and completion once afterwards: the connection check is good with any family", where: "GitLab", expect: "an answer without an error code" },
  ],
  names: (read) => ({ actual: actualFamily(read("model/endpoint")?.servedName ?? null) ?? undefined }),
} satisfies Cause;
